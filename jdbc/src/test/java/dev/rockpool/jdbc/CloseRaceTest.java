package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * One thread closes a connection while another one uses it, as fast as they can: no call of a borrower may be in the driver when the
 * next borrower has the session, or begin then.
 */
class CloseRaceTest {

    private static final int ROUNDS = 20_000;

    /** Whose each session is, as the driver sees it. */
    private final Map<Object, String> owners = new ConcurrentHashMap<>();

    private final AtomicInteger strangers = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();

    /** A call names its borrower; one that begins or ends in another's time is a stranger's. */
    private Object look(StubDatabase.Call call) {
        if (call.name().equals("nativeSQL")) {
            String who = (String) call.arguments().get(0);
            if (who.startsWith("begin ")) {
                owners.put(call.target(), who.substring("begin ".length()));
            } else {
                boolean isStranger = !owners.get(call.target()).equals(who);
                Thread.onSpinWait();
                isStranger |= !owners.get(call.target()).equals(who);
                served.incrementAndGet();
                if (isStranger) {
                    strangers.incrementAndGet();
                }
            }
        }
        return StubDatabase.USUAL;
    }

    @Test
    void noCallReachesASessionThatHasGoneBack() throws Exception {
        StubDatabase database = new StubDatabase();
        database.isNoted = false;
        AtomicReference<Borrowed> shared = new AtomicReference<>();
        AtomicBoolean isOver = new AtomicBoolean();
        try (RockpoolDataSource dataSource = database.pooled()) {
            database.hook = this::look;
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                while (!isOver.get()) {
                    Borrowed borrowed = shared.get();
                    if (borrowed != null) {
                        try {
                            borrowed.connection().nativeSQL(borrowed.who());
                        } catch (SQLException closed) {
                            assertThat(closed.getSQLState()).isEqualTo("08003");
                        }
                    }
                }
            });
            for (int round = 0; round < ROUNDS; round++) {
                Connection connection = dataSource.getConnection();
                connection.nativeSQL("begin " + round);
                shared.set(new Borrowed(connection, "" + round));
                connection.nativeSQL("" + round);
                connection.close();
            }
            isOver.set(true);
            other.get();
        }
        assertThat(strangers).hasValue(0);
        assertThat(served).hasValueGreaterThanOrEqualTo(ROUNDS);
    }

    private record Borrowed(Connection connection, String who) {}
}
