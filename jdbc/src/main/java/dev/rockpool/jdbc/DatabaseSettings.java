package dev.rockpool.jdbc;

import dev.rockpool.jdbc.internal.connect.Beans;
import dev.rockpool.jdbc.internal.connect.Connector;
import dev.rockpool.jdbc.internal.connect.Isolation;
import dev.rockpool.jdbc.internal.connect.Target;
import dev.rockpool.jdbc.internal.proxy.Backstop;
import dev.rockpool.jdbc.internal.proxy.SessionRules;
import dev.rockpool.jdbc.internal.proxy.SessionRules.SessionStart;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The settings about connections as properties of a bean: where the database is, who connects, how a session begins and is cleaned. */
abstract class DatabaseSettings extends PoolSettings {

    private @Nullable String url;
    private @Nullable String username;
    private @Nullable String password;
    private @Nullable CredentialsProvider credentialsProvider;
    private @Nullable String driverClassName;
    private @Nullable Driver driver;
    private @Nullable DataSource dataSource;
    private @Nullable String dataSourceClassName;
    private Properties dataSourceProperties = new Properties();

    private @Nullable Boolean autoCommit;
    private @Nullable Boolean readOnly;
    private @Nullable String transactionIsolation;
    private @Nullable String catalog;
    private @Nullable String schema;
    private @Nullable String connectionInitSql;
    private @Nullable String connectionTestQuery;
    private int statementCacheSize;
    private SessionReset sessionReset = SessionReset.none();
    private @Nullable ErrorClassifier errorClassifier;

    /** For those who implement the class of this package that is public. */
    DatabaseSettings() {}

    // --- The pauses between attempts, which the pool's builder takes together

    /** {@return creationBackOffFirst; see {@link #setCreationBackOffFirst}} */
    public Duration getCreationBackOffFirst() {
        return config().creationBackOffFirst();
    }

    /**
     * The shortest pause between two attempts while no connection can be opened. Default 100 ms.
     *
     * @param creationBackOffFirst longer than zero
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setCreationBackOffFirst(Duration creationBackOffFirst) {
        settings().creationBackOff(creationBackOffFirst, config().creationBackOffLongest());
    }

    /** {@return creationBackOffLongest; see {@link #setCreationBackOffLongest}} */
    public Duration getCreationBackOffLongest() {
        return config().creationBackOffLongest();
    }

    /**
     * The longest of these pauses. Default 500 ms.
     *
     * @param creationBackOffLongest at least the shortest
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setCreationBackOffLongest(Duration creationBackOffLongest) {
        settings().creationBackOff(config().creationBackOffFirst(), creationBackOffLongest);
    }

    // --- What comes of them

    /** How connections are opened. */
    final Connector connector(Runnable onNewCredentials) throws SQLException {
        require(
                credentialsProvider == null || username == null,
                "set username and password, or credentialsProvider, not both");
        require(password == null || username != null, "password needs a username; set both, or neither");
        int targets = (url == null ? 0 : 1) + (dataSource == null ? 0 : 1) + (dataSourceClassName == null ? 0 : 1);
        require(targets == 1, "set one of url (or jdbcUrl), dataSource and dataSourceClassName, and no other of them");
        require(url != null || driver == null, "driverClassName needs a url: a data source has a driver of its own");
        return new Connector(
                target(),
                new Connector.Login(credentials(), credentialsProvider != null, onNewCredentials),
                classifierOfConnects(),
                url,
                dataSourceProperties);
    }

    private static void require(boolean isFulfilled, String rule) {
        if (!isFulfilled) {
            throw new IllegalArgumentException(rule);
        }
    }

    private Target target() throws SQLException {
        if (url != null) {
            return Target.of(driver, url, dataSourceProperties);
        }
        DataSource underneath = underneath();
        if (dataSourceClassName != null) {
            underneath = Beans.make("dataSourceClassName", dataSourceClassName, DataSource.class);
            dataSource = underneath;
            dataSourceClassName = null; // its name is in there
        }
        Objects.requireNonNull(underneath, "dataSource");
        Beans.setAll(underneath, dataSourceProperties);
        return Target.of(underneath);
    }

