package dev.rockpool.testkit.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One connection of a client, with the one to the server that belongs to it.
 *
 * <p>Two threads carry bytes: {@link #serve} from the client to the server, {@code answer} back. Before each piece that they
 * have read they ask {@link #admit}, where silence, latency, bandwidth and the cut are. Faults change the state from outside,
 * and close sockets; the threads notice by an exception or by the state.
 */
final class Link {

    private static final int PIECE = 8 * 1024; // bytes that are read at once

    private final Wire wire;
    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;
    private final Consumer<Link> onEnd; // called once, under wire.lock
    private boolean isSilent; // under wire.lock; nothing passes, either way
    private boolean isServerGone; // under wire.lock; for good: what the client sends is read and dropped
    private boolean isEnded; // under wire.lock; both sockets are closed, or about to be
    private int directions = 2; // under wire.lock; in which bytes can still come
    private long allowance; // under wire.lock; bytes of answers that may still pass

    Link(Wire wire, Socket client, InetSocketAddress target, Consumer<Link> onEnd) {
        this.wire = wire;
        this.client = client;
        this.target = target;
        this.onEnd = onEnd;
        this.allowance = wire.allowance();
    }

    // ---- faults, called by the proxy

    /** Nothing passes from now on. */
    void silence() {
        wire.change(() -> isSilent = !isServerGone);
    }

    /** What was held passes, and all that comes after it. */
    void goOn() {
        wire.change(() -> isSilent = false);
    }

    void allow(long bytes) {
        wire.change(() -> allowance = bytes);
    }

    /** The server's side is closed, and the client hears nothing of it. */
    void dropServer() {
        wire.change(() -> {
            isServerGone = true;
            isSilent = false;
        });
        closeHard(server);
    }

    /** The server's side is closed, and the client reads the end of the stream. Whatever it sends is dropped until it closes. */
    void finish() {
        dropServer();
        try {
            client.shutdownOutput();
        } catch (IOException e) { // the client was faster
            end();
        }
    }

    /** Closes both sides with RST. */
    void reset() {
        end();
    }

    private void end() {
        wire.change(() -> {
            if (!isEnded) {
                isEnded = true;
                onEnd.accept(this);
            }
        });
        closeHard(client);
        closeHard(server);
    }

    /** Closes with RST instead of FIN. What was written and not sent yet is lost. */
    static void closeHard(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        closeSoft(socket);
    }

    private static void closeSoft(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    // ---- carrying bytes

    /**
     * Contacts the server and carries what the client sends, until that ends.
     *
     * @param starter runs a task, which is given a name, on another thread
     */
    void serve(BiConsumer<String, Runnable> starter) {
        try {
            client.setTcpNoDelay(true);
            wire.await(() -> !isSilent || isEnded);
            wire.pause(wire::startNanos, () -> isServerGone || isEnded);
            wire.await(() -> !isSilent || isEnded);
            if (!isServerGone()) {
                contact(starter);
            }
            carryRequests();
        } catch (IOException e) { // the client has reset the connection, or the server cannot be reached
            awaitSound();
            end();
        }
    }

    private void contact(BiConsumer<String, Runnable> starter) throws IOException {
        try {
            server.connect(target);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            if (isServerGone()) {
                return; // dropped while the connect went on
            }
            throw e; // the client is reset, as one is by a server that has just died
        }
        starter.accept("answers", this::answer);
    }

    private void carryRequests() throws IOException {
        byte[] piece = new byte[PIECE];
        InputStream in = client.getInputStream();
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
            admit(length, false);
            if (!isServerGone()) {
                send(piece, length);
            }
        }
        admit(0, false);
        if (isServerGone()) {
            end();
        } else {
            endDirection(server);
        }
    }

    private void send(byte[] piece, int length) throws IOException {
        try {
            server.getOutputStream().write(piece, 0, length);
        } catch (IOException e) {
            if (!isServerGone()) {
                throw e;
            }
        }
    }

    private void answer() {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                int allowed = admit(length, true);
                out.write(piece, 0, allowed);
                if (allowed < length || isUsedUp()) {
                    finish();
                    return;
                }
            }
            admit(0, true);
            endDirection(client);
        } catch (IOException e) { // the server has reset the connection, or it was dropped
            awaitSound();
            if (!isServerGone()) {
                end();
            }
        }
    }

    /** The other side hears nothing, no reset either, while the link is silent. */
    private void awaitSound() {
        try {
            wire.await(() -> !isSilent || isEnded || isServerGone);
        } catch (IOException e) {
            // then now
        }
    }

    /** Passes the end of the stream on; the second one ends the link. */
    private void endDirection(Socket receiver) throws IOException {
        receiver.shutdownOutput();
        boolean[] isLast = new boolean[1];
        wire.change(() -> {
            directions--;
            isLast[0] = directions == 0 && !isEnded;
            if (isLast[0]) {
                isEnded = true;
                onEnd.accept(this);
            }
        });
        if (isLast[0]) {
            closeSoft(client);
            closeSoft(server);
        }
    }

    /** Waits until a piece may pass, and says how much of it. */
    private int admit(int length, boolean isAnswer) throws IOException {
        if (isAnswer) {
            wire.pause(wire::latencyNanos, () -> isServerGone || isEnded);
        }
        wire.pause(() -> wire.nanosFor(length), () -> isServerGone || isEnded);
        wire.await(() -> !isSilent || isServerGone || isEnded);
        wire.lock.lock();
        try {
            if (isEnded || (isAnswer && isServerGone)) {
                throw new SocketException("ended by the proxy");
            }
            if (!isAnswer || allowance == Wire.UNLIMITED) {
                return length;
            }
            int allowed = (int) Math.min(length, allowance);
            allowance -= allowed;
            return allowed;
        } finally {
            wire.lock.unlock();
        }
    }

    private boolean isUsedUp() {
        wire.lock.lock();
        try {
            return allowance == 0;
        } finally {
            wire.lock.unlock();
        }
    }

    private boolean isServerGone() {
        wire.lock.lock();
        try {
            return isServerGone;
        } finally {
            wire.lock.unlock();
        }
    }
}
