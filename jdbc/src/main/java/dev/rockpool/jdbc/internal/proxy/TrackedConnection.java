package dev.rockpool.jdbc.internal.proxy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection that notes in its {@link Session} what a borrower changes, and knows the statements that it made.
 *
 * <p>Any number of threads may use one at a time, as with the driver's.
 */
abstract class TrackedConnection extends GeneratedConnection {

    /** What {@link #tryEnter} says when the connection has been given back. */
    static final int ENDED = -1;

    /** What {@link #tryEnter} says when no other call was in progress; what else it says is for {@link #leave}, too. */
    static final int FIRST = 1;

    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(TrackedConnection.class, "newest", StatementHandle.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Session session;

    /** The head of the list of statements. By compare-and-set, inside calls; plain when there can be no call any more. */
    volatile @Nullable StatementHandle newest;

    TrackedConnection(Session session) {
        this.session = session;
    }

    /** Whether it has been given back. */
    abstract boolean hasEnded();

    // --- Calls

    @Override
    final Connection raw() {
        return session.raw();
    }

    /** A call begins, unless the connection has been given back. */
    final int tryEnter() {
        if (hasEnded()) { // first, so that a call which comes late does not look like one of the next borrower
            return ENDED;
        }
        boolean isFirst = session.enter();
        if (hasEnded()) { // after that, see Session
            session.leave(isFirst);
            return ENDED;
        }
        return isFirst ? FIRST : 0;
    }

    /** A call begins that is part of no transaction. */
    private boolean enterPlainly() throws SQLException {
        int entered = tryEnter();
        if (entered == ENDED) {
            throw ended();
        }
        return entered == FIRST;
    }

    @Override
    final boolean enter() throws SQLException {
        boolean isFirst = enterPlainly();
        session.touch();
        return isFirst;
    }

    @Override
    final void leave(boolean isFirst) {
        session.leave(isFirst);
    }

    @Override
    final void ensureOpen() throws SQLException {
        if (hasEnded()) {
            throw ended();
        }
    }

    @Override
    final void failed(Throwable failure) {
        session.failed(failure);
    }

    static SQLException ended() {
        return new SQLNonTransientConnectionException(
                "the connection was closed, and has gone back to its pool: get another one, and keep nothing of it beyond close()",
                "08003");
    }

    // --- What is made here

    @Override
    final Statement statement(Statement raw) {
        return opened(new StatementHandle(this, raw));
    }

    @Override
    final PreparedStatement preparedStatement(PreparedStatement raw) {
        return opened(new GeneratedPreparedStatement(this, raw));
    }

    // With a cache of statements, those that can be asked for again come from there. Others are prepared anew: callable
    // ones, and
    // those with numbers of columns.

    @Override
    public final PreparedStatement prepareStatement(String sql) throws SQLException {
        return session.cachesStatements()
                ? prepare(new StatementCache.Key(sql, List.of(), null))
                : super.prepareStatement(sql);
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
        return session.cachesStatements()
                ? prepare(new StatementCache.Key(sql, List.of(keys), null))
                : super.prepareStatement(sql, keys);
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return session.cachesStatements()
                ? prepare(new StatementCache.Key(sql, List.of(type, concurrency), null))
                : super.prepareStatement(sql, type, concurrency);
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return session.cachesStatements()
                ? prepare(new StatementCache.Key(sql, List.of(type, concurrency, holdability), null))
                : super.prepareStatement(sql, type, concurrency, holdability);
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        return session.cachesStatements()
                ? prepare(new StatementCache.Key(sql, List.of(), List.of(columns)))
                : super.prepareStatement(sql, columns);
    }

    private PreparedStatement prepare(StatementCache.Key key) throws SQLException {
        boolean isFirst = enter();
        try {
            PreparedStatement raw = isFirst ? session.takeStatement(key) : null;
            return opened(new CachedStatementHandle(this, raw == null ? key.prepare(raw()) : raw, key));
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(isFirst);
        }
    }

    @Override
    final CallableStatement callableStatement(CallableStatement raw) {
        return opened(new GeneratedCallableStatement(this, raw));
    }

    /** Puts a statement first in the list, and leaves out those after it that are closed: so it has few that are. */
    private <S extends StatementHandle> S opened(S statement) {
        StatementHandle head;
        do {
            head = newest;
            StatementHandle open = head;
            while (open != null && open.wasClosed()) {
                open = open.older;
            }
            if (open != null) {
                skipClosed(open);
            }
            statement.older = open;
        } while (!NEWEST.compareAndSet(this, head, statement));
        return statement;
    }

    /** For those who close the older statement after they have made a newer one, again and again. */
    private static void skipClosed(StatementHandle open) {
        StatementHandle older = open.older;
        while (older != null && older.wasClosed()) {
            older = older.older;
        }
        open.older = older;
    }

    /** Closes the statements that are open. Only when no call is in progress, and none can come. */
    final void closeStatements() {
        StatementHandle statement = newest;
        if (statement == null) {
            return;
        }
        newest = null;
        while (statement != null && statement.wasClosed()) {
            statement = statement.older;
        }
        if (statement != null) {
            session.close(statement);
        }
    }

    @Override
    final DatabaseMetaData databaseMetaData(DatabaseMetaData raw) {
        return new DatabaseMetaDataHandle(this, raw);
    }

    @Override
    final Array array(Array raw) {
        return new GeneratedArray(this, raw);
    }

    @Override
    final Blob blob(Blob raw) {
        return new GeneratedBlob(this, raw);
    }

    @Override
    final Clob clob(Clob raw) {
        return new GeneratedClob(this, raw);
    }

    @Override
    final NClob nClob(NClob raw) {
        return new GeneratedNClob(this, raw);
    }

    // --- What belongs to the session

    private <V extends @Nullable Object> void change(Property<V> property, V value) throws SQLException {
        boolean isFirst = property == Property.AUTO_COMMIT ? enterPlainly() : enter();
        try {
            session.change(property, value);
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(isFirst);
        }
    }

    @Override
    public final void setAutoCommit(boolean autoCommit) throws SQLException {
        change(Property.AUTO_COMMIT, autoCommit);
    }

    @Override
    public final void setReadOnly(boolean readOnly) throws SQLException {
        change(Property.READ_ONLY, readOnly);
    }

    @Override
    public final void setTransactionIsolation(int level) throws SQLException {
        change(Property.TRANSACTION_ISOLATION, level);
    }

    @Override
    public final void setCatalog(@Nullable String catalog) throws SQLException {
        change(Property.CATALOG, catalog);
    }

    @Override
    public final void setSchema(@Nullable String schema) throws SQLException {
        change(Property.SCHEMA, schema);
    }

    @Override
    public final void setHoldability(int holdability) throws SQLException {
        change(Property.HOLDABILITY, holdability);
    }

    @Override
    public final void setTypeMap(@Nullable Map<String, Class<?>> map) throws SQLException {
        change(Property.TYPE_MAP, map);
    }

    @Override
    public final void setNetworkTimeout(@Nullable Executor executor, int milliseconds) throws SQLException {
        boolean isFirst = enter();
        try {
            session.changing(Property.NETWORK_TIMEOUT);
            raw().setNetworkTimeout(executor, milliseconds);
            session.changed(Property.NETWORK_TIMEOUT, milliseconds);
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(isFirst);
        }
    }

    // --- Nobody can ask which sharding key a connection has, so one that was given another has no other borrower

    private interface Resharding {
        void run() throws SQLException;
    }

    private void reshard(Resharding call) throws SQLException {
        boolean isFirst = enter();
        try {
            session.breakDown();
            call.run();
        } finally {
            leave(isFirst);
        }
    }

    @Override
    public final void setShardingKey(ShardingKey key) throws SQLException {
        reshard(() -> super.setShardingKey(key));
    }

    @Override
    public final void setShardingKey(ShardingKey key, ShardingKey superKey) throws SQLException {
        reshard(() -> super.setShardingKey(key, superKey));
    }

    @Override
    public final boolean setShardingKeyIfValid(ShardingKey key, int seconds) throws SQLException {
        boolean[] isSet = {false};
        reshard(() -> isSet[0] = super.setShardingKeyIfValid(key, seconds));
        return isSet[0];
    }

    @Override
    public final boolean setShardingKeyIfValid(ShardingKey key, ShardingKey superKey, int seconds) throws SQLException {
        boolean[] isSet = {false};
        reshard(() -> isSet[0] = super.setShardingKeyIfValid(key, superKey, seconds));
        return isSet[0];
    }

    // --- What belongs to the session

    @Override
    public final void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
        boolean isFirst = enterForClientInfo();
        try {
            session.changingIfPossible(Property.CLIENT_INFO);
            raw().setClientInfo(name, value);
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(isFirst);
        }
    }

