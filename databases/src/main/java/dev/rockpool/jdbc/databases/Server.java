package dev.rockpool.jdbc.databases;

import dev.rockpool.testkit.Waits;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database in a process of its own, behind a port. A test that changes it changes it back. */
public abstract class Server extends Database {

    Server(String name) {
        super(name);
    }

    /** Where it listens: the same after a restart. */
    public abstract InetSocketAddress address();

    /** The URL for another port than its own, which leads to it, with options such as {@code connectTimeout=1}. */
    public abstract String url(int port, String... options);

    @Override
    public String url() {
        return url(address().getPort());
    }

    /** A connection of an administrator, that may write though the server is read-only. */
    public abstract Connection admin() throws SQLException;

    /** Kills it and all its processes at once, as a crash does. */
    public abstract void kill();

    /** Starts it again after {@link #kill}, with the same data and port, and waits until it answers. */
    public abstract void restart();

    /** Makes it refuse to write, as a standby does, or write again. In force for sessions that exist, too. */
    public abstract void readOnly(boolean isReadOnly) throws SQLException;

    /** So many connections the user of tests may have; -1 for no limit but the server's. */
    public abstract void limitConnections(int limit) throws SQLException;

    /** The server's number of a session. */
    public abstract long session(Connection connection) throws SQLException;

    /** Ends a session from outside. */
    public abstract void terminate(long session) throws SQLException;

    /** Executes statements, each in a string, as the administrator. */
    public void administer(String... statements) throws SQLException {
        try (Connection connection = admin()) {
            execute(connection, statements);
        }
    }

    long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Waits until the server answers. */
    void awaitAnswer() {
        Waits.until(this + " answers", () -> {
            try (Connection connection = admin()) {
                return connection.isValid(1);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    static Connection connect(String url, String user, String password) throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    static String joined(String url, String first, String separator, String... options) {
        return options.length == 0 ? url : url + first + String.join(separator, options);
    }
}
