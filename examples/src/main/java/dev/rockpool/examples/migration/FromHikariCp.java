package dev.rockpool.examples.migration;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.text.ConnectionSettings;
import dev.rockpool.text.TextConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Coming from HikariCP. */
public final class FromHikariCp {

    private FromHikariCp() {}

    /**
     * The data source with HikariCP's names.
     *
     * @param url a JDBC URL
     * @return the data source
     */
    public static RockpoolDataSource dataSource(String url) {
        // @start region="dataSource"
        RockpoolDataSource orders = new RockpoolDataSource();
        orders.setJdbcUrl(url);
        orders.setPoolName("orders");
        orders.setMaximumPoolSize(16);
        orders.setMinimumIdle(2);
        orders.setConnectionTimeout(5_000);
        orders.setLeakDetectionThreshold(10_000);
        // @end
        return orders;
    }

    /**
     * A pool of connections.
     *
     * @param url a JDBC URL
     * @return the pool
     */
    public static Pool<Connection> open(String url) {
        // @start region="open"
        Pool<Connection> orders = Pool.builder(() -> DriverManager.getConnection(url))
                .name("orders")
                .maxSize(16)
                .minIdle(2)
                .acquireTimeout(Duration.ofSeconds(5))
                .onReset(FromHikariCp::reset)
                .validateWith(connection -> connection.isValid(1))
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofMillis(500)))
                .holdWarning(Duration.ofSeconds(10))
                .build();
        // @end
        return orders;
    }

    /**
     * A pool of connections from an unchanged {@code hikari.properties}.
     *
     * @param properties the file
     * @return the pool
     */
    public static Pool<Connection> open(Properties properties) {
        // @start region="text"
        PoolConfig config = TextConfig.read(properties, ""); // or "spring.datasource.hikari"
        ConnectionSettings database = ConnectionSettings.from(properties, "");
        Pool<Connection> orders = Pool.builder(() -> DriverManager.getConnection(
                        database.get("jdbcUrl"), database.get("username"), database.get("password")))
                .configure(config)
                .onReset(FromHikariCp::reset)
                .validateWith(connection -> connection.isValid(1))
                .build();
        // @end
        return orders;
    }

    // @start region="reset"
    /** HikariCP does this by itself: end the transaction, and put back what the user changed. */
    private static void reset(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        connection.setReadOnly(false);
        connection.clearWarnings();
    }
    // @end

    /**
     * Uses a connection.
     *
     * @param orders the pool
     * @return what the database answers
     * @throws SQLException if the database refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static int use(Pool<Connection> orders) throws SQLException, InterruptedException {
        // @start region="use"
        try (Lease<Connection> lease = orders.acquire();
                ResultSet rows = lease.get().createStatement().executeQuery("SELECT 42")) {
            rows.next();
            return rows.getInt(1);
        }
        // @end
    }
}
