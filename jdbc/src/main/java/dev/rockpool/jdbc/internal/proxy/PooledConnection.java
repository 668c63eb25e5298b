package dev.rockpool.jdbc.internal.proxy;

import dev.rockpool.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;

/**
 * What is in the pool: a connection that whoever leases it from the pool itself works with. {@code getConnection} wraps it once more,
 * in a {@link ConnectionHandle} that ends with its lease.
 */
public final class PooledConnection extends TrackedConnection {

    private PooledConnection(Session session) {
        super(session);
    }

    /**
     * Begins a session; closes the driver's connection where that fails.
     *
     * @param raw the driver's connection
     * @param rules for its session
     * @return the connection
     * @throws SQLException what went wrong
     */
    public static PooledConnection begin(Connection raw, SessionRules rules) throws SQLException {
        Session session = new Session(raw, rules);
        try {
            session.begin();
        } catch (Throwable failure) {
            try {
                raw.close();
            } catch (SQLException | RuntimeException alsoThat) {
                failure.addSuppressed(alsoThat);
            }
            throw failure;
        }
        return new PooledConnection(session);
    }

    /**
     * A connection for one borrower.
     *
     * @param lease of this connection; ended when the result is closed
     * @return a new connection
     */
    public Connection lend(Lease<PooledConnection> lease) {
        return new ConnectionHandle(session, lease);
    }

    /**
     * Makes the session as it was before it was lent.
     *
     * @throws SQLException if that cannot be; then it must not be lent again
     */
    public void reset() throws SQLException {
        closeStatements(); // of those who had it from the pool itself
        if (!session.isReusable()) {
            throw new SQLException("the connection is broken: an error before this one said so");
        }
        session.reset();
    }

    /**
     * Whether it can be used.
     *
     * @return false if it is broken, or the server does not answer
     * @throws SQLException the same as false
     */
    public boolean isAlive() throws SQLException {
        return session.isValid();
    }

    /**
     * Closes the driver's connection.
     *
     * @throws SQLException what that threw
     */
    public void destroy() throws SQLException {
        session.destroy();
    }

    @Override
    boolean hasEnded() {
        return false;
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        return session.isValid(timeout);
    }

    @Override
    public boolean isClosed() throws SQLException {
        return raw().isClosed();
    }

    /** Does nothing: the end of the lease gives it back. */
    @Override
    public void close() {}

    /** Breaks it; the pool destroys it when the lease ends. */
    @Override
    public void abort(Executor executor) throws SQLException {
        session.breakDown();
        raw().abort(executor);
    }
}