    private @Nullable CredentialsProvider credentials() {
        if (credentialsProvider != null) {
            return credentialsProvider;
        }
        if (username == null) {
            return null;
        }
        Credentials fixed = new Credentials(username, password);
        return () -> fixed;
    }

    /** The same for connects, which have no database to ask. */
    private ErrorClassifier classifierOfConnects() {
        if (errorClassifier != null) {
            return errorClassifier;
        }
        if (url != null) {
            return ErrorClassifier.forUrl(url);
        }
        return new ErrorRules(
                dataSource == null
                        ? Product.OTHER
                        : Product.ofDriverClass(dataSource.getClass().getName()));
    }

    /** How sessions begin, and are cleaned and checked. */
    final SessionRules rules(Runnable onBroken) {
        SessionStart start = new SessionStart(
                autoCommit,
                readOnly,
                transactionIsolation == null ? null : Isolation.level(transactionIsolation),
                catalog,
                schema,
                connectionInitSql);
        return new SessionRules(
                start,
                errorClassifier,
                sessionReset,
                connectionTestQuery,
                new SessionRules.Limits(config().validationTimeout(), config().createTimeout(), new Backstop()),
                statementCacheSize,
                onBroken);
    }

    /** The data source that opens connections, if one does. */
    final @Nullable DataSource underneath() {
        return dataSource;
    }

    /** Refuses changes once the pool is open. */
    private void changing() {
        settings();
    }

    // --- Where the database is

    /** {@return url; see {@link #setUrl}} */
    public @Nullable String getUrl() {
        return url;
    }

    /**
     * Where the database is, such as {@code jdbc:postgresql://localhost/orders}. The same setting as {@code jdbcUrl}. Default none.
     *
     * @param url the URL that the driver understands
     * @throws IllegalStateException if the data source is open
     */
    public void setUrl(@Nullable String url) {
        changing();
        this.url = url;
    }

    /** {@return url; see {@link #setUrl}} */
    public @Nullable String getJdbcUrl() {
        return url;
    }

    /**
     * The same as {@link #setUrl}.
     *
     * @param jdbcUrl the URL that the driver understands
     * @throws IllegalStateException if the data source is open
     */
    public void setJdbcUrl(@Nullable String jdbcUrl) {
        setUrl(jdbcUrl);
    }

    /** {@return driverClassName; see {@link #setDriverClassName}} */
    public @Nullable String getDriverClassName() {
        return driverClassName;
    }

    /**
     * The driver, for URLs that the driver manager has no driver for. Default the driver manager's.
     *
     * @param driverClassName the name of its class; null for the default
     * @throws IllegalArgumentException if there is no such driver
     * @throws IllegalStateException if the data source is open
     */
    public void setDriverClassName(@Nullable String driverClassName) {
        changing();
        this.driver = driverClassName == null ? null : Beans.make("driverClassName", driverClassName, Driver.class);
        this.driverClassName = driverClassName;
    }

    /** {@return dataSource; see {@link #setDataSource}} */
    public @Nullable DataSource getDataSource() {
        return dataSource;
    }

    /**
     * Another data source that opens connections, in place of a URL. It must not pool them. Default none.
     *
     * @param dataSource the data source
     * @throws IllegalStateException if the data source is open
     */
    public void setDataSource(@Nullable DataSource dataSource) {
        changing();
        this.dataSource = dataSource;
    }

    /** {@return dataSourceClassName; see {@link #setDataSourceClassName}} */
    public @Nullable String getDataSourceClassName() {
        return dataSourceClassName;
    }

    /**
     * The class of another data source, whose properties are {@code dataSourceProperties}. Default none.
     *
     * @param dataSourceClassName the name of its class
     * @throws IllegalStateException if the data source is open
     */
    public void setDataSourceClassName(@Nullable String dataSourceClassName) {
        changing();
        this.dataSourceClassName = dataSourceClassName;
    }

    /** {@return dataSourceProperties, a copy; see {@link #setDataSourceProperties}} */
    public Properties getDataSourceProperties() {
        return copyOf(dataSourceProperties);
    }

