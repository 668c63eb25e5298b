package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rockpool.monitor.DestroyCause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten threads on five connections, to a real web server. */
class HttpClientPoolTest {

    private static final int THREADS = 10;
    private static final int CONNECTIONS = 5;

    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private final CyclicBarrier fiveAtOnce = new CyclicBarrier(CONNECTIONS);
    private final ExecutorService serverThreads = Executors.newFixedThreadPool(THREADS);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private HttpServer server;
    private HttpClientPool pool;
    private URI address;

    @BeforeEach
    void open() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.setExecutor(serverThreads);
        server.createContext("/endpoint/", this::answerWhenFiveAreHere);
        server.createContext("/hang-up", HttpExchange::close);
        server.start();
        server.createContext("/missing", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.createContext("/last", HttpClientPoolTest::answerAndClose);
        address = URI.create("http://" + loopback.getHostAddress() + ":"
                + server.getAddress().getPort());
        pool = new HttpClientPool(CONNECTIONS);
    }

    @AfterEach
    void close() {
        pool.close();
        server.stop(0);
        serverThreads.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void tenThreadsShareFiveConnections() throws Exception {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String path = "/endpoint/" + i;
            answers.add(threads.submit(() -> pool.get(address.resolve(path))));
        }
        for (int i = 0; i < THREADS; i++) {
            assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("this is /endpoint/" + i);
        }
        assertThat(clients).as("the server saw no more than five").hasSize(CONNECTIONS);
        assertThat(pool.stats(address).created()).isEqualTo(CONNECTIONS);
        assertThat(pool.stats(address).peakSize()).isEqualTo(CONNECTIONS);
        assertThat(pool.stats(address).acquired()).isEqualTo(THREADS);
    }

    @Test
    void anErrorOfTheServerBreaksNoConnection() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> pool.get(address.resolve("/missing")))
                .withMessageStartingWith("status 404");
        assertThat(pool.stats(address).idle()).isEqualTo(1);
        assertThat(pool.stats(address).destroyed()).isZero();
    }

    @Test
    void aBrokenConnectionIsReplaced() throws Exception {
        assertThatIOException().isThrownBy(() -> pool.get(address.resolve("/hang-up")));
        Awaitility.await()
                .untilAsserted(() -> assertThat(pool.stats(address).destroyed(DestroyCause.INVALIDATED))
                        .isEqualTo(1));
        assertThatIOException()
                .isThrownBy(() -> pool.get(address.resolve("/nothing")))
                .withMessageStartingWith("status 404");
        assertThat(pool.stats(address).created()).isEqualTo(2);
    }

    /** What the server says about the connection counts. */
    @Test
    void aConnectionThatTheServerClosesIsNotKept() throws Exception {
        assertThat(pool.get(address.resolve("/last"))).isEqualTo("good bye");
        Awaitility.await()
                .untilAsserted(() -> assertThat(pool.stats(address).size()).isZero());
        assertThat(pool.get(address.resolve("/last"))).isEqualTo("good bye");
        assertThat(pool.stats(address).destroyed(DestroyCause.INVALIDATED)).isPositive();
    }

    @Test
    void eachServerHasConnectionsOfItsOwn() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", HttpClientPoolTest::answerAndClose);
        other.start();
        try {
            URI there = URI.create(
                    "http://" + address.getHost() + ":" + other.getAddress().getPort() + "/x");
            assertThat(pool.get(there)).isEqualTo("good bye");
            assertThat(pool.stats(there).created()).isEqualTo(1);
            assertThat(pool.stats(address).created()).isZero();
        } finally {
            other.stop(0);
        }
    }

    private static void answerAndClose(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Connection", "close");
        exchange.sendResponseHeaders(200, 0); // in chunks
        exchange.getResponseBody().write("good bye".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private void answerWhenFiveAreHere(HttpExchange exchange) throws IOException {
        clients.add(exchange.getRemoteAddress());
        try {
            fiveAtOnce.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException("fewer than five requests came at once", e);
        }
        byte[] body = ("this is " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
