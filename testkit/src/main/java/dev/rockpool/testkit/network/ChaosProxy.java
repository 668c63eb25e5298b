package dev.rockpool.testkit.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A TCP proxy between a client and a real server that fails on command: for tests of what a pool of connections does when
 * the network or the server does not do its part.
 *
 * <pre>{@code
 * try (ChaosProxy proxy = ChaosProxy.to(new InetSocketAddress("localhost", 5432))) {
 *     String url = "jdbc:postgresql://localhost:" + proxy.port() + "/orders";
 *     ...                                        // a pool that connects through the proxy
 *     proxy.silence();                           // the network is gone, and nobody says so
 *     proxy.arrivals(ChaosProxy.Arrival.BLACK_HOLE);
 *     ...                                        // the pool keeps its deadlines
 *     proxy.heal();                              // and works again
 * }
 * }</pre>
 *
 * <p>Some faults are about connections that come ({@link #arrivals}, {@link #slowAccept}, {@link #slowStart}), some about those
 * that exist when the method is called ({@link #resetAll}, {@link #finishAll}, {@link #silence}, {@link #dropServers}), some about
 * both ({@link #latency}, {@link #bandwidth}, {@link #cutAfter}). {@link #heal} ends those that can end. Without a fault every byte
 * passes, and so do the end of the stream and a reset.
 *
 * <p>The proxy runs in the process of the test, on daemon threads, one for the port and two for each connection. Every method
 * may be called by any thread at any time; a fault is in force when the method returns. The methods do not wait for peers and
 * ignore interrupts, except that {@link #close} waits for the threads to end. After {@link #close} the methods that change
 * something throw {@link IllegalStateException}, the others answer as before.
 */
public final class ChaosProxy implements AutoCloseable {

    /** What happens to a connection that comes. */
    public enum Arrival {
        /** It is accepted and forwarded to the server. If the server cannot be reached, it is reset. */
        FORWARD,
        /** The port is closed: the client's connect is refused. The proxy cannot count what the system refuses. */
        REFUSE,
        /** It is accepted, and reset (RST) at once. */
        RESET,
        /** It is accepted, and the client reads the end of the stream (FIN) at once. */
        FINISH,
        /** It is accepted, and nothing is read, sent or forwarded until {@link ChaosProxy#goOn} or {@link ChaosProxy#heal}. */
        BLACK_HOLE
    }

    private final Wire wire = new Wire();
    private final Workers workers = new Workers(wire);
    private final long openedNanos = System.nanoTime();
    private final Port port;
    private final Set<Link> links = new HashSet<>(); // under wire.lock
    private final List<Integer> connects = new ArrayList<>(); // under wire.lock; by second since the proxy opened
    private InetSocketAddress server; // under wire.lock
    private Arrival arrival = Arrival.FORWARD; // under wire.lock
    private boolean isClosed; // under wire.lock

    private ChaosProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        this.port = new Port(wire, workers, this::arrive);
    }

    /**
     * Opens a proxy on a free port of the loopback address.
     *
     * @param server where it forwards to; it is contacted for each connection, and need not run yet
     * @return the proxy, which forwards everything
     * @throws UncheckedIOException if there is no port
     */
    public static ChaosProxy to(InetSocketAddress server) {
        try {
            return new ChaosProxy(Objects.requireNonNull(server, "server"));
        } catch (IOException e) {
            throw new UncheckedIOException("no port for the proxy", e);
        }
    }

    /**
     * The port that clients connect to, on the loopback address. It is the same for as long as the proxy lives.
     *
     * @return the port
     */
    public int port() {
        return port.address().getPort();
    }

    /**
     * The address that clients connect to.
     *
     * @return the loopback address with {@link #port()}
     */
    public InetSocketAddress address() {
        return port.address();
    }

    // ---- connections that come

    /**
     * What happens to connections that come from now on. Default: {@link Arrival#FORWARD}.
     *
     * @param what happens to them
     * @throws UncheckedIOException if the port was closed and cannot be opened again
     */
    public void arrivals(Arrival what) {
        Objects.requireNonNull(what, "what");
        change(() -> {
            arrival = what;
            if (what == Arrival.REFUSE) {
                port.close();
            } else {
                openPort();
            }
        });
    }

    /**
     * Connections that come from now on are forwarded to another server, as after a fail-over. Those that exist stay where
     * they are.
     *
     * @param newServer the address
     */
    public void redirect(InetSocketAddress newServer) {
        Objects.requireNonNull(newServer, "newServer");
        change(() -> server = newServer);
    }

    /**
     * Each connection is taken so much later, one after the other, as by a server that is overloaded. To the client, a
     * connection that waits looks connected and silent.
     *
     * @param delay zero, the default, for none
     * @throws IllegalArgumentException if it is negative
     */
    public void slowAccept(Duration delay) {
        long nanos = nanos(delay);
        change(() -> wire.acceptNanos(nanos));
    }

    /**
     * Each connection that comes reaches the server so much later, all at the same time, as with a server that takes long to
     * authenticate. Changes count for connections that are waiting, too.
     *
     * @param delay zero, the default, for none
     * @throws IllegalArgumentException if it is negative
     */
    public void slowStart(Duration delay) {
        long nanos = nanos(delay);
        change(() -> wire.startNanos(nanos));
    }

    // ---- connections that exist

    /** Resets (RST) each connection that exists, to the client and to the server, also a silent one. */
    public void resetAll() {
        forEach(Link::reset);
    }

    /**
     * Ends each connection that exists, also a silent one: the client reads the end of the stream (FIN), the server's side is
     * reset. What the client sends after that is read and dropped until it closes.
     */
    public void finishAll() {
        forEach(Link::finish);
    }

    /**
     * Nothing passes on connections that exist, either way, neither bytes nor the end of a connection, until {@link #goOn} or
     * {@link #heal}. Nothing is lost: what was sent meanwhile passes then, as with a network that comes back.
     */
    public void silence() {
        forEach(Link::silence);
    }

    /** Silent connections go on: those of {@link #silence} and those of {@link Arrival#BLACK_HOLE}. */
    public void goOn() {
        forEach(Link::goOn);
    }

    /**
     * Connections that exist become half-open: the server's side is closed, the client's side stays open, silent for good, and
     * what the client sends is read and dropped.
     */
    public void dropServers() {
        forEach(Link::dropServer);
    }

    // ---- all connections

    /**
     * On each connection, those that exist and those that come, so many more bytes of the server's answers pass; then the client
     * reads the end of the stream, as after {@link #finishAll}. {@link #heal} takes back what is not used up.
     *
     * @param bytes the bytes, at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public void cutAfter(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1, was " + bytes);
        }
        allow(bytes);
    }

    /**
     * Each piece of an answer of the server reaches the client so much later; a piece is what the server sends at once, at most
     * 8 KiB. Holds for all connections. Changes count for pieces that are waiting, too.
     *
     * @param delay zero, the default, for none
     * @throws IllegalArgumentException if it is negative
     */
    public void latency(Duration delay) {
        long nanos = nanos(delay);
        change(() -> wire.latencyNanos(nanos));
    }

    /**
     * On each connection so many bytes pass in a second, either way. A piece of up to 8 KiB passes at once, after the time that it takes.
     *
     * @param bytesPerSecond the bytes, at least 1; {@code Long.MAX_VALUE}, the default, for no limit
     * @throws IllegalArgumentException if it is less than 1
     */
    public void bandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond must be at least 1, was " + bytesPerSecond);
        }
        change(() -> wire.bytesPerSecond(bytesPerSecond));
    }

    /**
     * All faults end that can end: connections that come are forwarded, without delay and limit, and those that are silent go on.
     * What was reset, finished or dropped stays so; {@link #redirect} holds.
     *
     * @throws UncheckedIOException if the port was closed and cannot be opened again
     */
    public void heal() {
        change(() -> {
            wire.acceptNanos(0);
            wire.startNanos(0);
            wire.latencyNanos(0);
            wire.bytesPerSecond(Wire.UNLIMITED);
        });
        arrivals(Arrival.FORWARD);
        allow(Wire.UNLIMITED);
        goOn();
    }

    // ---- counts

    /**
     * How many connections came since the proxy opened; not those that were refused.
     *
     * @return the number
     */
    public long connects() {
        return connectsPerSecond().stream().mapToLong(Integer::intValue).sum();
    }

    /**
     * How many connections came in each second since the proxy opened; not those that were refused.
     *
     * @return a number for each second, the last for the second that is not over
     */
    public List<Integer> connectsPerSecond() {
        List<Integer> copy = new ArrayList<>();
        wire.change(() -> {
            fillSeconds();
            copy.addAll(connects);
        });
        return List.copyOf(copy);
    }

    /**
     * How many connections of clients are open, silent and half-open ones among them. One that the client has reset while it was
     * silent counts until it goes on.
     *
     * @return the number
     */
    public int open() {
        int[] count = new int[1];
        wire.change(() -> count[0] = links.size());
        return count[0];
    }

    /**
     * Closes the port, resets all connections, and waits for the threads of the proxy to end. Further calls do nothing. If the
     * caller is interrupted, it waits on and keeps the flag.
     */
    @Override
    public void close() {
        wire.change(() -> {
            isClosed = true;
            port.close();
            port.giveUp();
        });
        resetLinks();
        workers.awaitEnd();
    }

    @Override
    public String toString() {
        String[] text = new String[1];
        wire.change(() -> text[0] = "ChaosProxy[port " + port() + " to " + server + ", arrivals " + arrival + ", open "
                + links.size() + (isClosed ? ", closed]" : "]"));
        return text[0];
    }

    // ---- inside

    private void change(Runnable change) {
        wire.change(() -> {
            if (isClosed) {
                throw new IllegalStateException("the proxy is closed");
            }
            change.run();
        });
    }

    private void openPort() {
        try {
            port.open();
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port() + " cannot be opened again", e);
        }
    }

    private void allow(long bytes) {
        change(() -> wire.allowance(bytes));
        forEach(link -> link.allow(bytes));
    }

    /** Not under the lock: a fault closes sockets. */
    private void forEach(Consumer<Link> fault) {
        List<Link> affected = new ArrayList<>();
        change(() -> affected.addAll(links));
        affected.forEach(fault);
    }

    private void resetLinks() {
        List<Link> left = new ArrayList<>();
        wire.change(() -> left.addAll(links));
        left.forEach(Link::reset);
    }

    /** A client has connected; called by the thread that accepts. */
    private void arrive(Socket client) {
        wire.change(() -> {
            Arrival now = isClosed ? Arrival.RESET : arrival;
            fillSeconds();
            connects.set(connects.size() - 1, connects.get(connects.size() - 1) + 1);
            if (now == Arrival.RESET || now == Arrival.REFUSE) { // refused while it was being accepted
                Link.closeHard(client);
                return;
            }
            Link link = new Link(wire, client, server, links::remove);
            links.add(link);
            if (now == Arrival.BLACK_HOLE) {
                link.silence();
            } else if (now == Arrival.FINISH) {
                link.finish();
            }
            String name = "chaos-proxy-" + client.getLocalPort() + "-" + client.getPort() + "-";
            workers.start(name + "requests", () -> link.serve((what, task) -> workers.start(name + what, task)));
        });
    }

    /** Makes the last number that of the present second. Under wire.lock. */
    private void fillSeconds() {
        long second = (System.nanoTime() - openedNanos) / 1_000_000_000L;
        while (connects.size() <= second) {
            connects.add(0);
        }
    }

    private static long nanos(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay must not be negative, was " + delay);
        }
        try {
            return delay.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE; // for good
        }
    }
}
