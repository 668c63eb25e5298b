package dev.rockpool.examples.guide;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * The object of the guide: it holds memory outside the heap, is slow to make next to what it does for a short message, and
 * has to be let go of. Not thread-safe; a pool gives it to one user at a time.
 */
public final class Compressor implements AutoCloseable {

    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    private final byte[] chunk = new byte[4_096];
    private boolean clean = true;

    /**
     * Compresses a message.
     *
     * @param message the bytes
     * @return the same in the form of zlib
     */
    public byte[] compress(byte[] message) {
        clean = false;
        deflater.setInput(message);
        deflater.finish();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        while (!deflater.finished()) {
            compressed.write(chunk, 0, deflater.deflate(chunk));
        }
        return compressed.toByteArray();
    }

    /** Forgets the last message. */
    public void reset() {
        deflater.reset();
        clean = true;
    }

    /**
     * Was it reset after its last message?
     *
     * @return whether it is ready for the next one
     */
    public boolean isClean() {
        return clean;
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        deflater.end();
    }
}
