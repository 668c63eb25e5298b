package dev.rockpool.testkit.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A port of the loopback address that can be closed and opened again, and the thread that accepts while it is open. */
final class Port {

    private static final int BACKLOG = 128; // connects that the system holds while nobody accepts
    private static final long PAUSE_NANOS = 10_000_000; // after a failure to accept: the process may be out of sockets

    private final Wire wire;
    private final Workers workers;
    private final Consumer<Socket> onAccept; // called by the port's thread, without the lock
    private final InetSocketAddress address;
    private @Nullable ServerSocket listener; // under wire.lock; null while the port is closed
    private int acceptors; // under wire.lock; threads that accept: the system keeps a port open until its thread has
    // noticed
    private boolean isGivenUp; // under wire.lock; the number is not kept any more
    private @Nullable Socket reservation; // under wire.lock; keeps the closed port from being given to somebody else

    /** A port of the system's choice, which is open at once. */
    Port(Wire wire, Workers workers, Consumer<Socket> onAccept) throws IOException {
        this.wire = wire;
        this.workers = workers;
        this.onAccept = onAccept;
        ServerSocket first = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = new InetSocketAddress(first.getInetAddress(), first.getLocalPort());
        wire.change(() -> accept(first));
    }

    InetSocketAddress address() {
        return address;
    }

    /** Opens the port if it is closed. Under wire.lock, which is given up meanwhile. */
    void open() throws IOException {
        wire.awaitUnderLock(() -> listener != null || acceptors == 0); // another thread may be closing it
        if (listener == null) {
            accept(listen(address));
            release();
        }
    }

    /** Closes the port if it is open, and keeps its number. Under wire.lock, which is given up meanwhile. */
    void close() {
        ServerSocket open = listener;
        if (open == null) {
            return;
        }
        listener = null;
        try {
            open.close();
            wire.awaitUnderLock(() -> acceptors == 0 || listener != null);
            if (listener != null || isGivenUp) {
                return; // another thread has opened it again, or ended the proxy
            }
            Socket keeper = new Socket();
            keeper.setReuseAddress(true);
            keeper.bind(address); // bound and not listening: connects are refused
            reservation = keeper;
        } catch (IOException e) {
            // not kept: then somebody else may take it, and open() says so
        }
    }

    /** Gives up the number of a port that is closed for good. Under wire.lock. */
    void giveUp() {
        isGivenUp = true;
        release();
    }

    private void release() {
        Socket keeper = reservation;
        reservation = null;
        if (keeper != null) {
            try {
                keeper.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }

    private static ServerSocket listen(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true); // connections of before may linger
            socket.bind(address, BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void accept(ServerSocket socket) {
        listener = socket;
        acceptors++;
        workers.start("chaos-proxy-" + socket.getLocalPort() + "-accept", () -> acceptAll(socket));
    }

    private void acceptAll(ServerSocket socket) {
        try {
            while (!socket.isClosed()) {
                acceptOne(socket);
            }
        } finally {
            wire.change(() -> acceptors--);
        }
    }

    private void acceptOne(ServerSocket socket) {
        try {
            Socket client = socket.accept();
            wire.pause(wire::acceptNanos, socket::isClosed);
            onAccept.accept(client);
        } catch (IOException e) {
            pause(socket);
        }
    }

    private void pause(ServerSocket socket) {
        try {
            wire.pause(() -> PAUSE_NANOS, socket::isClosed);
        } catch (IOException e) {
            // not interrupted by anybody
        }
    }
}
