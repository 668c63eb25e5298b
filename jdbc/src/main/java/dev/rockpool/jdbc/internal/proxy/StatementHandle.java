package dev.rockpool.jdbc.internal.proxy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A statement of any kind. Those of a connection form a list, newest first, so that the ones which are left open are closed when
 * the connection is given back.
 */
class StatementHandle extends GeneratedStatement {

    /** The next older one that was open when this was made. Set before others see this, later only to one further down. */
    @Nullable
    StatementHandle older;

    /** By {@link #close}. Plain: who reads an old value closes once more, or calls what the driver has closed. */
    private boolean isClosed;

    StatementHandle(TrackedConnection owner, Statement raw) {
        super(owner, raw);
    }

    /** Whether the borrower has closed it. */
    final boolean wasClosed() {
        return isClosed;
    }

    @Override
    final boolean enter() throws SQLException {
        ensureNotClosed();
        return owner.enter();
    }

    @Override
    final void ensureOpen() throws SQLException {
        owner.ensureOpen();
        ensureNotClosed();
    }

    /** A driver may use its statement again for the next one, so the borrower's must not reach it any more. */
    private void ensureNotClosed() throws SQLException {
        if (isClosed) {
            owner.ensureOpen(); // that it was given back says more
            throw new SQLException("the statement was closed", "HY010");
        }
    }

    @Override
    @Nullable
    ResultSet resultSet(@Nullable ResultSet raw) {
        return raw == null ? null : new ResultSetHandle(owner, this, raw);
    }

    @Override
    public final Connection getConnection() throws SQLException {
        ensureOpen();
        return owner;
    }

    @Override
    public final boolean isClosed() throws SQLException {
        return isClosed || owner.hasEnded() || rawStatement.isClosed();
    }

    /** Does nothing when the connection has been given back: it was closed then. */
    @Override
    public final void close() throws SQLException {
        int entered = isClosed ? TrackedConnection.ENDED : owner.tryEnter();
        if (entered == TrackedConnection.ENDED) {
            return;
        }
        try {
            isClosed = true;
            closeRaw(entered == TrackedConnection.FIRST);
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(entered == TrackedConnection.FIRST);
        }
    }

    /**
     * The borrower has closed it.
     *
     * @param isAlone whether no other call is in progress on the connection that began before this one
     */
    void closeRaw(boolean isAlone) throws SQLException {
        rawStatement.close();
    }
}
