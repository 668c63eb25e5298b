package dev.rockpool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.jdbc.databases.Database;
import dev.rockpool.jdbc.databases.Databases;
import dev.rockpool.jdbc.databases.EachServer;
import dev.rockpool.jdbc.databases.PostgresServer;
import dev.rockpool.jdbc.databases.Server;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import dev.rockpool.testkit.network.ChaosProxy;
import dev.rockpool.testkit.network.ChaosProxy.Arrival;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A data source on a real server, while network and server go wrong: every call of {@code getConnection} ends, the data source
 * serves everyone again when all is well, no connection and no row is lost, and nobody reads the answer of somebody else.
 */
class ChaosTest {

    private static final int CLIENTS = 6;
    private static final int SIZE = 4;
    private static final Duration FOR_EVER = Duration.ofDays(1);

    /** What goes wrong. Where it is undone, {@link ChaosProxy#heal} has been called before. */
    enum Fault {
        REFUSE {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                proxy.arrivals(Arrival.REFUSE);
                proxy.resetAll();
            }
        },
        RESET {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                proxy.arrivals(Arrival.RESET);
                proxy.resetAll();
            }
        },
        FINISH {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                proxy.arrivals(Arrival.FINISH);
                proxy.finishAll();
            }
        },
        BLACK_HOLE {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                proxy.arrivals(Arrival.BLACK_HOLE);
                proxy.silence();
            }
        },
        HALF_OPEN {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                proxy.arrivals(Arrival.BLACK_HOLE);
                proxy.dropServers();
            }
        },
        SLOW_ACCEPT {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                proxy.slowAccept(FOR_EVER);
                proxy.silence();
            }
        },
        SLOW_START {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                proxy.slowStart(FOR_EVER);
                proxy.resetAll();
            }
        },
        CUT {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                proxy.cutAfter(20);
            }
        },
        CRASH {
            @Override
            void strike(Server server, ChaosProxy proxy) {
                server.kill();
            }

            @Override
            void undo(Server server) {
                server.restart();
            }
        },
        TOO_MANY_CONNECTIONS {
            @Override
            void strike(Server server, ChaosProxy proxy) throws SQLException {
                server.limitConnections(1);
                proxy.resetAll();
            }

            @Override
            void undo(Server server) throws SQLException {
                server.limitConnections(-1);
            }

            @Override
            boolean isHeardByAll() {
                return false; // one connection can serve all of them
            }
        },
        READ_ONLY {
            @Override
            void strike(Server server, ChaosProxy proxy) throws SQLException {
                server.readOnly(true);
            }

            @Override
            void undo(Server server) throws SQLException {
                server.readOnly(false);
            }
        };

        abstract void strike(Server server, ChaosProxy proxy) throws SQLException;

        void undo(Server server) throws SQLException {}

        boolean isHeardByAll() {
            return true;
        }
    }

    static Stream<Arguments> faults() {
        return Databases.servers()
                .flatMap(server -> Stream.of(Fault.values()).map(fault -> Arguments.of(server, fault)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("faults")
    void everyCallEndsAndAllAreServedAgainAndNothingIsLost(Server server, Fault fault) throws Exception {
        server.execute("DROP TABLE IF EXISTS chaos", "CREATE TABLE chaos (client INT, number INT)");
        try (ChaosProxy proxy = ChaosProxy.to(server.address())) {
            RockpoolDataSource source = dataSource(server, proxy);
            List<Client> clients = new ArrayList<>();
            List<CompletableFuture<Void>> runs = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Client client = new Client(source, i);
                clients.add(client);
                runs.add(CompletableFuture.runAsync(client, task -> new Thread(task, "chaos-client").start()));
            }
            await("each client is served", clients, client -> client.served > 2);

            fault.strike(server, proxy);
            try {
                if (fault.isHeardByAll()) {
                    await("each client has heard of the fault", clients, new Since(clients, client -> client.failed));
                }
                await("each client's calls go on to end", clients, new Since(clients, client -> client.calls));
            } finally {
                proxy.heal();
                fault.undo(server);
            }

            await("each client is served again", clients, new Since(clients, client -> client.served));
            clients.forEach(client -> client.isOver = true);
            for (CompletableFuture<Void> run : runs) {
                Waits.result(run);
            }
            PoolAudit.check(source.pool());
            source.close();
            PoolAudit.checkClosed(source.pool());
            Waits.untilEquals("connections through the proxy", 0, proxy::open);
            assertThat(rows(server))
                    .isGreaterThanOrEqualTo(
                            clients.stream().mapToLong(client -> client.served).sum());
        }
    }

    /** No time limit in the URL: what the pool does by itself is all there is. */
    @EachServer
    void withoutTimeLimitsOfTheDriverEveryCallEndsAllTheSame(Server server) throws Exception {
        try (ChaosProxy proxy = ChaosProxy.to(server.address())) {
            RockpoolDataSource source = new RockpoolDataSource();
            source.setUrl(server.url(proxy.port()));
            source.setUsername(Database.USER);
            source.setPassword(Database.PASSWORD);
            source.setMaxSize(2);
            source.setAcquireTimeout(Duration.ofMillis(200));
            source.setCreateTimeout(Duration.ofMillis(300));
            source.setValidationTimeout(Duration.ofMillis(200));
            source.setValidateOnAcquire(ValidateOnAcquire.always());
            Waits.until("it serves", () -> serves(source));

            proxy.silence();
            proxy.arrivals(Arrival.BLACK_HOLE);
            for (int i = 0; i < 10; i++) { // they end; how they end is told by the next line
                assertThat(serves(source)).isFalse();
            }
            proxy.heal();

            Waits.until("it serves again", () -> serves(source));
            PoolAudit.check(source.pool());
            source.close();
            Waits.untilEquals("connections through the proxy", 0, proxy::open);
        }
    }

    private static boolean serves(RockpoolDataSource source) {
        try (Connection connection = source.getConnection()) {
            return !connection.isClosed();
        } catch (SQLTransientConnectionException e) {
            return false;
        } catch (SQLException e) {
            throw new AssertionError("not what getConnection throws", e);
        }
    }

    private static RockpoolDataSource dataSource(Server server, ChaosProxy proxy) {
        String[] limits = server instanceof PostgresServer
                ? new String[] {"loginTimeout=1", "connectTimeout=1", "socketTimeout=1", "cancelSignalTimeout=1"}
                : new String[] {"connectTimeout=1000", "socketTimeout=1000"};
        RockpoolDataSource source = new RockpoolDataSource();
        source.setUrl(server.url(proxy.port(), limits));
        source.setUsername(Database.USER);
        source.setPassword(Database.PASSWORD);
        source.setMaxSize(SIZE);
        source.setAcquireTimeout(Duration.ofMillis(500));
        source.setCreateTimeout(Duration.ofSeconds(2));
        source.setValidationTimeout(Duration.ofMillis(500));
        source.setRideOut(Duration.ofSeconds(1));
        return source;
    }

    private static long rows(Server server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM chaos")) {
            row.next();
            return row.getLong(1);
        }
    }

    // ---- clients

    /** Writes rows, one after the other, each with a connection of its own, and asks for its own number. */
    private static final class Client implements Runnable {
        private final RockpoolDataSource source;
        private final int number;
        private volatile boolean isOver;

        // written by this client alone
        private volatile int calls;
        private volatile int served;
        private volatile int failed;
        private volatile SQLException last; // failure; null without one

        Client(RockpoolDataSource source, int number) {
            this.source = source;
            this.number = number;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        public void run() {
            while (!isOver) {
                try {
                    once();
                    served++;
                } catch (SQLException e) {
                    last = e;
                    failed++;
                }
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        private void once() throws SQLException {
            try (Connection connection = connection();
                    Statement statement = connection.createStatement()) {
                int secret = number * 1_000_000 + calls;
                try (ResultSet row = statement.executeQuery("SELECT " + secret)) {
                    if (!row.next() || row.getInt(1) != secret) {
                        throw new AssertionError("an answer to somebody else");
                    }
                }
                statement.executeUpdate("INSERT INTO chaos VALUES (" + number + ", " + calls + ")");
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        private Connection connection() throws SQLException {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                if (e.getSQLState() == null) {
                    throw new AssertionError("a failure without a state", e);
                }
                throw e;
            } finally {
                calls++;
            }
        }
    }

    private interface Condition {
        boolean holds(Client client);
    }

    private interface Count {
        int of(Client client);
    }

    /** Whether a count of a client has grown by two since this was made: so one of the two began after it. */
    private static final class Since implements Condition {
        private final int[] then;
        private final Count count;

        Since(List<Client> clients, Count count) {
            this.count = count;
            this.then = clients.stream().mapToInt(count::of).toArray();
        }

        @Override
        public boolean holds(Client client) {
            return count.of(client) >= then[client.number] + 2;
        }
    }

    private static void await(String what, List<Client> clients, Condition condition) {
        try {
            Waits.until(what, () -> clients.stream().allMatch(condition::holds));
        } catch (ConditionTimeoutException e) {
            clients.stream().map(client -> client.last).filter(Objects::nonNull).forEach(e::addSuppressed);
            throw e;
        }
    }
}
