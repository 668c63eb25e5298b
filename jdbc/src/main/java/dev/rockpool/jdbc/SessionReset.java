package dev.rockpool.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;

/**
 * Undoes what a borrower has left behind in the database session of a connection, so that the next borrower cannot see it:
 * variables, roles, temporary tables, locks, names of prepared statements, subscriptions.
 *
 * <p>It runs on return, after a rollback of what was open, on the connection of the driver, by one thread at a time for each
 * connection. The data source then sets again what it has set when the connection was new. If the reset throws, the connection is
 * not used again.
 *
 * <p>The ready ones need a round trip to the server for each return, MariaDB two. Nothing is reset by default: that is a price which
 * not everyone wants to pay.
 */
@FunctionalInterface
public interface SessionReset {

    /**
     * Resets the session. With auto-commit off, whatever it has changed is committed.
     *
     * @param connection the driver's connection, without an open transaction
     * @throws SQLException if the session is not clean
     */
    void reset(Connection connection) throws SQLException;

    /**
     * The reset for one session: asked for once when a connection is new, before anything is set in it. A reset that has to know
     * what a session began with looks at it here, and one that does not work with this driver says so. The default is this reset.
     *
     * @param connection the driver's connection
     * @return the reset for this connection
     * @throws SQLException if it does not work with it; then the connection cannot be used
     */
    default SessionReset forSession(Connection connection) throws SQLException {
        return this;
    }

    /**
     * Does nothing: the default.
     *
     * @return the one reset that does nothing
     */
    static SessionReset none() {
        return NoReset.INSTANCE;
    }

    /**
     * Executes statements, one after the other.
     *
     * @param statements the SQL, one statement in each string
     * @return the reset
     */
    static SessionReset of(String... statements) {
        List<String> copy = List.of(statements);
        return copy.isEmpty()
                ? none()
                : connection -> {
                    Statements.execute(connection, copy);
                    Statements.commit(connection);
                };
    }

    /**
     * For PostgreSQL: what {@code DISCARD ALL} does, in one round trip, but for prepared statements and plans of the driver, which
     * stay. Cursors, session user and role, all settings, subscriptions ({@code LISTEN}) with what they have delivered, advisory
     * locks, temporary tables, the last values of sequences, and statements that were prepared by SQL ({@code PREPARE}).
     *
     * <p>Settings go back to what they were when the connection was made: what the URL, the role and the database say stays.
     *
     * @return the reset
     */
    static SessionReset postgreSql() {
        return new PostgreSqlReset();
    }

    /**
     * For MySQL and MariaDB: the driver sends {@code COM_RESET_CONNECTION}. User and session variables, temporary tables, locks
     * of {@code GET_LOCK} and {@code LOCK TABLES}, and prepared statements; the driver prepares its own again. Session variables go
     * back to what they were when the connection was made. The current database stays, as it does in the protocol.
     *
     * <p>Works with MariaDB Connector/J, if its property {@code useResetConnection} is on, and with MySQL Connector/J, unless
     * {@code paranoid} is on, or {@code useServerPrepStmts} together with {@code cachePrepStmts}: it would execute statements that
     * the server has forgotten. Each new connection is tried out, and {@link java.sql.SQLFeatureNotSupportedException} says what to
     * set: no SQL can do the same.
     *
     * @return the reset
     */
    static SessionReset mySql() {
        return new MySqlReset();
    }

    /**
     * The same as {@link #mySql()}.
     *
     * @return the reset
     */
    static SessionReset mariaDb() {
        return mySql();
    }

    /**
     * For H2: variables, local temporary tables, schema, search path of schemas, time zone and lock timeout go back to what they
     * were when the connection was made. Not the query timeout, of which H2 does not tell.
     *
     * @return the reset
     */
    static SessionReset h2() {
        return new H2Reset();
    }

    /**
     * The ready one for a database.
     *
     * @param metaData of a connection to it
     * @return a new reset
     * @throws java.sql.SQLFeatureNotSupportedException if there is none for this database: {@link #of} takes SQL that does
     * @throws SQLException if the metadata cannot be read
     */
    static SessionReset forProduct(DatabaseMetaData metaData) throws SQLException {
        String name = metaData.getDatabaseProductName();
        return switch (Product.ofName(name)) {
            case POSTGRESQL -> postgreSql();
            case MYSQL -> mySql();
            case H2 -> h2();
            case ORACLE, SQL_SERVER, DB2, OTHER ->
                throw Statements.unsupported("there is no ready session reset for " + name
                        + "; SessionReset.of(...) takes the SQL that resets a session");
        };
    }
}