    /**
     * What the driver gets beside user and password, or the properties of the other data source. Default none.
     *
     * @param dataSourceProperties names and values; copied
     * @throws IllegalStateException if the data source is open
     */
    public void setDataSourceProperties(Properties dataSourceProperties) {
        changing();
        this.dataSourceProperties = copyOf(dataSourceProperties);
    }

    /**
     * One more of {@link #setDataSourceProperties dataSourceProperties}.
     *
     * @param name the name
     * @param value the value
     * @throws IllegalStateException if the data source is open
     */
    public void addDataSourceProperty(String name, Object value) {
        changing();
        dataSourceProperties.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    }

    private static Properties copyOf(Properties properties) {
        Properties copy = new Properties();
        properties.stringPropertyNames().forEach(name -> copy.put(name, properties.getProperty(name)));
        copy.putAll(properties); // also what is not text
        return copy;
    }

    // --- Who connects

    /** {@return username; see {@link #setUsername}} */
    public @Nullable String getUsername() {
        return username;
    }

    /**
     * Who connects. Default none: the URL, the driver or the other data source says it.
     *
     * @param username the user
     * @throws IllegalStateException if the data source is open
     */
    public void setUsername(@Nullable String username) {
        changing();
        this.username = username;
    }

    /** {@return password; see {@link #setPassword}} */
    public @Nullable String getPassword() {
        return password;
    }

    /**
     * The password of {@code username}. It is in no message, log line or {@code toString} of this library. Default none.
     *
     * @param password the secret
     * @throws IllegalStateException if the data source is open
     */
    public void setPassword(@Nullable String password) {
        changing();
        this.password = password;
    }

    /** {@return credentialsProvider; see {@link #setCredentialsProvider}} */
    public @Nullable CredentialsProvider getCredentialsProvider() {
        return credentialsProvider;
    }

    /**
     * Who is asked for user and password each time that a connection is opened, in place of {@code username} and {@code password}.
     * Default none.
     *
     * @param credentialsProvider the provider
     * @throws IllegalStateException if the data source is open
     */
    public void setCredentialsProvider(@Nullable CredentialsProvider credentialsProvider) {
        changing();
        this.credentialsProvider = credentialsProvider;
    }

    // --- How a session begins

    /** {@return autoCommit, null for the driver's; see {@link #setAutoCommit}} */
    public @Nullable Boolean getAutoCommit() {
        return autoCommit;
    }

    /**
     * What connections begin with, and come back to. Default the driver's: true.
     *
     * @param autoCommit false for transactions from the start
     * @throws IllegalStateException if the data source is open
     */
    public void setAutoCommit(@Nullable Boolean autoCommit) {
        changing();
        this.autoCommit = autoCommit;
    }

    /** {@return readOnly, null for the driver's; see {@link #setReadOnly}} */
    public @Nullable Boolean getReadOnly() {
        return readOnly;
    }

    /**
     * What connections begin with, and come back to. Default the driver's: false.
     *
     * @param readOnly true for connections that only read
     * @throws IllegalStateException if the data source is open
     */
    public void setReadOnly(@Nullable Boolean readOnly) {
        changing();
        this.readOnly = readOnly;
    }

    /** {@return transactionIsolation, null for the driver's; see {@link #setTransactionIsolation}} */
    public @Nullable String getTransactionIsolation() {
        return transactionIsolation;
    }

    /**
     * What connections begin with, and come back to. Default the driver's.
     *
     * @param transactionIsolation such as {@code TRANSACTION_READ_COMMITTED} or {@code READ_COMMITTED}, or the driver's own number
     * @throws IllegalArgumentException if there is no such level
     * @throws IllegalStateException if the data source is open
     */
    public void setTransactionIsolation(@Nullable String transactionIsolation) {
        changing();
        if (transactionIsolation != null) {
            Isolation.level(transactionIsolation);
        }
        this.transactionIsolation = transactionIsolation;
    }

    /** {@return catalog, null for the driver's; see {@link #setCatalog}} */
    public @Nullable String getCatalog() {
        return catalog;
    }

    /**
     * What connections begin with, and come back to. Default the driver's.
     *
     * @param catalog the catalog
     * @throws IllegalStateException if the data source is open
     */
    public void setCatalog(@Nullable String catalog) {
        changing();
        this.catalog = catalog;
    }

