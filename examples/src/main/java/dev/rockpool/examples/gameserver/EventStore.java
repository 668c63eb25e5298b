package dev.rockpool.examples.gameserver;

import dev.rockpool.Pool;
import dev.rockpool.ValidateOnAcquire;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;

/**
 * Every message, in a file-backed H2 database, written through a pool of real connections.
 *
 * <p>A connection that has been idle for a while is validated before it is handed out, and one that comes back in the
 * middle of a transaction is rolled back.
 */
final class EventStore implements AutoCloseable {

    static final int CONNECTIONS = 8;

    private static final int VALIDATION_SECONDS = 1;

    private final Pool<Connection> connections;

    private EventStore(Pool<Connection> connections) {
        this.connections = connections;
    }

    /** Makes the database in the folder, and its table. */
    static EventStore open(Path folder) throws SQLException, InterruptedException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + folder.toAbsolutePath().resolve("events") + ";DB_CLOSE_ON_EXIT=FALSE");
        EventStore store = new EventStore(Pool.builder(source::getConnection)
                .name("connections")
                .maxSize(CONNECTIONS)
                .minIdle(1) // The database closes when its last connection does.
                .acquireTimeout(Duration.ofSeconds(10))
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(2)))
                .validateWith(connection -> connection.isValid(VALIDATION_SECONDS))
                .onReset(EventStore::endTransaction)
                .build());
        try {
            store.connections.run(EventStore::createTable);
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
    void store(Message message, Avatar avatar) throws SQLException, InterruptedException {
        connections.run(connection -> {
            connection.setAutoCommit(false);
            insert(connection, message, avatar);
            connection.commit();
        });
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
        return connections.use(EventStore::countByKind);
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

    /** The pool. */
    Pool<Connection> connections() {
        return connections;
    }

    @Override
    public void close() {
        connections.close();
    }
}
