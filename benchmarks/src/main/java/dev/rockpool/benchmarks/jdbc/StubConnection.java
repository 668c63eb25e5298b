package dev.rockpool.benchmarks.jdbc;

import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.Executor;

/** Remembers what pools set and reset. For one thread at a time, like all connections. */
final class StubConnection extends EmptyConnection {

    private boolean isAutoCommit = true;
    private boolean isReadOnly;
    private boolean isClosed;
    private int isolation = TRANSACTION_READ_COMMITTED;
    private int holdability = ResultSet.HOLD_CURSORS_OVER_COMMIT;
    private int networkTimeout;
    private String catalog = "catalog";
    private String schema = "schema";

    @Override
    public Statement createStatement() {
        return new StubStatement(this);
    }

    @Override
    public Statement createStatement(int type, int concurrency) {
        return new StubStatement(this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) {
        return new StubStatement(this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) {
        return new StubStatement(this);
    }

    @Override
    public void setAutoCommit(boolean autoCommit) {
        isAutoCommit = autoCommit;
    }

    @Override
    public boolean getAutoCommit() {
        return isAutoCommit;
    }

    @Override
    public void setReadOnly(boolean readOnly) {
        isReadOnly = readOnly;
    }

    @Override
    public boolean isReadOnly() {
        return isReadOnly;
    }

    @Override
    public void setTransactionIsolation(int level) {
        isolation = level;
    }

    @Override
    public int getTransactionIsolation() {
        return isolation;
    }

    @Override
    public void setHoldability(int level) {
        holdability = level;
    }

    @Override
    public int getHoldability() {
        return holdability;
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) {
        networkTimeout = milliseconds;
    }

    @Override
    public int getNetworkTimeout() {
        return networkTimeout;
    }

    @Override
    public void setCatalog(String name) {
        catalog = name;
    }

    @Override
    public String getCatalog() {
        return catalog;
    }

    @Override
    public void setSchema(String name) {
        schema = name;
    }

    @Override
    public String getSchema() {
        return schema;
    }

    @Override
    public boolean isValid(int timeout) {
        return !isClosed;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    @Override
    public void abort(Executor executor) {
        isClosed = true;
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    /** Some pools look at it once for each connection, none later. */
    @Override
    public DatabaseMetaData getMetaData() {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                StubConnection.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (self, method, arguments) -> {
                    Class<?> type = method.getReturnType();
                    if (type == boolean.class) {
                        return false;
                    }
                    return type == int.class ? 1 : type == String.class ? "stub" : null;
                });
    }
}
