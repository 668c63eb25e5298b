package dev.rockpool.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets the driver send COM_RESET_CONNECTION.
 *
 * <p>That sets session variables to the global ones, the character set among them. MySQL Connector/J then sets its own again, MariaDB
 * Connector/J does not, and would go on to send UTF-8 to a server that expects something else: so what differs from the global ones
 * when the connection is new is set again here.
 */
final class MySqlReset implements SessionReset {

    private static final DriverCall CONNECTOR_J =
            new DriverCall("com.mysql.cj.jdbc.JdbcConnection", "resetServerState", "()V");
    private static final DriverCall MARIADB = new DriverCall("org.mariadb.jdbc.Connection", "reset", "()V");

    /** An assignment for each variable, in an order in which a character set comes before its collation. */
    private static final String OWN_VARIABLES = """
            SELECT GROUP_CONCAT(
                CONCAT('@@SESSION.', VARIABLE_NAME, ' = ',
                    CASE WHEN SESSION_VALUE IS NULL THEN 'NULL'
                         WHEN VARIABLE_TYPE LIKE '%INT%' OR VARIABLE_TYPE = 'DOUBLE' THEN SESSION_VALUE
                         ELSE QUOTE(SESSION_VALUE) END)
                ORDER BY VARIABLE_NAME SEPARATOR ', ')
            FROM information_schema.SYSTEM_VARIABLES
            WHERE VARIABLE_SCOPE = 'SESSION' AND READ_ONLY = 'NO' AND NOT (SESSION_VALUE <=> GLOBAL_VALUE)""";

    private final @Nullable String settings; // SQL that sets again what the session began with; null for nothing

    MySqlReset() {
        this(null);
    }

    private MySqlReset(@Nullable String settings) {
        this.settings = settings;
    }

    @Override
    public SessionReset forSession(Connection connection) throws SQLException {
        String variables = MARIADB.fits(connection) ? text(connection, OWN_VARIABLES) : null;
        MySqlReset reset = variables == null ? this : new MySqlReset("SET " + variables);
        tryOut(reset, connection);
        return reset;
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        if (!CONNECTOR_J.on(connection) && !MARIADB.on(connection)) {
            throw Statements.unsupported("this driver cannot reset a session of MySQL or MariaDB: "
                    + connection.getMetaData().getDriverName());
        }
        if (settings != null) {
            Statements.execute(connection, List.of(settings));
        }
    }

    private static void tryOut(MySqlReset reset, Connection connection) throws SQLException {
        Statements.execute(connection, List.of("SET @rockpool_reset = 1"));
        prepare(connection);
        reset.reset(connection);
        if (text(connection, "SELECT @rockpool_reset") != null) {
            throw Statements.unsupported("the driver does not reset the session: set useResetConnection=true "
                    + "(MariaDB Connector/J) or paranoid=false (MySQL Connector/J) in the URL");
        }
        try {
            prepare(connection);
        } catch (SQLException e) {
            throw Statements.unsupported(
                    "the driver executes statements that it prepared before the reset: "
                            + "set useServerPrepStmts=false or cachePrepStmts=false in the URL",
                    e);
        }
        Statements.commit(connection);
    }

    /** As borrowers do: it goes into the driver's cache, if there is one. */
    private static void prepare(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
            statement.setInt(1, 1);
            statement.executeQuery().close();
        }
    }

    private static @Nullable String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
