package dev.rockpool.jdbc.internal.proxy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The rows of a query, of metadata, of an array. */
final class ResultSetHandle extends GeneratedResultSet {

    /** What made it; null where the driver did. */
    private final @Nullable StatementHandle statement;

    ResultSetHandle(TrackedConnection owner, @Nullable StatementHandle statement, ResultSet raw) {
        super(owner, raw);
        this.statement = statement;
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        boolean isFirst = enter();
        try {
            Statement raw = rawResultSet.getStatement(); // also where we know it: it throws if this is closed
            return statement != null || raw == null ? statement : owner.statement(raw);
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(isFirst);
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return owner.hasEnded() || rawResultSet.isClosed();
    }

    /** Does nothing when the connection has been given back: all of it was closed then. */
    @Override
    public void close() throws SQLException {
        int entered = owner.tryEnter();
        if (entered == TrackedConnection.ENDED) {
            return;
        }
        try {
            rawResultSet.close();
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(entered == TrackedConnection.FIRST);
        }
    }
}
