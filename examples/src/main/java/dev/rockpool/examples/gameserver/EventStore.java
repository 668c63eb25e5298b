package dev.rockpool.examples.gameserver;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.ValidateOnAcquire;
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
import java.util.function.UnaryOperator;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Every message, in a file-backed H2 database, written through a pool of real connections.
 *
 * <p>A connection that has been idle for a while is validated before it is handed out, and one that comes back in the
 * middle of a transaction is rolled back.
 */
final class EventStore implements EventSink, AutoCloseable {

    static final int CONNECTIONS = 8;
    static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(10);

    private static final int VALIDATION_SECONDS = 1;

    private final Source<Connection, SQLException> source;
    private final @Nullable Pool<Connection> pool;

    private EventStore(Source<Connection, SQLException> source, @Nullable Pool<Connection> pool) {
        this.source = source;
        this.pool = pool;
    }

    /** Makes the database in the folder, and its table. */
    static EventStore open(Path folder) throws SQLException, InterruptedException {
        return open(folder, UnaryOperator.identity());
    }

    /** The same with more settings of the pool. */
    static EventStore open(Path folder, UnaryOperator<PoolBuilder<Connection>> settings)
            throws SQLException, InterruptedException {
        return pooled(database(folder, "")::getConnection, settings);
    }

    /** Makes the table, through a pool of the connections that {@code connect} makes. */
    static EventStore pooled(Lifecycle<Connection> connect, UnaryOperator<PoolBuilder<Connection>> settings)
            throws SQLException, InterruptedException {
        Pool<Connection> pool = settings.apply(Pool.builder(connect)
                        .name("connections")
                        .maxSize(CONNECTIONS)
                        .minIdle(1) // The database closes when its last connection does.
                        .acquireTimeout(ACQUIRE_TIMEOUT)
                        .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(2)))
                        .validateWith(connection -> connection.isValid(VALIDATION_SECONDS))
                        .onReset(EventStore::endTransaction))
                .build();
        return withTable(new EventStore(pool::acquire, pool));
    }

    /** Makes the table; every message gets a connection of its own, opened for it and closed after it. */
    static EventStore unpooled(JdbcDataSource database) throws SQLException, InterruptedException {
        return withTable(new EventStore(() -> new FreshLease<>(database.getConnection()), null));
    }

    /** The database in the folder. {@code settings} are H2's, each with a semicolon before it. */
    static JdbcDataSource database(Path folder, String settings) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(
                "jdbc:h2:file:" + folder.toAbsolutePath().resolve("events") + ";DB_CLOSE_ON_EXIT=FALSE" + settings);
        return source;
    }

    private static EventStore withTable(EventStore store) throws SQLException, InterruptedException {
        try (Lease<Connection> lease = store.source.acquire()) {
            createTable(lease.get());
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

    private static void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE event (
                        id BIGINT PRIMARY KEY,
                        kind VARCHAR(5) NOT NULL,
                        player VARCHAR(32) NOT NULL,
                        room INT NOT NULL,
                        x INT NOT NULL,
                        y INT NOT NULL,
                        words VARCHAR(1024),
                        at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)""");
        }
    }

    /** Stores one message; when this returns, it is committed. A message that is there already is an error. */
    @Override
    public void store(Message message, Avatar avatar) throws SQLException, InterruptedException {
        try (Lease<Connection> lease = source.acquire()) {
            Connection connection = lease.get();
            connection.setAutoCommit(false);
            insert(connection, message, avatar);
            connection.commit();
        }
    }

    private static void insert(Connection connection, Message message, Avatar avatar) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO event (id, kind, player, room, x, y, words) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
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

    /** What is in the database, asked of the database. */
    Map<Kind, Long> countByKind() throws SQLException, InterruptedException {
        try (Lease<Connection> lease = source.acquire()) {
            return countByKind(lease.get());
        }
    }

    private static Map<Kind, Long> countByKind(Connection connection) throws SQLException {
        Map<Kind, Long> counts = new Tally().byKind();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT kind, COUNT(*) FROM event GROUP BY kind")) {
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
