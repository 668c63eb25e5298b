package dev.rockpool.benchmarks.jdbc;

import java.sql.Statement;

/** One row. */
final class StubResultSet extends EmptyResultSet {

    private final StubStatement statement;
    private boolean isRead;
    private boolean isClosed;

    StubResultSet(StubStatement statement) {
        this.statement = statement;
    }

    @Override
    public boolean next() {
        boolean isRow = !isRead;
        isRead = true;
        return isRow;
    }

    @Override
    public int getInt(int column) {
        return column;
    }

    @Override
    public Statement getStatement() {
        return statement;
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
