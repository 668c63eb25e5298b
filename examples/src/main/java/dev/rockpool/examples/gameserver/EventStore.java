package dev.rockpool.examples.gameserver;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.examples.gameserver.fault.Tuning;
import dev.rockpool.jdbc.RockpoolDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Every message, in a database, written through a pool of real connections: a plain pool, or a data source.
 *
 * <p>A connection that has been idle for a while is validated before it is handed out, and one that comes back in the
 * middle of a transaction is rolled back.
 */
final class EventStore implements EventSink, AutoCloseable {

    static final int CONNECTIONS = 8;
    static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private static final String NAME = "connections";
    private static final String TABLE = "event";
    private static final int VALIDATION_SECONDS = 1;

    private final Source<Connection, SQLException> source;
    private final @Nullable Pool<Connection> pool;
    private final String table;
    private final Set<Long> inDoubt = ConcurrentHashMap.newKeySet();

    private EventStore(Source<Connection, SQLException> source, @Nullable Pool<Connection> pool, String table) {
        this.source = source;
        this.pool = pool;
        this.table = table;
    }

    /** Makes the database in the folder, and its table. */
    static EventStore open(Path folder, Tuning tuning) throws SQLException, InterruptedException {
        return pooled(database(folder, "")::getConnection, tuning);
    }

    /** Makes the table, through a pool of the connections that {@code connect} makes. */
    static EventStore pooled(Lifecycle<Connection> connect, Tuning tuning) throws SQLException, InterruptedException {
        PoolBuilder<Connection> settings = Pool.builder(connect)
                .name(NAME)
                .maxSize(CONNECTIONS)
                .minIdle(1) // The database closes when its last connection does.
                .acquireTimeout(ACQUIRE_TIMEOUT)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(2)))
                .validateWith(connection -> connection.isValid(VALIDATION_SECONDS))
                .onReset(EventStore::endTransaction);
        tuning.tune(settings);
        Pool<Connection> pool = settings.build();
        try {
            pool.acquire(START_TIMEOUT)
                    .close(); // the first connection loads the database, whatever an acquire may take later
        } catch (InterruptedException | RuntimeException e) {
            pool.close();
            throw e;
        }
        return withTable(new EventStore(pool::acquire, pool, TABLE), "");
    }

    /** Makes the table, with options at the end of the statement, through a data source that is not open yet. */
    static EventStore pooled(RockpoolDataSource database, Tuning tuning, String table, String options)
            throws SQLException, InterruptedException {
        database.setName(NAME);
        database.setMaxSize(CONNECTIONS);
        database.setMinIdle(1); // as above
        database.setAcquireTimeout(ACQUIRE_TIMEOUT);
        tuning.tune(database);
        try {
            database.open(START_TIMEOUT);
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
        return withTable(
                new EventStore(() -> new FreshLease<>(database.getConnection()), database.pool(), table), options);
    }

    /** Makes the table; every message gets a connection of its own, opened for it and closed after it. */
    static EventStore unpooled(JdbcDataSource database) throws SQLException, InterruptedException {
        return withTable(new EventStore(() -> new FreshLease<>(database.getConnection()), null, TABLE), "");
    }

    /** The database in the folder. {@code settings} are H2's, each with a semicolon before it. */
    static JdbcDataSource database(Path folder, String settings) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(
                "jdbc:h2:file:" + folder.toAbsolutePath().resolve("events") + ";DB_CLOSE_ON_EXIT=FALSE" + settings);
        return source;
    }

    private static EventStore withTable(EventStore store, String options) throws SQLException, InterruptedException {
        try (Lease<Connection> lease = store.source.acquire()) {
            store.createTable(lease.get(), options);
            return store;
        } catch (SQLException | InterruptedException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static void endTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void createTable(Connection connection, String options) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + """
                     (
                        id BIGINT PRIMARY KEY,
                        kind VARCHAR(5) NOT NULL,
                        player VARCHAR(32) NOT NULL,
                        room INT NOT NULL,
                        x INT NOT NULL,
                        y INT NOT NULL,
                        words VARCHAR(1024),
                        at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)""" + options);
        }
    }

    /** Where it takes a connection for a piece of work. */
    Source<Connection, SQLException> source() {
        return source;
    }

    /** Stores one message; when this returns, it is committed. A message that is there already is an error. */
    @Override
    public void store(Message message, Avatar avatar) throws SQLException, InterruptedException {
        try (Lease<Connection> lease = source.acquire()) {
            Connection connection = lease.get();
            connection.setAutoCommit(false);
            insert(connection, message, avatar);
            commit(connection, message);
        }
    }

    private void insert(Connection connection, Message message, Avatar avatar) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (id, kind, player, room, x, y, words) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, message.id());
            insert.setString(2, message.kind().word());
            insert.setString(3, avatar.name());
            insert.setInt(4, avatar.room().number());
            insert.setInt(5, avatar.x());
            insert.setInt(6, avatar.y());
            insert.setString(7, message instanceof Message.Chat chat ? chat.words() : null);
            insert.executeUpdate();
        }
    }

    /** A commit whose answer is lost on the network may have been done all the same: nobody knows until the database is asked. */
    private void commit(Connection connection, Message message) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            inDoubt.add(message.id());
            throw e;
        }
    }

    /** Whether something of the player is stored. */
    boolean isKnown(Avatar avatar, Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT 1 FROM " + table + " WHERE player = ? LIMIT 1")) {
            query.setString(1, avatar.name());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * Takes out again what was stored though its commit failed, as its player was told that it was not.
     *
     * @return how many commits failed so that nobody knew, and how many of them had been done
     */
    Doubts settle() throws SQLException, InterruptedException {
        int stored = 0;
        try (Lease<Connection> lease = source.acquire();
                PreparedStatement delete = lease.get().prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            for (long id : inDoubt) {
                delete.setLong(1, id);
                stored += delete.executeUpdate();
            }
        }
        return new Doubts(inDoubt.size(), stored);
    }

    /** Commits without an answer, and those of them that had been done. */
    record Doubts(int commits, int stored) {}

    /** What is in the database, asked of the database. */
    Map<Kind, Long> countByKind() throws SQLException, InterruptedException {
        try (Lease<Connection> lease = source.acquire()) {
            return countByKind(lease.get());
        }
    }

    private Map<Kind, Long> countByKind(Connection connection) throws SQLException {
        Map<Kind, Long> counts = new Tally().byKind();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT kind, COUNT(*) FROM " + table + " GROUP BY kind")) {
            while (rows.next()) {
                counts.put(Kind.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)), rows.getLong(2));
            }
        }
        return counts;
    }

    /** The pool; there must be one. */
    Pool<Connection> connections() {
        return Objects.requireNonNull(pool, "this store opens a connection for each message");
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
