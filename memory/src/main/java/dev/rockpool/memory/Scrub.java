package dev.rockpool.memory;

import dev.rockpool.Action;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.internal.lifecycle.OrderlyLifecycle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How memory is made clean, and with zeros where that is asked for. */
final class Scrub {

    private static final byte[] ZEROS = new byte[8_192]; // never written

    private final boolean zeroes;

    /**
     * How objects of a kind are made clean.
     *
     * @param lifecycle adds what is done when they are leased to how they are made
     * @param onReturn what is done when they come back
     * @param zero the same when they are let go of without having come back, such as one that was invalidated; null if zeros
     *     are not asked for
     */
    record Cleaning<T>(
            UnaryOperator<Lifecycle<T>> lifecycle,
            @Nullable Action<T, RuntimeException> onReturn,
            @Nullable Action<T, RuntimeException> zero) {

        PoolBuilder<T> builder(Lifecycle<T> made) {
            PoolBuilder<T> builder = Pool.builder(lifecycle.apply(made));
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

    /**
     * What a buffer says of itself is put right when it is leased: that costs no step of its own. Zeros are written when it
     * comes back.
     */
    Cleaning<ByteBuffer> buffers() {
        return zeroes ? cleaning(Scrub::zero) : new Cleaning<>(Buffers::new, null, null);
    }

    /** Buffers, however they are made. */
    private record Buffers(Lifecycle<ByteBuffer> made) implements OrderlyLifecycle<ByteBuffer> {

        @Override
        public ByteBuffer create() throws Exception {
            return made.create();
        }

        @Override
        public void putInOrder(ByteBuffer buffer) {
            buffer.clear().order(ByteOrder.BIG_ENDIAN);
        }
    }

    Cleaning<StringBuilder> builders() {
        return cleaning(this::builder);
    }

    /** Arrays need no cleaning unless zeros are asked for. */
    Cleaning<byte[]> arrays() {
        return zeroes
                ? cleaning(array -> Arrays.fill(array, (byte) 0))
                : new Cleaning<>(UnaryOperator.identity(), null, null);
    }

    private <T> Cleaning<T> cleaning(Action<T, RuntimeException> clean) {
        return new Cleaning<>(UnaryOperator.identity(), clean, zeroes ? clean : null);
    }

    private static void zero(ByteBuffer buffer) {
        buffer.clear().order(ByteOrder.BIG_ENDIAN);
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
