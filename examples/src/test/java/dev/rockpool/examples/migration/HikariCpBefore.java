package dev.rockpool.examples.migration;

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
        HikariDataSource orders = new HikariDataSource();
        orders.setJdbcUrl(url);
        orders.setPoolName("orders");
        orders.setMaximumPoolSize(16);
        orders.setMinimumIdle(2);
        orders.setConnectionTimeout(5_000);
        orders.setLeakDetectionThreshold(10_000);
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
