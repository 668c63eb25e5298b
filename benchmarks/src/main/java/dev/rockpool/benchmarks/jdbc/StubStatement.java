package dev.rockpool.benchmarks.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;

/** A statement, prepared or not; each query has one row. */
final class StubStatement extends EmptyPreparedStatement {

    private final StubConnection connection;
    private boolean isClosed;

    StubStatement(StubConnection connection) {
        this.connection = connection;
    }

    @Override
    public ResultSet executeQuery() {
        return new StubResultSet(this);
    }

    @Override
    public ResultSet executeQuery(String sql) {
        return new StubResultSet(this);
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }
}
