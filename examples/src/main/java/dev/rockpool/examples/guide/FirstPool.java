package dev.rockpool.examples.guide;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import org.jspecify.annotations.Nullable;

/** Making a pool, and the three ways of using one without a future. */
public final class FirstPool {

    private FirstPool() {}

    /**
     * Makes a pool.
     *
     * @return up to eight compressors
     */
    public static Pool<Compressor> open() {
        // @start region="open"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .name("compressors") // shows in messages, statistics and thread names
                .maxSize(8) // never more than eight alive, those being created included
                .onReset(Compressor::reset) // when one comes back, before anyone else can have it
                .build();
        // @end
        return compressors;
    }

    /**
     * Works with an object for as long as one method takes.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return the compressed message
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static byte[] use(Pool<Compressor> compressors, byte[] message) throws InterruptedException {
        // @start region="use"
        byte[] compressed = compressors.use(compressor -> compressor.compress(message));
        // @end
        return compressed;
    }

    /**
     * Works with an object for as long as a block takes.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return the compressed message
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static byte[] lease(Pool<Compressor> compressors, byte[] message) throws InterruptedException {
        // @start region="lease"
        try (Lease<Compressor> lease = compressors.acquire()) {
            return lease.get().compress(message);
        }
        // @end
    }

    /**
     * Works with an object only if one is idle.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return the compressed message, or the message itself
     */
    public static byte[] ifIdle(Pool<Compressor> compressors, byte[] message) {
        // @start region="try"
        try (@Nullable Lease<Compressor> lease = compressors.tryAcquire()) {
            return lease == null ? message : lease.get().compress(message);
        }
        // @end
    }
}