    @Override
    public final void setClientInfo(Properties properties) throws SQLClientInfoException {
        boolean isFirst = enterForClientInfo();
        try {
            session.changingIfPossible(Property.CLIENT_INFO);
            raw().setClientInfo(properties);
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(isFirst);
        }
    }

    private boolean enterForClientInfo() throws SQLClientInfoException {
        try {
            return enter();
        } catch (SQLException ended) {
            throw new SQLClientInfoException(ended.getMessage(), ended.getSQLState(), Map.of(), ended);
        }
    }

    // Inside the call, as all that is noted: by the end of it the session may be another borrower's.

    @Override
    public final void commit() throws SQLException {
        end(true);
    }

    @Override
    public final void rollback() throws SQLException {
        end(false);
    }

    private void end(boolean commits) throws SQLException {
        boolean isFirst = enterPlainly();
        try {
            if (commits) {
                raw().commit();
            } else {
                raw().rollback();
            }
            session.endedTransaction();
        } catch (Throwable failure) {
            failed(failure);
            throw failure;
        } finally {
            leave(isFirst);
        }
    }

    // --- Wrapper

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        boolean isFirst = enter();
        try {
            session.expose();
            return type.isInstance(raw()) ? type.cast(raw()) : raw().unwrap(type);
        } finally {
            leave(isFirst);
        }
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) throws SQLException {
        if (type.isInstance(this)) {
            return true;
        }
        ensureOpen();
        return type.isInstance(raw()) || raw().isWrapperFor(type);
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + (hasEnded() ? "closed" : Session.identity(raw())) + "]";
    }
}
