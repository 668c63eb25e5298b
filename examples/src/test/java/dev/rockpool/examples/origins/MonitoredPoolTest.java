package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rockpool.Pool;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The monitored HTTP pool of document B (docs/origins.md): real connections, and metrics to a real socket. */
class MonitoredPoolTest {

    private static final int FIVE_SECONDS = 5_000;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    @Test
    void theHttpPoolTellsItsReporter() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        URI api = URI.create("http://" + loopback.getHostAddress() + ":"
                + server.getAddress().getPort());
        Recorder recorder = new Recorder();
        try (Pool<HttpConnection> pool = ConfigurationExamples.httpPool(api);
                PoolReporting reporting = new PoolReporting(pool, recorder, Duration.ofMillis(20))) {
            assertThat(reporting).isNotNull();
            for (int i = 0; i < 3; i++) {
                pool.run(connection -> assertThat(connection.get("/").body()).isEqualTo("ok"));
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(recorder.counters)
                            .containsOnly(Map.entry("pool.checkout", 3L), Map.entry("pool.checkin", 3L)));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(recorder.values)
                            .containsEntry("pool.size", 1.0)
                            .containsEntry("pool.available", 1.0)
                            .containsEntry("pool.in_use", 0.0)
                            .containsEntry("pool.utilization", 0.0)
                            .containsKeys("pool.average_wait_time", "pool.checkout_time"));
        } finally {
            server.stop(0);
        }
    }

    /** Adds up what it is told. */
    private static final class Recorder implements MetricsReporter {

        private final Map<String, Long> counters = new ConcurrentHashMap<>();
        private final Map<String, Double> values = new ConcurrentHashMap<>();

        @Override
        public void timing(String metric, double seconds) {
            values.put(metric, seconds);
        }

        @Override
        public void increment(String metric, long by) {
            counters.merge(metric, by, Long::sum);
        }

        @Override
        public void gauge(String metric, double value) {
            values.put(metric, value);
        }
    }

    @Test
    void metricsReachStatsD() throws IOException {
        try (DatagramSocket statsD = new DatagramSocket(new InetSocketAddress(loopback, 0));
                StatsDClient client = new StatsDClient((InetSocketAddress) statsD.getLocalSocketAddress())) {
            statsD.setSoTimeout(FIVE_SECONDS);
            client.timing("pool.checkout_time", 0.012);
            assertThat(received(statsD)).isEqualTo("pool.checkout_time:12|ms");
            client.increment("pool.checkout", 3);
            assertThat(received(statsD)).isEqualTo("pool.checkout:3|c");
            client.gauge("pool.size", 1);
            assertThat(received(statsD)).isEqualTo("pool.size:1.0|g");
        }
    }

    private static String received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[200], 200);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void aReporterThatFailsEndsNothing() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        MetricsReporter failing = new MetricsReporter() {
            @Override
            public void timing(String metric, double seconds) {}

            @Override
            public void increment(String metric, long by) {
                calls.incrementAndGet();
                throw new IllegalStateException("no metrics today");
            }

            @Override
            public void gauge(String metric, double value) {}
        };
        try (Pool<SecureBankAccount> pool = Pool.builder(SecureBankAccount::new).build();
                PoolReporting reporting = new PoolReporting(pool, failing, Duration.ofMillis(5))) {
            assertThat(reporting).isNotNull();
            Awaitility.await().until(() -> calls.get() >= 3);
            pool.run(account -> account.login("ada"));
            assertThat(pool.stats().released()).isEqualTo(1);
        }
    }
}
