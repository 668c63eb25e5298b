package dev.rockpool.benchmarks.harness;

import dev.rockpool.benchmarks.jdbc.DataSources;
import dev.rockpool.benchmarks.jdbc.Database;
import dev.rockpool.testkit.network.ChaosProxy;
import dev.rockpool.testkit.network.ChaosProxy.Arrival;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A data source on a real server while the way to it is broken for five seconds, and what becomes of those who ask it for
 * connections: how long they wait, when they are served again, and how many connections are tried meanwhile.
 */
final class Outage {

    /** What breaks, from the strike until it is healed. */
    enum Fault {
        /** Connections are reset, those that are there and those that come. */
        RESET {
            @Override
            void strike(ChaosProxy proxy) {
                proxy.arrivals(Arrival.RESET);
                proxy.resetAll();
            }
        },
        /** Connections that are there are silent for good, those that come are silent until it is over. */
        BLACK_HOLE {
            @Override
            void strike(ChaosProxy proxy) {
                proxy.arrivals(Arrival.BLACK_HOLE);
                proxy.dropServers();
            }
        },
        /** Connections that are there are reset; those that come are taken one after the other, each after 2 s. */
        SLOW_ACCEPT {
            @Override
            void strike(ChaosProxy proxy) {
                proxy.slowAccept(Duration.ofSeconds(2));
                proxy.resetAll();
            }
        },
        /** The server is gone, as after a crash: what is there is reset, and so is what comes, as nobody listens behind the proxy. */
        SERVER_DOWN {
            @Override
            void strike(ChaosProxy proxy) throws IOException {
                try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    proxy.redirect(new InetSocketAddress(free.getInetAddress(), free.getLocalPort()));
                }
                proxy.resetAll();
            }
        };

        abstract void strike(ChaosProxy proxy) throws IOException;
    }

    /** How long a caller is willing to wait for a connection. */
    static final Duration DEADLINE = Duration.ofSeconds(1);

    private static final String DRIVER =
            "org.postgresql.Driver"; // by name: it has annotations that do not compile here
    private static final int SIZE = 10;
    private static final int CLIENTS = 16;
    private static final int BEFORE_SECONDS = 2;
    private static final int FAULT_SECONDS = 5;
    private static final int AFTER_SECONDS = 5;
    private static final int LIMIT_SECONDS = 20; // for the first success, and for clients to end

    private final Fault fault;
    private final InetSocketAddress server;
    private final ChaosProxy proxy;
    private final OutageClient.Clock clock = new OutageClient.Clock();

    private Outage(Fault fault, InetSocketAddress server, ChaosProxy proxy) {
        this.fault = fault;
        this.server = server;
        this.proxy = proxy;
    }

    /** Starts a server, breaks the way to it once, and ends it. */
    static Outcome measure(String pool, Fault fault) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start()) {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), postgres.getPort());
            try (ChaosProxy proxy = ChaosProxy.to(server)) {
                return new Outage(fault, server, proxy).run(pool);
            }
        }
    }

    private Outcome run(String pool) throws Exception {
        // A statement that the server does not answer ends after 2 s, whichever pool its connection is from.
        String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres?socketTimeout=2";
        Database database = new Database(Class.forName(DRIVER), url, "postgres", "postgres", DEADLINE);
        List<OutageClient> clients = new ArrayList<>();
        var dataSource = DataSources.open(pool, database, SIZE);
        for (int i = 0; i < CLIENTS; i++) {
            OutageClient client = new OutageClient(dataSource, clock);
            clients.add(client);
            client.start();
        }
        TimeUnit.SECONDS.sleep(BEFORE_SECONDS);
        clock.strikes();
        fault.strike(proxy);
        long during = mostConnects(FAULT_SECONDS);
        proxy.redirect(server);
        proxy.heal();
        clock.heals();
        long after = mostConnects(AFTER_SECONDS);
        long waited = AFTER_SECONDS;
        while (clock.firstServedMillis() < 0 && waited++ < LIMIT_SECONDS) {
            TimeUnit.SECONDS.sleep(1);
        }
        clients.forEach(client -> client.isOver = true);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        for (OutageClient client : clients) {
            client.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
        double first = clock.firstServedMillis();
        return new Outcome(
                first < 0 ? TimeUnit.SECONDS.toMillis(LIMIT_SECONDS) : first,
                Map.of(
                        "worst get",
                        max(clients) / 1e6,
                        "overslept",
                        clients.stream().mapToLong(one -> one.overslept).max().orElse(0) / 1e6,
                        "late gets",
                        clients.stream().mapToDouble(one -> one.late).sum(),
                        "connects during",
                        (double) during,
                        "connects after",
                        (double) after,
                        "stuck",
                        (double) clients.stream().filter(Thread::isAlive).count()));
    }

    private static double max(List<OutageClient> clients) {
        return clients.stream().mapToDouble(OutageClient::longestNanos).max().orElse(0);
    }

    /** In the worst of the next seconds. */
    private long mostConnects(int seconds) throws InterruptedException {
        long most = 0;
        long before = proxy.connects();
        for (int i = 0; i < seconds; i++) {
            TimeUnit.SECONDS.sleep(1);
            long now = proxy.connects();
            most = Math.max(most, now - before);
            before = now;
        }
        return most;
    }
}
