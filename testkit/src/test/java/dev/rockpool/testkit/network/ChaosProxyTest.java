package dev.rockpool.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.testkit.Waits;
import dev.rockpool.testkit.network.ChaosProxy.Arrival;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client of a real server sees through the proxy, fault by fault. */
class ChaosProxyTest {

    private static final int SILENCE_MILLIS = 50; // long enough to look: what must not come never comes
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final List<Socket> clients = new ArrayList<>();
    private final AtomicInteger talks = new AtomicInteger();
    private EchoServer server;
    private ChaosProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new EchoServer();
        proxy = ChaosProxy.to(server.address());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        assertThat(threads()).as("threads of the proxy after close").isEmpty();
        assertThat(proxy.open()).isZero();
        for (Socket client : clients) {
            client.close();
        }
        server.close();
    }

    // ---- without a fault

    @Test
    void everyBytePassesBothWaysAndTheEndOfTheStreamAfterIt() throws Exception {
        byte[] data = new byte[3_000_000];
        new Random(1).nextBytes(data);
        Socket client = connect();
        CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return client.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        client.getOutputStream().write(data);
        client.shutdownOutput();
        assertThat(Waits.result(answer)).isEqualTo(data);
        Waits.untilEquals("open connections", 0, proxy::open);
    }

    @Test
    void theServersEndOfTheStreamPassesAndTheClientMayStillSend() throws Exception {
        Socket client = connected();
        server.finishAll();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(proxy.open()).isOne();
        client.close();
        Waits.untilEquals("open connections", 0, proxy::open);
    }

    @Test
    void theServersResetPasses() throws Exception {
        Socket client = connected();
        server.resetAll();
        assertReset(client);
        Waits.untilEquals("open connections", 0, proxy::open);
    }

    @Test
    void theClientsResetPasses() throws Exception {
        Socket client = connected();
        client.setSoLinger(true, 0);
        client.close();
        Waits.untilEquals("open connections", 0, proxy::open);
        Waits.untilEquals("connections of the server", 0, server::open);
    }

    @Test
    void withoutAServerAClientIsResetAndTheNextOneAfterItIsBackIsServed() throws Exception {
        InetSocketAddress address = server.address();
        server.close();
        assertReset(connect());
        try (EchoServer other = new EchoServer()) {
            assertThat(other.address()).isNotEqualTo(address);
            proxy.redirect(other.address());
            assertEcho(connect());
            assertThat(other.accepted()).isOne();
        }
    }

    // ---- connections that come

    @Test
    void aClosedPortRefusesAndLeavesConnectionsAloneAndOpensAgainWithTheSameNumber() throws Exception {
        Socket before = connected();
        for (int round = 0; round < 3; round++) {
            proxy.arrivals(Arrival.REFUSE);
            proxy.arrivals(Arrival.REFUSE);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertEcho(before);
            proxy.arrivals(Arrival.FORWARD);
            assertEcho(connect());
        }
        assertThat(proxy.connects()).isEqualTo(4);
    }

    @Test
    void aConnectionThatComesIsResetAtOnce() throws Exception {
        Socket before = connected();
        proxy.arrivals(Arrival.RESET);
        assertReset(connectOrReset());
        assertEcho(before);
        assertThat(server.accepted()).isOne();
    }

    @Test
    void aConnectionThatComesIsFinishedAtOnce() throws Exception {
        proxy.arrivals(Arrival.FINISH);
        Socket client = connect();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(server.accepted()).isZero();
        client.close();
        Waits.untilEquals("open connections", 0, proxy::open);
    }

    @Test
    void aConnectionIntoABlackHoleIsSilentAndGoesOnWhenTheNetworkHeals() throws Exception {
        proxy.arrivals(Arrival.BLACK_HOLE);
        Socket client = connect();
        client.getOutputStream().write(7);
        assertSilent(client);
        assertThat(server.accepted()).isZero();
        proxy.heal();
        assertThat(client.getInputStream().read()).isEqualTo(7);
        assertEcho(connect());
    }

    @Test
    void aSlowAcceptTakesOneAfterTheOther() throws Exception {
        Socket before = connected();
        proxy.slowAccept(FOR_EVER);
        Socket first = connect();
        Socket second = connect();
        first.getOutputStream().write(1);
        second.getOutputStream().write(2);
        assertSilent(first);
        assertSilent(second);
        assertEcho(before);
        assertThat(proxy.connects()).isOne();
        proxy.slowAccept(Duration.ZERO);
        assertThat(first.getInputStream().read()).isEqualTo(1);
        assertThat(second.getInputStream().read()).isEqualTo(2);
        assertThat(proxy.connects()).isEqualTo(3);
    }

    @Test
    void aSlowStartHoldsEachConnectionBeforeTheServerHearsOfIt() throws Exception {
        proxy.slowStart(FOR_EVER);
        Socket client = connect();
        client.getOutputStream().write(1);
        assertSilent(client);
        assertThat(proxy.connects()).isOne();
        assertThat(server.accepted()).isZero();
        proxy.slowStart(Duration.ofMillis(1));
        assertThat(client.getInputStream().read()).isEqualTo(1);
    }

    // ---- connections that exist

    @Test
    void allConnectionsAreResetAndTheServerHearsOfIt() throws Exception {
        Socket first = connected();
        Socket second = connected();
        proxy.resetAll();
        assertReset(first);
        assertReset(second);
        assertThat(proxy.open()).isZero();
        Waits.untilEquals("connections of the server", 0, server::open);
        assertEcho(connect());
    }

    @Test
    void allConnectionsAreFinishedAndWhatTheClientSendsAfterItIsDropped() throws Exception {
        Socket client = connected();
        proxy.finishAll();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.getOutputStream().write(new byte[1_000_000]); // and no broken pipe
        Waits.untilEquals("connections of the server", 0, server::open);
        client.close();
        Waits.untilEquals("open connections", 0, proxy::open);
    }

    @Test
    void silenceHoldsWhatIsSentAndLosesNothingOfIt() throws Exception {
        Socket client = connected();
        proxy.silence();
        client.getOutputStream().write(5);
        assertSilent(client);
        assertEcho(connect()); // new ones pass
        proxy.goOn();
        assertThat(client.getInputStream().read()).isEqualTo(5);
        assertEcho(client);
    }

    @Test
    void silenceHidesTheServersEndAndItsReset() throws Exception {
        Socket first = connected();
        proxy.silence();
        server.finishAll();
        assertSilent(first);
        proxy.goOn();
        assertThat(first.getInputStream().read()).isEqualTo(-1);
        first.close();

        Socket second = connected();
        proxy.silence();
        server.resetAll();
        assertSilent(second);
        proxy.goOn();
        assertReset(second);
    }

    @Test
    void silenceHidesTheClientsResetFromTheServer() throws Exception {
        Socket client = connected();
        proxy.silence();
        client.setSoLinger(true, 0);
        client.close();
        assertThat(server.open()).isOne();
        assertThat(proxy.open()).isOne();
        proxy.goOn();
        Waits.untilEquals("open connections", 0, proxy::open);
        Waits.untilEquals("connections of the server", 0, server::open);
    }

    @Test
    void silentConnectionsCanBeResetAndFinished() throws Exception {
        Socket first = connected();
        proxy.silence();
        proxy.resetAll();
        assertReset(first);
        Socket second = connected();
        proxy.silence();
        proxy.finishAll();
        assertThat(second.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aHalfOpenConnectionIsSilentForGoodAndSwallowsWhatIsSent() throws Exception {
        Socket client = connected();
        proxy.dropServers();
        Waits.untilEquals("connections of the server", 0, server::open);
        client.getOutputStream().write(new byte[1_000_000]);
        assertSilent(client);
        proxy.heal();
        assertSilent(client);
        assertThat(proxy.open()).isOne();
        client.close();
        Waits.untilEquals("open connections", 0, proxy::open);
    }

    @Test
    void aConnectionInABlackHoleCanBecomeHalfOpen() throws Exception {
        proxy.arrivals(Arrival.BLACK_HOLE);
        Socket client = connect();
        Waits.untilEquals("open connections", 1, proxy::open);
        proxy.dropServers();
        proxy.heal();
        client.getOutputStream().write(1);
        assertSilent(client);
        assertThat(server.accepted()).isZero();
    }

    // ---- all connections

    @Test
    void anAnswerIsCutAfterExactlySoManyBytes() throws Exception {
        Socket before = connected();
        proxy.cutAfter(3);
        for (Socket client : List.of(before, connect())) {
            client.getOutputStream().write(new byte[] {1, 2, 3, 4, 5});
            assertThat(client.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
        }
        proxy.cutAfter(1000);
        Socket after = connected();
        proxy.heal();
        after.getOutputStream().write(new byte[5000]);
        assertThat(after.getInputStream().readNBytes(5000)).hasSize(5000);
    }

    @Test
    void latencyHoldsAnswersAndChangesAtOnce() throws Exception {
        Socket client = connected();
        proxy.latency(FOR_EVER);
        client.getOutputStream().write(9);
        assertSilent(client);
        proxy.latency(Duration.ofMillis(1));
        assertThat(client.getInputStream().read()).isEqualTo(9);
    }

    @Test
    void aNarrowWireHoldsBytesAndWidensAtOnce() throws Exception {
        Socket client = connected();
        proxy.bandwidth(1);
        client.getOutputStream().write(new byte[4000]); // more than an hour
        assertSilent(client);
        proxy.heal();
        assertThat(client.getInputStream().readNBytes(4000)).hasSize(4000);
    }

    // ---- counts and close

    @Test
    void connectsAreCountedBySecondAndOpenOnesNow() throws Exception {
        for (int i = 0; i < 5; i++) {
            connected();
        }
        assertThat(proxy.connects()).isEqualTo(5);
        assertThat(proxy.connectsPerSecond().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(5);
        assertThat(proxy.open()).isEqualTo(5);
        assertThat(proxy.toString()).contains("port " + proxy.port()).contains("open 5");
        for (Socket client : clients) {
            client.close();
        }
        Waits.untilEquals("open connections", 0, proxy::open);
        int seconds = proxy.connectsPerSecond().size();
        Waits.until(
                "the next second has a number", () -> proxy.connectsPerSecond().size() > seconds);
    }

    @ParameterizedTest
    @EnumSource(Arrival.class)
    void closeEndsEveryConnectionAndThreadWhateverIsWrong(Arrival arrival) throws Exception {
        Socket existing = connected();
        proxy.slowStart(FOR_EVER);
        Socket held = connect();
        Waits.until("the proxy to have accepted it", () -> proxy.connects() == 2);
        proxy.arrivals(arrival);
        if (arrival != Arrival.REFUSE) {
            connectOrReset();
        }
        proxy.slowAccept(FOR_EVER);
        proxy.silence();
        proxy.latency(FOR_EVER);
        proxy.close();
        assertReset(existing);
        assertReset(held);
        assertThat(threads()).isEmpty();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        proxy.close();
        assertThatIllegalStateException().isThrownBy(proxy::heal).withMessage("the proxy is closed");
        assertThatIllegalStateException().isThrownBy(() -> proxy.arrivals(Arrival.FORWARD));
        assertThat(proxy.toString()).contains("closed");
        assertThat(proxy.connects()).isPositive();
    }

    @Test
    void anInterruptedCloseWaitsForTheThreadsAndKeepsTheFlag() throws Exception {
        connected();
        Thread.currentThread().interrupt();
        proxy.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(threads()).isEmpty();
    }

    @Test
    void badValuesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.latency(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.slowAccept(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.slowStart(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.cutAfter(0));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.bandwidth(0));
        proxy.latency(Duration.ofSeconds(Long.MAX_VALUE)); // saturates
    }

    @Test
    void whateverFaultsCameInWhateverOrderAHealedProxyServesAndLeavesNothing() throws Exception {
        long seed = Long.getLong("rockpool.seed", System.nanoTime());
        System.out.println("ChaosProxyTest: -Drockpool.seed=" + seed);
        Random random = new Random(seed);
        AtomicBoolean isOver = new AtomicBoolean();
        List<CompletableFuture<Void>> traffic = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            traffic.add(CompletableFuture.runAsync(() -> talk(isOver), task -> new Thread(task, "talker").start()));
        }
        for (int i = 0; i < 300; i++) {
            misbehave(random);
            if (i % 10 == 0) {
                int before = talks.get();
                Waits.until("somebody has tried again", () -> talks.get() > before);
            }
        }
        isOver.set(true);
        proxy.heal();
        proxy.resetAll();
        for (CompletableFuture<Void> one : traffic) {
            Waits.result(one);
        }
        assertThat(proxy.toString()).contains("arrivals FORWARD");
        assertEcho(connect());
    }

    private void misbehave(Random random) {
        Arrival[] arrivals = Arrival.values();
        switch (random.nextInt(9)) {
            case 0, 1 -> proxy.arrivals(arrivals[random.nextInt(arrivals.length)]);
            case 2 -> proxy.resetAll();
            case 3 -> proxy.finishAll();
            case 4 -> proxy.silence();
            case 5 -> proxy.dropServers();
            case 6 -> proxy.cutAfter(1 + random.nextInt(100));
            case 7 -> proxy.latency(Duration.ofNanos(random.nextInt(1_000_000)));
            default -> proxy.heal();
        }
    }

    /** What comes back is what was sent, or the connection fails: nothing is ever changed or lost in between. */
    private void talk(AtomicBoolean isOver) {
        while (!isOver.get()) {
            talks.incrementAndGet();
            try (Socket client = new Socket()) {
                client.connect(proxy.address());
                client.setSoTimeout(5);
                for (int i = 0; i < 50; i++) {
                    client.getOutputStream().write(i);
                    int answer = client.getInputStream().read();
                    if (answer != i && answer != -1) {
                        throw new AssertionError("sent " + i + ", got " + answer);
                    }
                }
            } catch (IOException e) {
                // a fault
            }
        }
    }

    // ---- the client's side

    private Socket connect() throws IOException {
        Socket client = new Socket();
        clients.add(client);
        client.connect(proxy.address());
        client.setSoTimeout((int) Waits.patience().toMillis());
        return client;
    }

    /** A connection of which the reset may have come before connect returned. */
    private Socket connectOrReset() throws IOException {
        try {
            return connect();
        } catch (SocketException e) {
            return clients.get(clients.size() - 1);
        }
    }

    private Socket connected() throws IOException {
        Socket client = connect();
        assertEcho(client);
        return client;
    }

    private static void assertEcho(Socket client) throws IOException {
        client.getOutputStream().write(42);
        assertThat(client.getInputStream().read()).isEqualTo(42);
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout((int) Waits.patience().toMillis());
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    /** Those of this proxy: other tests have their own. */
    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("chaos-proxy-" + proxy.port() + "-"))
                .toList();
    }
}
