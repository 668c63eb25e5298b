package dev.rockpool.memory;

import dev.rockpool.Action;
import dev.rockpool.PoolBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** How memory is made clean, and with zeros where that is asked for. */
final class Scrub {

    private static final byte[] ZEROS = new byte[8_192]; // never written

    private final boolean zeroes;

    Scrub(boolean zeroes) {
        this.zeroes = zeroes;
    }

    /**
     * Has objects cleaned when they come back. What is let go of without having been cleaned, such as an object that was
     * invalidated, is cleaned then, if zeros are asked for.
     */
    <T> PoolBuilder<T> cleaning(PoolBuilder<T> builder, Action<T, RuntimeException> clean) {
        builder.onReset(clean);
        return zeroes ? builder.onDestroy(clean) : builder;
    }

    /** The same for objects that need no cleaning unless zeros are asked for. */
    <T> PoolBuilder<T> zeroing(PoolBuilder<T> builder, Action<T, RuntimeException> zero) {
        return zeroes ? cleaning(builder, zero) : builder;
    }

    void array(byte[] array) {
        Arrays.fill(array, (byte) 0);
    }

    void buffer(ByteBuffer buffer) {
        buffer.clear().order(ByteOrder.BIG_ENDIAN);
        if (!zeroes) {
            return;
        }
        for (int at = 0; at < buffer.capacity(); at += ZEROS.length) {
            buffer.put(at, ZEROS, 0, Math.min(ZEROS.length, buffer.capacity() - at));
        }
    }

    void builder(StringBuilder builder) {
        builder.setLength(0);
        if (zeroes) {
            builder.setLength(builder.capacity()); // writes a zero character to each place
            builder.setLength(0);
        }
    }
}
