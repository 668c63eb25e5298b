package dev.rockpool.examples.migration;

import dev.rockpool.Pool;
import dev.rockpool.examples.guide.Compressor;
import java.time.Duration;

/** Coming from Stormpot. */
public final class FromStormpot {

    private FromStormpot() {}

    /**
     * A pool, full.
     *
     * @return the pool
     */
    public static Pool<Compressor> open() {
        // @start region="open"
        Pool<Compressor> compressors = Pool.builder(Compressor::new) // no Poolable, no Slot, no Allocator
                .maxSize(8)
                .onReset(Compressor::reset)
                .build();
        compressors.control().warmUp(8).join(); // Stormpot fills a pool by itself, in the background
        // @end
        return compressors;
    }

    /**
     * Uses an object.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return the compressed message
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static byte[] use(Pool<Compressor> compressors, byte[] message) throws InterruptedException {
        // @start region="use"
        return compressors.use(Duration.ofSeconds(2), compressor -> compressor.compress(message));
        // @end
    }
}
