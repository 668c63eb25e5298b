package dev.rockpool.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;

/** What the resets of sessions have in common. */
final class Statements {

    private Statements() {}

    static void execute(Connection connection, List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Ends the transaction that the reset has begun if auto-commit is off: a later rollback must not undo it. */
    static void commit(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    static SQLFeatureNotSupportedException unsupported(String message) {
        return new SQLFeatureNotSupportedException(message, "0A000");
    }

    static SQLFeatureNotSupportedException unsupported(String message, SQLException cause) {
        return new SQLFeatureNotSupportedException(message, "0A000", cause);
    }
}
