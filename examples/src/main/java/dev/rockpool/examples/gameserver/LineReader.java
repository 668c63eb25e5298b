package dev.rockpool.examples.gameserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives on a channel into lines. The buffer is borrowed for one read and the lines that came with it: what
 * is left of an unfinished line is copied out, so that a connection on which nothing happens holds no pooled buffer.
 * Used by one thread at a time.
 *
 * <pre>{@code
 * if (lines.read(channel, buffer)) {
 *     for (ByteBuffer line = lines.next(buffer); line != null; line = lines.next(buffer)) {
 *         handle(line);
 *     }
 * }
 * }</pre>
 */
final class LineReader {

    private static final byte[] NOTHING = {};

    private byte[] unfinished = NOTHING;

    /**
     * Reads once; then ask for the lines.
     *
     * @param buffer its capacity bounds the length of a line
     * @return false at the end of the stream
     */
    boolean read(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear().put(unfinished);
        boolean open = channel.read(buffer) >= 0;
        buffer.flip();
        return open;
    }

    /**
     * The next whole line of what was read.
     *
     * @return the line without its end, a view of the buffer; null when there is no other
     * @throws BadLineException if an unfinished line fills the whole buffer
     */
    @Nullable
    ByteBuffer next(ByteBuffer buffer) throws BadLineException {
        int start = buffer.position();
        for (int i = start; i < buffer.limit(); i++) {
            if (buffer.get(i) == '\n') {
                buffer.position(i + 1);
                return buffer.slice(start, i - start);
            }
        }
        if (buffer.remaining() == buffer.capacity()) {
            throw new BadLineException("a line must be shorter than " + buffer.capacity() + " bytes");
        }
        unfinished = buffer.hasRemaining() ? new byte[buffer.remaining()] : NOTHING;
        buffer.get(unfinished);
        return null;
    }
}
