package dev.rockpool.jdbc;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolException;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.process.EntryClasses;
import dev.rockpool.jdbc.internal.connect.Connector;
import dev.rockpool.jdbc.internal.connect.Secrets;
import dev.rockpool.jdbc.internal.proxy.PooledConnection;
import dev.rockpool.jdbc.internal.proxy.SessionRules;
import dev.rockpool.monitor.PoolListener;
import java.io.PrintWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.sql.ShardingKeyBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool of database connections.
 *
 * <pre>{@code
 * RockpoolDataSource orders = RockpoolDataSource.builder()
 *         .url("jdbc:postgresql://localhost/orders")
 *         .username("app")
 *         .password(secret)
 *         .maxSize(16)
 *         .build();
 *
 * try (Connection connection = orders.getConnection()) { … }
 * }</pre>
 *
 * <p><b>Opening.</b> Made by {@link #builder()}, {@link #from(Properties)} or the constructor and setters. It opens with the first
 * {@link #getConnection()}, or by {@link #open()}; settings are fixed then, but for what
 * {@link dev.rockpool.PoolControl#apply pool().control().apply} changes. Setters are not safe for use by several threads at once; all
 * else is.
 *
 * <p><b>Settings of the pool</b> are those of {@link PoolBuilder}, each as a property. By default it is otherwise than there that idle
 * connections are validated before they are handed out once they were idle for 500 ms ({@code validateOnAcquire}), and in the background
 * every 2 min, which also keeps them alive ({@code healthCheckInterval}); that a connection is replaced after 30 min
 * ({@code maxLifetime}), and closed when it was idle for 10 min on top of {@code minIdle} ({@code maxIdleTime}); that callers wait for up
 * to 5 s when connections can no longer be opened ({@code rideOut}), with at most 500 ms between two attempts
 * ({@code creationBackOffLongest}). {@code createTimeout} also limits what else the pool sends over a connection: a rollback, a reset, a
 * close.
 *
 * <p><b>A connection</b> is the borrower's from {@link #getConnection()} to its {@code close()}. After that nothing of it reaches the
 * database: every method throws an {@code SQLException} with the state 08003, but for {@code close}, {@code abort}, {@code isClosed} and
 * {@code isValid}. On return a transaction that is open is rolled back, statements that were left open are closed, and what was changed
 * by setters of {@code Connection} is put back; what SQL has changed is put back by a {@link SessionReset}, if one is set. A connection
 * that an error has broken (see {@link ErrorClassifier}), or that is closed while another thread is inside a call, is replaced. One that
 * is lost without a close is found by the collector and replaced.
 *
 * <p><b>Errors of {@link #getConnection()}.</b> No connection within {@code acquireTimeout}: {@code SQLTransientConnectionException}
 * with the state 08001; its message says what the matter is, its cause is the last failure to open a connection, if there was one. The
 * database cannot be reached: while {@code rideOut} lasts callers wait, after that they get the driver's error at once. Closed:
 * {@code SQLNonTransientConnectionException} with the state 08003. Interrupted: {@code SQLException}, and the flag stays.
 *
 * <p><b>Not offered:</b> connections for another user than that of the pool, {@code ConnectionBuilder} and sharding keys; their methods
 * throw, and say what to do instead. Nor XA: this is no {@code XADataSource}, and its connections take part in no distributed
 * transaction; a transaction manager has a pool of its own for the driver's {@code XADataSource}.
 */
public final class RockpoolDataSource extends HikariNames implements DataSource, AutoCloseable {

    private static final VarHandle OPENING;

    static {
        EntryClasses.add(RockpoolDataSource.class);
        try {
            OPENING =
                    MethodHandles.lookup().findVarHandle(RockpoolDataSource.class, "opening", CompletableFuture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PoolBuilder<PooledConnection> settings;
    private @Nullable PrintWriter logWriter;

    /** Set once, before the pool is built. */
    private @Nullable Connector connector;

    /** Set once, before the pool is built. */
    private @Nullable SessionRules rules;

    /** Who opens or closes first puts a future here, which the others wait for; null again where the opening fails. */
    private volatile @Nullable CompletableFuture<Pool<PooledConnection>> opening;

    /** Once it is open. */
    private volatile @Nullable Pool<PooledConnection> pool;

    /** Makes a data source that has all settings at their defaults, and needs a URL or another data source. */
    public RockpoolDataSource() {
        settings = Pool.builder(this::create)
                .onReset(PooledConnection::reset)
                .validateWith(PooledConnection::isAlive)
                .healthWith(PooledConnection::isAlive)
                .onDestroy(PooledConnection::destroy);
        Defaults.apply(settings, null);
    }

    /** {@return a builder with all settings at their defaults} */
    public static RockpoolDataSourceBuilder builder() {
        return new RockpoolDataSourceBuilder();
    }

    /**
     * A data source from text, such as an unchanged {@code hikari.properties}.
     *
     * @param properties keys without a prefix, as {@code TextConfig} and {@code ConnectionSettings} of {@code rockpool-config} read them
     * @return a data source that is not open
     * @throws IllegalArgumentException that names everything that is wrong
     */
    public static RockpoolDataSource from(Properties properties) {
        return from(properties, "");
    }

    /**
     * A data source from those keys that begin with a prefix, from the profile that is active, and from the environment.
     *
     * @param properties keys and values
     * @param prefix what the keys begin with, without the last dot: {@code spring.datasource.hikari}; empty for keys without a prefix,
     *     and nothing from the environment
     * @return a data source that is not open
     * @throws IllegalArgumentException that names everything that is wrong
     */
    public static RockpoolDataSource from(Properties properties, String prefix) {
        return TextSettings.read(properties, prefix);
    }

    // --- Connections

    /**
     * A connection, waiting up to {@code acquireTimeout}.
     *
     * @return the connection; close it in a try-with-resources
     * @throws SQLException see the class
     */
    @Override
    public Connection getConnection() throws SQLException {
        Pool<PooledConnection> known = pool;
        Pool<PooledConnection> from = known == null ? opened() : known;
        try {
            Lease<PooledConnection> lease = from.acquire();
            return lease.get().lend(lease);
        } catch (PoolException failure) {
            throw AcquireFailures.of(failure);
        } catch (InterruptedException interrupt) {
            throw AcquireFailures.interrupted(interrupt);
        }
    }

    /**
     * A connection that was told to only read, by {@link Connection#setReadOnly}; what comes of that is the database's affair. When it is
     * closed that is put back.
     *
     * @return the connection; close it in a try-with-resources
     * @throws SQLException see the class; also if it cannot be told so
     */
    public Connection getReadOnlyConnection() throws SQLException {
        Connection connection = getConnection();
        try {
            connection.setReadOnly(true);
            return connection;
        } catch (Throwable failure) {
            connection.close();
            throw failure;
        }
    }

    /**
     * Not supported: all connections of a pool have one user.
     *
     * @throws SQLFeatureNotSupportedException always
     */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String secret) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "all connections of a pool have one user: call getConnection(), and set username and password of the data source, or its"
                        + " credentialsProvider where they change; for another user make another data source",
                "0A000");
    }

    /**
     * Not supported: connections of a pool do not differ.
     *
     * @throws SQLFeatureNotSupportedException always
     */
    @Override
    public ConnectionBuilder createConnectionBuilder() throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "connections of a pool do not differ: call getConnection(); for another user or shard make another data source",
                "0A000");
    }

    /**
     * Not supported: see {@link #createConnectionBuilder()}. A sharding key that the driver made can be given to a connection by
     * {@link Connection#setShardingKey}; that connection is closed on return, as nobody can ask which key it had.
     *
     * @throws SQLFeatureNotSupportedException always
     */
    @Override
    public ShardingKeyBuilder createShardingKeyBuilder() throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "ask the driver's own data source for a sharding key: unwrap it, or keep it; for another shard make another data source",
                "0A000");
    }

    // --- Opening and closing

    /**
     * Opens the pool, if it is not open. Does not wait for a connection: {@code minIdle} of them are opened in the background.
     *
     * @throws SQLException if there is no driver for the URL, or the data source is closed
     * @throws IllegalArgumentException if settings contradict each other; names all of them
     */
    public void open() throws SQLException {
        opened();
    }

    /**
     * Opens the pool, and waits until {@code minIdle} connections are open, one at the least: for programs that must not start without
     * their database. The pool stays open also where that fails.
     *
     * @param timeout how long to wait
     * @throws SQLException as {@link #getConnection()} would throw
     * @throws IllegalArgumentException if settings contradict each other; names all of them
     */
    public void open(Duration timeout) throws SQLException {
        Pool<PooledConnection> opened = opened();
        CompletableFuture<Integer> warm =
                opened.control().warmUp(Math.max(1, opened.config().minIdle()));
        try {
            warm.get(Math.min(Long.MAX_VALUE / 1_000_000, timeout.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupt) {
            throw AcquireFailures.interrupted(interrupt);
        } catch (TimeoutException late) {
            throw new SQLTransientConnectionException(
                    opened.control().explain().toString(),
                    "08001",
                    opened.health().cause());
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof PoolException cause) {
                throw AcquireFailures.of(cause);
            }
            throw new SQLTransientConnectionException(failure.getMessage(), "08001", failure);
        } finally {
            warm.cancel(false); // what has been opened stays
        }
    }

    /**
     * The pool underneath, which is opened if it is not: for statistics, health, control and explanations. A connection that is leased
     * from it directly is given back by its lease, not by its {@code close()}, and must not be kept beyond that: unlike those of
     * {@link #getConnection()} it goes on to work.
     *
     * @return the pool
     * @throws IllegalStateException if it cannot be opened, as there is no driver for the URL, or the data source was closed before
     * @throws IllegalArgumentException if settings contradict each other; names all of them
     */
    @SuppressWarnings("unchecked") // nothing is ever put into a pool
    public Pool<Connection> pool() {
        try {
            return (Pool<Connection>) (Pool<?>) opened();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    /**
     * Closes the pool, and waits for connections that are out, up to {@code closeTimeout}; see {@link Pool#close()}. Closing twice is
     * harmless; one that was never opened cannot be opened any more.
     */
    @Override
    public void close() {
        CompletableFuture<Pool<PooledConnection>> closed = CompletableFuture.failedFuture(AcquireFailures.closed(null));
        CompletableFuture<Pool<PooledConnection>> first = claim(closed);
        while (first != closed) {
            try {
                first.join().close();
                return;
            } catch (CompletionException notOpened) {
                if (first == opening) {
                    return; // closed before
                }
                first = claim(closed); // that opening failed, and another may be under way
            }
        }
    }

    /** The future of who came first: this one, or another's. */
    @SuppressWarnings("unchecked") // of the field's type
    private CompletableFuture<Pool<PooledConnection>> claim(CompletableFuture<Pool<PooledConnection>> mine) {
        Object first = OPENING.compareAndExchange(this, null, mine);
        return first == null ? mine : (CompletableFuture<Pool<PooledConnection>>) first;
    }

    private Pool<PooledConnection> opened() throws SQLException {
        CompletableFuture<Pool<PooledConnection>> mine = new CompletableFuture<>();
        CompletableFuture<Pool<PooledConnection>> first = claim(mine);
        if (first != mine) {
            return result(first);
        }
        try {
            Connector made = connector(this::renew);
            connector = made;
            rules = rules(this::revalidate);
            Pool<PooledConnection> built = settings.build();
            pool = built;
            mine.complete(built);
            return built;
        } catch (Throwable failure) {
            opening = null;
            mine.completeExceptionally(failure);
            throw failure;
        }
    }

    private static Pool<PooledConnection> result(CompletableFuture<Pool<PooledConnection>> first) throws SQLException {
        try {
            return first.join();
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof SQLException sql) {
                throw sql.getSQLState() != null && sql.getSQLState().equals("08003")
                        ? AcquireFailures.closed(null)
                        : sql;
            } else if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw failure;
        }
    }

    /** User or password are others now: connections that are open were made with the old ones. */
    private void renew() {
        Pool<PooledConnection> open = pool;
        if (open != null) {
            open.control().renew();
        }
    }

    /** A connection is broken: those that are idle may be so, too. */
    private void revalidate() {
        Pool<PooledConnection> open = pool;
        if (open != null) {
            open.control().revalidate();
        }
    }

    /** Opens a connection, on a thread of the pool. */
    private PooledConnection create() throws Exception {
        Connector by = Objects.requireNonNull(connector, "connector");
        return PooledConnection.begin(by.connect(), Objects.requireNonNull(rules, "rules"));
    }

    // --- Settings

    @Override
    PoolBuilder<PooledConnection> settings() {
        if (opening != null) {
            throw new IllegalStateException(
                    "the data source is open or closed, and this setting is fixed: set it before the first"
                            + " getConnection(), or change what can be changed by pool().control().apply(…)");
        }
        return settings;
    }

    @Override
    PoolConfig config() {
        Pool<PooledConnection> open = pool;
        return open == null ? settings.config() : open.config();
    }

    /** Takes over what text says; what it does not say is as it is by default. */
    void configure(PoolConfig config) {
        settings().configure(config);
        Defaults.apply(settings, config);
    }

    /**
     * Who hears what happens to the pool. Default nobody.
     *
     * @param listener the listener
     * @throws IllegalStateException if the data source is open
     */
    public void setListener(PoolListener listener) {
        settings().listener(listener);
    }

    // --- The rest of a data source

    /** {@return the log writer; see {@link #setLogWriter}} */
    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        DataSource underneath = underneath();
        return underneath == null ? logWriter : underneath.getLogWriter();
    }

    /**
     * Handed on to the data source that opens connections, if one does. This one writes nothing there: it logs through
     * {@code System.Logger}, under the name {@code dev.rockpool}.
     *
     * @param out where to; null for nowhere
     */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        DataSource underneath = underneath();
        if (underneath != null) {
            underneath.setLogWriter(out);
        }
        logWriter = out;
    }

    /**
     * The seconds of {@code createTimeout}, rounded up: how long an attempt to connect may take.
     *
     * @return at least 1
     */
    @Override
    public int getLoginTimeout() {
        Duration timeout = getCreateTimeout();
        long seconds = Math.min(Integer.MAX_VALUE - 1, timeout.toSeconds());
        return (int) (timeout.compareTo(Duration.ofSeconds(seconds)) > 0 ? seconds + 1 : seconds);
    }

    /**
     * Sets {@code createTimeout}, and the login timeout of the data source that opens connections, if one does.
     *
     * @param seconds 0 for the default of 30 s
     * @throws IllegalArgumentException if negative
     * @throws IllegalStateException if the data source is open
     */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        setCreateTimeout(Duration.ofSeconds(seconds == 0 ? 30 : seconds));
        DataSource underneath = underneath();
        if (underneath != null) {
            underneath.setLoginTimeout(seconds);
        }
    }

    /** {@return the logger {@code dev.rockpool}} */
    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.rockpool");
    }

    /**
     * This data source, or the one that opens connections.
     *
     * @param type what is wanted
     * @return the first of them that is of the type, or what that wraps
     * @throws SQLException if none is
     */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        DataSource underneath = underneath();
        if (type.isInstance(this)) {
            return type.cast(this);
        } else if (type.isInstance(underneath)) {
            return type.cast(underneath);
        } else if (underneath != null) {
            return underneath.unwrap(type);
        }
        throw new SQLException("not a wrapper for " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        DataSource underneath = underneath();
        return type.isInstance(this)
                || type.isInstance(underneath)
                || (underneath != null && underneath.isWrapperFor(type));
    }

    /** The name of the pool and where its database is, without secrets. */
    @Override
    public String toString() {
        Pool<PooledConnection> open = pool;
        DataSource underneath = underneath();
        String url = getUrl();
        String target = url != null
                ? Secrets.masked(url)
                : underneath == null ? "no url" : underneath.getClass().getName();
        return "RockpoolDataSource["
                + (open == null ? "not open" : open.config().name()) + ", " + target + "]";
    }
}
