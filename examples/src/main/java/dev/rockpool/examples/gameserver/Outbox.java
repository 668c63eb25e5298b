package dev.rockpool.examples.gameserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What goes out on a non-blocking channel, line after line, from any thread. What the socket does not take at once is
 * copied, so that the pooled buffer it was encoded in can go back to its pool at once, however slowly the other side
 * reads.
 */
final class Outbox {

    /** Who is so far behind does not read at all. */
    private static final int MOST_BEHIND = 1 << 20;

    private final WritableByteChannel channel;
    private final ReentrantLock lock =
            new ReentrantLock(); // guards backlog and the order of writes; never waits for the net
    private ByteBuffer backlog = ByteBuffer.allocate(0); // under lock; ready to be read from

    Outbox(WritableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Writes the line, or keeps what the socket does not take.
     *
     * @return whether everything is out; if not, call {@link #flush()} when the channel is writable
     */
    boolean send(ByteBuffer line) throws IOException {
        lock.lock();
        try {
            if (!backlog.hasRemaining()) {
                channel.write(line);
            }
            if (line.hasRemaining()) {
                keep(line);
            }
            return !backlog.hasRemaining();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was kept. Returns whether everything is out. */
    boolean flush() throws IOException {
        lock.lock();
        try {
            channel.write(backlog);
            return !backlog.hasRemaining();
        } finally {
            lock.unlock();
        }
    }

    private void keep(ByteBuffer line) throws IOException {
        int behind = backlog.remaining() + line.remaining();
        if (behind > MOST_BEHIND) {
            throw new IOException("the other side has not read its last " + MOST_BEHIND + " bytes");
        }
        // Rare and small, so a copy each time is cheaper than clever growth is complicated.
        backlog = ByteBuffer.allocate(behind).put(backlog).put(line).flip();
    }
}
