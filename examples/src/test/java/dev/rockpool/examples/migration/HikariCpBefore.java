package dev.rockpool.examples.migration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What {@link FromHikariCp} was before. */
final class HikariCpBefore {

    private HikariCpBefore() {}

    static HikariDataSource open(String url) {
        // @start region="open"
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setPoolName("orders");
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(5_000);
        config.setLeakDetectionThreshold(10_000);
        HikariDataSource orders = new HikariDataSource(config);
        // @end
        return orders;
    }

    static int use(DataSource orders) throws SQLException {
        // @start region="use"
        try (Connection connection = orders.getConnection();
                ResultSet rows = connection.createStatement().executeQuery("SELECT 42")) {
            rows.next();
            return rows.getInt(1);
        }
        // @end
    }
}
