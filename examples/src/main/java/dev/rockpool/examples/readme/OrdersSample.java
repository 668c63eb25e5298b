package dev.rockpool.examples.readme;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.ValidateOnAcquire;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The longer look of the README, line by line. */
public final class OrdersSample {

    private OrdersSample() {}

    /**
     * Opens a pool of connections, uses it in two ways, and closes it.
     *
     * @param url where the database is
     * @param executor where futures may take their time
     * @throws SQLException if the database refuses
     * @throws InterruptedException if the thread is interrupted while it waits for a connection
     */
    public static void work(String url, Executor executor) throws SQLException, InterruptedException {
        // @start region="orders"
        Pool<Connection> orders = Pool.builder(() -> DriverManager.getConnection(url))
                .name("orders")
                .maxSize(16)
                .minIdle(2)
                .acquireTimeout(Duration.ofSeconds(5))
                .onReset(OrdersSample::endTransaction)
                .validateWith(connection -> connection.isValid(1))
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(30)))
                .callbackExecutor(executor) // callbacks that do JDBC block, so they get threads of their own
                .build();

        try (Lease<Connection> lease = orders.acquire()) { // waits up to 5 s, and goes back by itself
            lease.get().createStatement().execute("CREATE TABLE orders (id INT)");
        }
        CompletableFuture<Boolean> inserted =
                orders.useAsync(connection -> CompletableFuture.supplyAsync(() -> insert(connection), executor));

        CompletableFuture<Integer> warm = orders.control().warmUp(8);
        // @end
        inserted.join();
        warm.join();
        orders.close();
    }

    private static void endTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static boolean insert(Connection connection) {
        try {
            return connection.createStatement().executeUpdate("INSERT INTO orders VALUES (1)") == 1;
        } catch (SQLException e) {
            throw new IllegalStateException("the order was not stored", e);
        }
    }
}
