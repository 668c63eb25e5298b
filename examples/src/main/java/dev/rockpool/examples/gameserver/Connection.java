package dev.rockpool.examples.gameserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One player's connection on the server's side. Reading and the avatar belong to one worker at a time; sending is open
 * to all threads.
 */
final class Connection {

    private final SocketChannel channel;
    private final SelectionKey key;
    private final LineReader lines = new LineReader();
    private final Outbox outbox;
    private @Nullable Avatar avatar;

    Connection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
        this.outbox = new Outbox(channel);
    }

    /** Reads once into the buffer; then ask for the lines. Returns false when the player has hung up. */
    boolean read(ByteBuffer buffer) throws IOException {
        return lines.read(channel, buffer);
    }

    /** The next line of what was read; null when there is no other. */
    @Nullable
    ByteBuffer nextLine(ByteBuffer buffer) throws BadLineException {
        return lines.next(buffer);
    }

    /** Sends the rest of the buffer, now or when the socket takes it. */
    void send(ByteBuffer line) throws IOException {
        if (!outbox.send(line)) {
            listenFor(SelectionKey.OP_WRITE);
        }
    }

    /** Sends what the socket did not take before; called when it does again. */
    void flush() throws IOException {
        if (!outbox.flush()) {
            listenFor(SelectionKey.OP_WRITE);
        }
    }

    /** Wants to hear from the selector when the channel is ready for {@code operation}. */
    void listenFor(int operation) {
        if (key.isValid()) {
            key.interestOpsOr(operation);
            key.selector().wakeup();
        }
    }

    /** Who plays here; null before the join. */
    @Nullable
    Avatar avatar() {
        return avatar;
    }

    void avatar(@Nullable Avatar newAvatar) {
        avatar = newAvatar;
    }

    /** Hangs up. Closing a channel also ends its key. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
