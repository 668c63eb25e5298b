package dev.rockpool.examples.origins;

import dev.rockpool.Pool;
import dev.rockpool.Reusable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that knows itself how to be used again. Its reset undoes what the last user left behind, and
 * <em>stays connected</em>: being connected is what makes it worth pooling. Not thread-safe; the pool gives it to one
 * user at a time.
 */
public final class DatabaseConnection implements Reusable, AutoCloseable {

    private static final int VALIDATION_SECONDS = 1;

    private final Connection connection;

    /**
     * Connects.
     *
     * @param url a JDBC URL
     * @throws SQLException if there is no connection to be had
     */
    public DatabaseConnection(String url) throws SQLException {
        connection = DriverManager.getConnection(url);
    }

    /**
     * Makes a pool of them.
     *
     * @param url a JDBC URL
     * @return a pool of five
     */
    public static Pool<DatabaseConnection> pool(String url) {
        return Pool.builder(() -> new DatabaseConnection(url))
                .name("database")
                .maxSize(5)
                .validateOnAcquire(true)
                .build();
    }

    /**
     * Asks the database.
     *
     * @param sql a query
     * @return the first column of each row
     * @throws SQLException if the database refuses
     */
    public List<String> query(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> firstColumn = new ArrayList<>();
            while (rows.next()) {
                firstColumn.add(rows.getString(1));
            }
            return firstColumn;
        }
    }

    /**
     * Tells the database.
     *
     * @param sql a command
     * @throws SQLException if the database refuses
     */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Begins a transaction; without a {@link #commit} it is rolled back when the connection goes back to the pool.
     *
     * @throws SQLException if the connection is broken
     */
    public void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    /**
     * Makes the transaction last.
     *
     * @throws SQLException if the database refuses
     */
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void reset() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @Override
    public boolean isValid() throws SQLException {
        return connection.isValid(VALIDATION_SECONDS);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
