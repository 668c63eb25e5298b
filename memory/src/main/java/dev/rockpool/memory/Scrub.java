package dev.rockpool.memory;

import dev.rockpool.Action;
import dev.rockpool.PoolBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How memory is made clean, and with zeros where that is asked for. */
final class Scrub {

    private static final byte[] ZEROS = new byte[8_192]; // never written

    private final boolean zeroes;

    /**
     * What is done with objects of a kind when they come back.
     *
     * @param onReturn always
     * @param zero also when they are let go of without having come back, such as one that was invalidated; null if zeros are
     *     not asked for
     */
    record Cleaning<T>(
            @Nullable Action<T, RuntimeException> onReturn,
            @Nullable Action<T, RuntimeException> zero) {

        PoolBuilder<T> apply(PoolBuilder<T> builder) {
            if (onReturn != null) {
                builder.onReset(onReturn);
            }
            return zero == null ? builder : builder.onDestroy(zero);
        }

        /** An object that no pool keeps comes back. */
        void letGo(T object) {
            if (zero != null) {
                zero.with(object);
            }
        }
    }

    Scrub(boolean zeroes) {
        this.zeroes = zeroes;
    }

    Cleaning<ByteBuffer> buffers() {
        return cleaning(this::buffer);
    }

    Cleaning<StringBuilder> builders() {
        return cleaning(this::builder);
    }

    /** Arrays need no cleaning unless zeros are asked for. */
    Cleaning<byte[]> arrays() {
        return zeroes ? cleaning(array -> Arrays.fill(array, (byte) 0)) : new Cleaning<>(null, null);
    }

    private <T> Cleaning<T> cleaning(Action<T, RuntimeException> clean) {
        return new Cleaning<>(clean, zeroes ? clean : null);
    }

    private void buffer(ByteBuffer buffer) {
        buffer.clear().order(ByteOrder.BIG_ENDIAN);
        if (!zeroes) {
            return;
        }
        for (int at = 0; at < buffer.capacity(); at += ZEROS.length) {
            buffer.put(at, ZEROS, 0, Math.min(ZEROS.length, buffer.capacity() - at));
        }
    }

    private void builder(StringBuilder builder) {
        builder.setLength(0);
        if (zeroes) {
            builder.setLength(builder.capacity()); // writes a zero character to each place
            builder.setLength(0);
        }
    }
}
