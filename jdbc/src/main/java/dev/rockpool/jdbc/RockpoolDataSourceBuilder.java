package dev.rockpool.jdbc;

import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Makes a {@link RockpoolDataSource}. The setters of that say what each setting is and its default; those that are not here are set by
 * {@link #with}. A bad value is rejected at once.
 *
 * <p>Not safe for use by several threads at once, and good for one data source.
 */
public final class RockpoolDataSourceBuilder {

    private final RockpoolDataSource made = new RockpoolDataSource();

    RockpoolDataSourceBuilder() {}

    /**
     * The data source, which opens with the first connection.
     *
     * @return always the same
     */
    public RockpoolDataSource build() {
        return made;
    }

    /**
     * For what has no method here.
     *
     * @param change what sets it, such as {@code pool -> pool.setMaxUses(1_000)}
     * @return this builder
     */
    public RockpoolDataSourceBuilder with(Consumer<? super RockpoolDataSource> change) {
        change.accept(made);
        return this;
    }

    /**
     * One more thing that the driver gets beside user and password, or a property of the other data source; see
     * {@link RockpoolDataSource#setDataSourceProperties}.
     *
     * @param property the name
     * @param value the value
     * @return this builder
     */
    public RockpoolDataSourceBuilder dataSourceProperty(String property, Object value) {
        made.addDataSourceProperty(property, value);
        return this;
    }

    /**
     * Where the database is. See {@link RockpoolDataSource#setUrl}.
     *
     * @param url the URL that the driver understands
     * @return this builder
     */
    public RockpoolDataSourceBuilder url(String url) {
        made.setUrl(url);
        return this;
    }

    /**
     * Who connects. See {@link RockpoolDataSource#setUsername}.
     *
     * @param username the user
     * @return this builder
     */
    public RockpoolDataSourceBuilder username(String username) {
        made.setUsername(username);
        return this;
    }

    /**
     * The password of {@code username}. See {@link RockpoolDataSource#setPassword}.
     *
     * @param password the secret
     * @return this builder
     */
    public RockpoolDataSourceBuilder password(String password) {
        made.setPassword(password);
        return this;
    }

    /**
     * Who is asked for user and password each time that a connection is opened. See {@link
     * RockpoolDataSource#setCredentialsProvider}.
     *
     * @param credentialsProvider the provider
     * @return this builder
     */
    public RockpoolDataSourceBuilder credentialsProvider(CredentialsProvider credentialsProvider) {
        made.setCredentialsProvider(credentialsProvider);
        return this;
    }

    /**
     * The driver, for URLs that the driver manager has no driver for. See {@link
     * RockpoolDataSource#setDriverClassName}.
     *
     * @param driverClassName the name of its class
     * @return this builder
     */
    public RockpoolDataSourceBuilder driverClassName(String driverClassName) {
        made.setDriverClassName(driverClassName);
        return this;
    }

    /**
     * Another data source that opens connections, in place of a URL. See {@link RockpoolDataSource#setDataSource}.
     *
     * @param dataSource one that does not pool
     * @return this builder
     */
    public RockpoolDataSourceBuilder dataSource(DataSource dataSource) {
        made.setDataSource(dataSource);
        return this;
    }

    /**
     * What connections begin with, and come back to. See {@link RockpoolDataSource#setAutoCommit}.
     *
     * @param autoCommit false for transactions from the start
     * @return this builder
     */
    public RockpoolDataSourceBuilder autoCommit(boolean autoCommit) {
        made.setAutoCommit(autoCommit);
        return this;
    }

    /**
     * What connections begin with, and come back to. See {@link RockpoolDataSource#setReadOnly}.
     *
     * @param readOnly true for connections that only read
     * @return this builder
     */
    public RockpoolDataSourceBuilder readOnly(boolean readOnly) {
        made.setReadOnly(readOnly);
        return this;
    }

    /**
     * What connections begin with, and come back to. See {@link RockpoolDataSource#setTransactionIsolation}.
     *
     * @param transactionIsolation such as {@code READ_COMMITTED}
     * @return this builder
     */
    public RockpoolDataSourceBuilder transactionIsolation(String transactionIsolation) {
        made.setTransactionIsolation(transactionIsolation);
        return this;
    }

    /**
     * What connections begin with, and come back to. See {@link RockpoolDataSource#setCatalog}.
     *
     * @param catalog the catalog
     * @return this builder
     */
    public RockpoolDataSourceBuilder catalog(String catalog) {
        made.setCatalog(catalog);
        return this;
    }

    /**
     * What connections begin with, and come back to. See {@link RockpoolDataSource#setSchema}.
     *
     * @param schema the schema
     * @return this builder
     */
    public RockpoolDataSourceBuilder schema(String schema) {
        made.setSchema(schema);
        return this;
    }

    /**
     * Executed once for each connection, when it has been opened. See {@link
     * RockpoolDataSource#setConnectionInitSql}.
     *
     * @param connectionInitSql a statement
     * @return this builder
     */
    public RockpoolDataSourceBuilder connectionInitSql(String connectionInitSql) {
        made.setConnectionInitSql(connectionInitSql);
        return this;
    }

    /**
     * How many prepared statements each connection keeps open for whoever prepares the same next. Default 0. See {@link
     * RockpoolDataSource#setStatementCacheSize}.
     *
     * @param statementCacheSize 0 or more
     * @return this builder
     */
    public RockpoolDataSourceBuilder statementCacheSize(int statementCacheSize) {
        made.setStatementCacheSize(statementCacheSize);
        return this;
    }

    /**
     * What is executed when a connection comes back, so that nothing that SQL has changed in the session is there for
     * the next borrower. See {@link RockpoolDataSource#setSessionReset}.
     *
     * @param sessionReset the statements
     * @return this builder
     */
    public RockpoolDataSourceBuilder sessionReset(SessionReset sessionReset) {
        made.setSessionReset(sessionReset);
        return this;
    }

    /**
     * Which errors mean that a connection is broken. See {@link RockpoolDataSource#setErrorClassifier}.
     *
     * @param errorClassifier the classifier
     * @return this builder
     */
    public RockpoolDataSourceBuilder errorClassifier(ErrorClassifier errorClassifier) {
        made.setErrorClassifier(errorClassifier);
        return this;
    }

    /**
     * Who hears what happens to the pool. See {@link RockpoolDataSource#setListener}.
     *
     * @param listener the listener
     * @return this builder
     */
    public RockpoolDataSourceBuilder listener(PoolListener listener) {
        made.setListener(listener);
        return this;
    }

    /**
     * The pool's name in messages, statistics and thread names. See {@link RockpoolDataSource#setName}.
     *
     * @param name not blank, without control characters
     * @return this builder
     */
    public RockpoolDataSourceBuilder name(String name) {
        made.setName(name);
        return this;
    }

    /**
     * The hard bound on open connections. See {@link RockpoolDataSource#setMaxSize}.
     *
     * @param maxSize at least 1
     * @return this builder
     */
    public RockpoolDataSourceBuilder maxSize(int maxSize) {
        made.setMaxSize(maxSize);
        return this;
    }

    /**
     * How many idle connections the pool keeps ready. See {@link RockpoolDataSource#setMinIdle}.
     *
     * @param minIdle 0 to {@code maxSize}
     * @return this builder
     */
    public RockpoolDataSourceBuilder minIdle(int minIdle) {
        made.setMinIdle(minIdle);
        return this;
    }

    /**
     * How long {@code getConnection} waits. See {@link RockpoolDataSource#setAcquireTimeout}.
     *
     * @param acquireTimeout zero does not wait
     * @return this builder
     */
    public RockpoolDataSourceBuilder acquireTimeout(Duration acquireTimeout) {
        made.setAcquireTimeout(acquireTimeout);
        return this;
    }

    /**
     * How long it may take to open a connection. See {@link RockpoolDataSource#setCreateTimeout}.
     *
     * @param createTimeout longer than zero
     * @return this builder
     */
    public RockpoolDataSourceBuilder createTimeout(Duration createTimeout) {
        made.setCreateTimeout(createTimeout);
        return this;
    }

    /**
     * How long a connection is used after it was opened. See {@link RockpoolDataSource#setMaxLifetime}.
     *
     * @param maxLifetime zero for ever
     * @return this builder
     */
    public RockpoolDataSourceBuilder maxLifetime(Duration maxLifetime) {
        made.setMaxLifetime(maxLifetime);
        return this;
    }

    /**
     * How long an idle connection is kept on top of {@code minIdle}. See {@link RockpoolDataSource#setMaxIdleTime}.
     *
     * @param maxIdleTime zero for ever
     * @return this builder
     */
    public RockpoolDataSourceBuilder maxIdleTime(Duration maxIdleTime) {
        made.setMaxIdleTime(maxIdleTime);
        return this;
    }

    /**
     * Which idle connections are validated before they are handed out. See {@link
     * RockpoolDataSource#setValidateOnAcquire}.
     *
     * @param validateOnAcquire off, always, or when idle for a time
     * @return this builder
     */
    public RockpoolDataSourceBuilder validateOnAcquire(ValidateOnAcquire validateOnAcquire) {
        made.setValidateOnAcquire(validateOnAcquire);
        return this;
    }

    /**
     * How long a validation may take. See {@link RockpoolDataSource#setValidationTimeout}.
     *
     * @param validationTimeout zero for as long as it takes
     * @return this builder
     */
    public RockpoolDataSourceBuilder validationTimeout(Duration validationTimeout) {
        made.setValidationTimeout(validationTimeout);
        return this;
    }

    /**
     * How often an idle connection is validated in the background. See {@link
     * RockpoolDataSource#setHealthCheckInterval}.
     *
     * @param healthCheckInterval zero for never
     * @return this builder
     */
    public RockpoolDataSourceBuilder healthCheckInterval(Duration healthCheckInterval) {
        made.setHealthCheckInterval(healthCheckInterval);
        return this;
    }

    /**
     * For how long callers wait while connections cannot be opened. See {@link RockpoolDataSource#setRideOut}.
     *
     * @param rideOut zero to fail at once
     * @return this builder
     */
    public RockpoolDataSourceBuilder rideOut(Duration rideOut) {
        made.setRideOut(rideOut);
        return this;
    }

    /**
     * Keeps the stack of every n-th {@code getConnection} while its connection is out. See {@link
     * RockpoolDataSource#setLeakStacks}.
     *
     * @param leakStacks 1 for every one, 0 for none
     * @return this builder
     */
    public RockpoolDataSourceBuilder leakStacks(int leakStacks) {
        made.setLeakStacks(leakStacks);
        return this;
    }

    /**
     * Warns of each connection that has been out for this long. See {@link RockpoolDataSource#setHoldWarning}.
     *
     * @param holdWarning zero for never
     * @return this builder
     */
    public RockpoolDataSourceBuilder holdWarning(Duration holdWarning) {
        made.setHoldWarning(holdWarning);
        return this;
    }
}
