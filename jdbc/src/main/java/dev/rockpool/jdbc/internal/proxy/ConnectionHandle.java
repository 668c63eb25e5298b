package dev.rockpool.jdbc.internal.proxy;

import dev.rockpool.Lease;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one borrower, from {@code getConnection} to {@code close}. It holds the lease, and nothing that the pool holds
 * leads to it: so the collector finds one that was lost.
 */
final class ConnectionHandle extends TrackedConnection {

    private static final VarHandle LEASE;

    static {
        try {
            LEASE = MethodHandles.lookup().findVarHandle(ConnectionHandle.class, "lease", Lease.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null once it has been given back; taken out once, by get-and-set. */
    private volatile @Nullable Lease<PooledConnection> lease;

    ConnectionHandle(Session session, Lease<PooledConnection> lease) {
        super(session);
        LEASE.setRelease(this, lease); // a plain write would do; a volatile one costs a fence
    }

    @Override
    boolean hasEnded() {
        return lease == null;
    }

    @SuppressWarnings("unchecked") // of the field's type
    private @Nullable Lease<PooledConnection> takeLease() {
        return (Lease<PooledConnection>) LEASE.getAndSet(this, (Lease<?>) null); // cast, as an exact type is quicker
    }

    /**
     * Gives the connection back, once. Statements that were left open are closed. Where another thread is inside a call, or an error
     * said that the connection is broken, it is destroyed.
     */
    @Override
    public void close() {
        Lease<PooledConnection> ending = takeLease();
        if (ending == null) {
            return;
        }
        boolean isReusable = false;
        try {
            if (session.isQuiet()) {
                closeStatements();
                isReusable = session.isReusable();
            } else {
                session.abandon();
            }
        } finally {
            if (isReusable) {
                ending.close();
            } else {
                ending.invalidate();
            }
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return hasEnded() || raw().isClosed();
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (timeout < 0) {
            throw new SQLException("timeout must not be negative, was " + timeout, "HY024");
        }
        int entered = tryEnter();
        if (entered == ENDED) {
            return false;
        }
        try {
            session.touch();
            return session.isValid(timeout);
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(entered == FIRST);
        }
    }

    /** Ends the connection for good, also while others are inside a call. */
    @Override
    public void abort(Executor executor) throws SQLException {
        Lease<PooledConnection> ending = takeLease();
        if (ending == null) {
            return;
        }
        session.breakDown();
        try {
            raw().abort(executor);
        } finally {
            ending.invalidate();
        }
    }
}