    /** {@return schema, null for the driver's; see {@link #setSchema}} */
    public @Nullable String getSchema() {
        return schema;
    }

    /**
     * What connections begin with, and come back to. Default the driver's.
     *
     * @param schema the schema
     * @throws IllegalStateException if the data source is open
     */
    public void setSchema(@Nullable String schema) {
        changing();
        this.schema = schema;
    }

    /** {@return connectionInitSql; see {@link #setConnectionInitSql}} */
    public @Nullable String getConnectionInitSql() {
        return connectionInitSql;
    }

    /**
     * Executed for each connection when it has been opened, and again after a {@code sessionReset}, which may undo it. In a transaction
     * of its own. Default nothing.
     *
     * @param connectionInitSql a statement
     * @throws IllegalStateException if the data source is open
     */
    public void setConnectionInitSql(@Nullable String connectionInitSql) {
        changing();
        this.connectionInitSql = connectionInitSql;
    }

    /** {@return statementCacheSize; see {@link #setStatementCacheSize}} */
    public int getStatementCacheSize() {
        return statementCacheSize;
    }

    /**
     * How many prepared statements each connection keeps open for whoever prepares the same next, also after it was given back; the least
     * recently used is closed for one that is too many. Default 0: none. A statement comes to the next user as if it had just been
     * prepared. Closed, and not kept, are those with which a call failed, that were unwrapped, that are not poolable, whose
     * {@code setEscapeProcessing}, {@code setCursorName} or {@code closeOnCompletion} was called, and those that were left open when the
     * connection was given back. While the borrower has set another catalog, schema, holdability or type map, or has unwrapped the
     * connection, nothing is kept or taken; a {@link #setSessionReset sessionReset} that is executed closes all that are kept. Callable
     * statements are never kept. Most drivers have such a cache of their own: one is enough.
     *
     * @param statementCacheSize 0 or more
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if the data source is open
     */
    public void setStatementCacheSize(int statementCacheSize) {
        changing();
        if (statementCacheSize < 0) {
            throw new IllegalArgumentException("statementCacheSize must be 0 or more, was " + statementCacheSize);
        }
        this.statementCacheSize = statementCacheSize;
    }

    // --- How it is cleaned and checked

    /** {@return connectionTestQuery; see {@link #setConnectionTestQuery}} */
    public @Nullable String getConnectionTestQuery() {
        return connectionTestQuery;
    }

    /**
     * Executed to see whether a connection is alive, for drivers without {@code isValid}. Default none: {@code isValid} is asked.
     *
     * @param connectionTestQuery a query
     * @throws IllegalStateException if the data source is open
     */
    public void setConnectionTestQuery(@Nullable String connectionTestQuery) {
        changing();
        this.connectionTestQuery = connectionTestQuery;
    }

    /** {@return sessionReset; see {@link #setSessionReset}} */
    public SessionReset getSessionReset() {
        return sessionReset;
    }

    /**
     * What is executed when a connection comes back on which something was executed, so that nothing that SQL has changed in the
     * session is there for the next borrower. Default {@link SessionReset#none()}: what the setters of {@code Connection} changed is put
     * back in any case.
     *
     * @param sessionReset the statements
     * @throws IllegalStateException if the data source is open
     */
    public void setSessionReset(SessionReset sessionReset) {
        changing();
        this.sessionReset = Objects.requireNonNull(sessionReset, "sessionReset");
    }

    /** {@return errorClassifier, null for what is known of the database; see {@link #setErrorClassifier}} */
    public @Nullable ErrorClassifier getErrorClassifier() {
        return errorClassifier;
    }

    /**
     * Which errors mean that a connection is broken, and is closed instead of lent again. Default
     * {@link ErrorClassifier#forProduct what is known of the database}.
     *
     * @param errorClassifier the classifier; null for the default
     * @throws IllegalStateException if the data source is open
     */
    public void setErrorClassifier(@Nullable ErrorClassifier errorClassifier) {
        changing();
        this.errorClassifier = errorClassifier;
    }
}
