package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rockpool.examples.gameserver.fault.Tuning;
import dev.rockpool.monitor.PoolStats;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventStoreTest {

    private final Avatar ada = new Avatar("ada", new Room(3));
    private EventStore store;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        store = EventStore.open(folder, Tuning.NONE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyKindIsStoredAndCounted() throws Exception {
        store.store(new Message.Join(1, "ada"), ada);
        store.store(new Message.Chat(2, "hello"), ada);
        store.store(new Message.Chat(3, "anybody?"), ada);
        store.store(new Message.Move(4, 1, 1), ada);
        store.store(new Message.Leave(5), ada);
        assertThat(store.countByKind()).isEqualTo(Map.of(Kind.JOIN, 1L, Kind.CHAT, 2L, Kind.MOVE, 1L, Kind.LEAVE, 1L));
    }

    @Test
    void aMessageIsStoredOnceOnly() throws Exception {
        store.store(new Message.Chat(1, "hello"), ada);
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> store.store(new Message.Chat(1, "again"), ada));
        assertThat(Tally.total(store.countByKind())).isEqualTo(1);
    }

    @Test
    void aConnectionThatComesBackInATransactionIsRolledBack() throws Exception {
        store.store(new Message.Join(1, "ada"), ada);
        Connection used = store.connections().<Connection, SQLException>use(connection -> {
            connection.setAutoCommit(false);
            try (Statement delete = connection.createStatement()) {
                delete.execute("DELETE FROM event");
            }
            return connection;
        });
        assertThat(Tally.total(store.countByKind())).isEqualTo(1);
        assertThat(used.getAutoCommit())
                .as("the reset has run by the time use returns")
                .isTrue();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsTakenBack(@TempDir Path folder) throws Exception {
        AtomicBoolean isLost = new AtomicBoolean();
        try (EventStore other =
                EventStore.pooled(() -> losingAnswers(EventStore.database(folder, ""), isLost), Tuning.NONE)) {
            other.store(new Message.Join(1, "ada"), ada);
            isLost.set(true);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> other.store(new Message.Chat(2, "hello"), ada));
            assertThat(Tally.total(other.countByKind())).as("it was done").isEqualTo(2);
            assertThat(other.settle()).isEqualTo(new EventStore.Doubts(1, 1));
            assertThat(other.countByKind()).containsEntry(Kind.JOIN, 1L).containsEntry(Kind.CHAT, 0L);
        }
    }

    /** Connections that commit, and do not say so. */
    private static Connection losingAnswers(DataSource database, AtomicBoolean isLost) throws SQLException {
        Connection connection = database.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    Object result = method.invoke(connection, arguments);
                    if (method.getName().equals("commit") && isLost.get()) {
                        throw new SQLException("the answer was lost", "08006");
                    }
                    return result;
                });
    }

    @Test
    void closingDestroysEveryConnection(@TempDir Path folder) throws Exception {
        EventStore other = EventStore.open(folder, Tuning.NONE);
        other.store(new Message.Join(1, "ada"), ada);
        other.close();
        PoolStats stats = other.connections().stats();
        assertThat(stats.size()).isZero();
        assertThat(stats.destroyed()).isEqualTo(stats.created()).isPositive();
    }
}
