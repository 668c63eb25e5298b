package dev.rockpool.examples.guide;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.ValidateOnAcquire;
import java.time.Duration;

/** Where the steps of a lifecycle come from, and the other two ways to end a lease. */
public final class LifecycleSamples {

    private LifecycleSamples() {}

    /**
     * The steps in a class.
     *
     * @return a pool
     */
    public static Pool<Compressor> fromAClass() {
        // @start region="class"
        Pool<Compressor> compressors = Pool.builder(new CompressorLifecycle())
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(30)))
                .validateOnReturn(true)
                .build();
        // @end
        return compressors;
    }

    /**
     * The steps as functions.
     *
     * @return a pool
     */
    public static Pool<Compressor> fromFunctions() {
        // @start region="functions"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .onReset(Compressor::reset)
                .validateWith(Compressor::isClean)
                .validateOnReturn(true)
                .onDestroy(Compressor::close) // not needed here: an AutoCloseable is closed in any case
                .build();
        // @end
        return compressors;
    }

    /**
     * Compresses, and has the compressor replaced if that fails.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return the compressed message
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static byte[] invalidate(Pool<Compressor> compressors, byte[] message) throws InterruptedException {
        // @start region="invalidate"
        try (Lease<Compressor> lease = compressors.acquire()) {
            try {
                return lease.get().compress(message);
            } catch (RuntimeException e) {
                lease.invalidate(); // broken: destroyed, and its place is free; close() then does nothing
                throw e;
            }
        }
        // @end
    }

    /**
     * Takes a compressor out of the pool for good.
     *
     * @param compressors the pool
     * @return the caller's own
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Compressor detach(Pool<Compressor> compressors) throws InterruptedException {
        // @start region="detach"
        Compressor mine = compressors.acquire().detach(); // the pool forgets it; its place is free at once
        // @end
        return mine;
    }
}
