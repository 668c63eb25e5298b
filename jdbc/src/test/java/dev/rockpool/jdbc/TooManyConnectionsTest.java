package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.EachServer;
import dev.rockpool.jdbc.databases.PostgresServer;
import dev.rockpool.jdbc.databases.Server;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.testkit.Waits;
import dev.rockpool.testkit.network.ChaosProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A server that takes no more connections: callers share those that there are, and the server is asked seldom. */
class TooManyConnectionsTest {

    private static final int ALLOWED = 3;
    private static final int SIZE = 10;
    private static final int CALLERS = 12;

    private static String refusal(Server server) {
        String code = server instanceof PostgresServer ? "53300" : "1226"; // the latter for one user
        return "the server refused: too many connections (" + code + ")";
    }

    private static RockpoolDataSource dataSource(Server server, ChaosProxy proxy) {
        RockpoolDataSource source = new RockpoolDataSource();
        source.setUrl(server.url(proxy.port()));
        source.setUsername(Database.USER);
        source.setPassword(Database.PASSWORD);
        source.setMaxSize(SIZE);
        return source;
    }

    private static CompletableFuture<Void> works(RockpoolDataSource source, int times) {
        return CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < times; i++) {
                        try (Connection connection = source.getConnection()) {
                            Database.execute(connection, "SELECT 1");
                        } catch (SQLException e) {
                            throw new CompletionException(e);
                        }
                    }
                },
                task -> new Thread(task, "caller").start());
    }

    private static List<Connection> takeAll(RockpoolDataSource source, int count) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(source.getConnection());
        }
        return all;
    }

    private static void giveBack(List<Connection> all) throws SQLException {
        for (Connection one : all) {
            one.close();
        }
    }

    /** At the most so many in a time: those that were under way together, and one after each pause, at the shortest. */
    private static long mostAttempts(long nanos) {
        long pause = Duration.ofMillis(100).toNanos();
        long attempts = 4;
        for (long time = pause; time <= nanos; time += pause) {
            attempts++;
            pause = Math.min(2 * pause, Duration.ofSeconds(5).toNanos());
        }
        return attempts;
    }

    @EachServer
    void callersShareTheConnectionsThatThereAreAndTheServerIsNotStormed(Server server) throws Exception {
        try (ChaosProxy proxy = ChaosProxy.to(server.address());
                RockpoolDataSource source = dataSource(server, proxy)) {
            server.limitConnections(ALLOWED);
            try {
                List<Connection> held = takeAll(source, ALLOWED);
                long begun = System.nanoTime();
                List<CompletableFuture<Void>> callers = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    callers.add(works(source, 20));
                }
                Waits.until("some refusals", () -> source.pool().stats().createFailures() > 4);
                Waits.until("all wait", () -> source.pool().stats().waiting() == CALLERS);
                assertThat(source.pool().health().state()).isEqualTo(State.DEGRADED);
                assertThat(source.pool().control().explain().verdict().toString())
                        .contains(Cause.SOURCE_EXHAUSTED.name(), refusal(server));
                giveBack(held);
                for (CompletableFuture<Void> caller : callers) {
                    Waits.result(caller);
                }
                assertThat(source.pool().stats().created()).isEqualTo(ALLOWED);
                assertThat(proxy.connects() - ALLOWED).isLessThanOrEqualTo(mostAttempts(System.nanoTime() - begun));
            } finally {
                server.limitConnections(-1);
            }
            giveBack(takeAll(source, SIZE)); // it grows again, by the time that each waits for
            assertThat(source.pool().health().state()).isEqualTo(State.UP);
        }
    }

    @EachServer
    void aTimeoutSaysWhatTheServerSaid(Server server) throws Exception {
        try (ChaosProxy proxy = ChaosProxy.to(server.address());
                RockpoolDataSource source = dataSource(server, proxy)) {
            source.setAcquireTimeout(Duration.ofSeconds(5));
            server.limitConnections(1);
            try (Connection only = source.getConnection()) {
                SQLException timeout = catchThrowableOfType(SQLException.class, source::getConnection);
                assertThat((Throwable) timeout).isInstanceOf(SQLTransientConnectionException.class);
                assertThat(timeout.getMessage()).contains(refusal(server));
                assertThat(timeout.getSQLState()).isEqualTo("08001");
                assertThat(timeout.getCause()).isInstanceOf(SQLException.class);
                assertThat(only.isValid(60)).isTrue();
            } finally {
                server.limitConnections(-1);
            }
        }
    }

    @EachServer
    void withoutAConnectionCallersGetTheServersOwnErrorAtOnce(Server server) throws Exception {
        server.limitConnections(1);
        try (ChaosProxy proxy = ChaosProxy.to(server.address());
                RockpoolDataSource source = dataSource(server, proxy);
                Connection other = server.connect()) {
            source.setRideOut(Duration.ZERO);
            SQLException refused = catchThrowableOfType(SQLException.class, source::getConnection);
            assertThat((Throwable) refused).isInstanceOf(SQLTransientConnectionException.class);
            assertThat(refused.getMessage()).contains(refusal(server));
            assertThat(refused.getCause()).isInstanceOfSatisfying(SQLException.class, own -> {
                assertThat(own.getSQLState()).isEqualTo(refused.getSQLState());
                assertThat(own.getErrorCode()).isEqualTo(refused.getErrorCode());
            });
            assertThat(other.isValid(60)).isTrue();
        } finally {
            server.limitConnections(-1);
        }
    }
}
