package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.config.Leaks;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.testkit.Waits;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the pool does with connections while nobody asks for them. */
class UpkeepTest {

    private final StubDatabase database = new StubDatabase();

    private long validations() {
        return database.calls.stream()
                .filter(call -> call.name().equals("isValid"))
                .count();
    }

    @Test
    void idleConnectionsAreKeptAliveAndOneThatIsDeadIsReplaced() throws SQLException {
        try (RockpoolDataSource source = database.pooled()) {
            source.setHealthCheckInterval(Duration.ofMillis(100));
            source.getConnection().close();
            Waits.until("it is asked whether it is alive", () -> validations() > 1);
            assertThat(database.connects).hasValue(1);
            database.connections.get(0).close(); // as a server or a firewall does
            Waits.untilEquals("another one", 2, database.connects::get);
        }
    }

    @Test
    void theSiteThatBorrowedALostConnectionIsTold() throws SQLException {
        List<Holder> lost = new CopyOnWriteArrayList<>();
        try (RockpoolDataSource source = database.pooled()) {
            source.setListener(new PoolListener() {
                @Override
                public void leaked(String pool, Holder holder) {
                    lost.add(holder);
                }
            });
            source.setLeaks(Leaks.on().prompt());
            source.setLeakStacks(1);
            borrowAndLose(source);
            Waits.until("the collector finds it", () -> {
                System.gc();
                return !lost.isEmpty();
            });
            assertThat(lost.get(0).acquiredAt().get(0).getMethodName()).isEqualTo("borrowAndLose");
            source.getConnection().close();
        }
    }

    @Test
    void theStackOfABorrowedConnectionBeginsInTheCodeThatBorrowed() throws SQLException {
        try (RockpoolDataSource source = database.pooled()) {
            source.setLeakStacks(1);
            assertBorrowedHere(source, source.getConnection());
            assertBorrowedHere(source, source.getReadOnlyConnection());
            assertBorrowedHere(source, source.unwrap(DataSource.class).getConnection());
        }
    }

    private static void assertBorrowedHere(RockpoolDataSource source, Connection connection) throws SQLException {
        try (connection) {
            Holder holder = source.pool().control().explain().holders().get(0);
            assertThat(holder.acquiredAt().get(0).getMethodName())
                    .isEqualTo("theStackOfABorrowedConnectionBeginsInTheCodeThatBorrowed");
        }
    }

    private static void borrowAndLose(RockpoolDataSource source) throws SQLException {
        assertThat(source.getConnection().isClosed()).isFalse();
    }
}
