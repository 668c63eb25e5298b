package dev.rockpool.examples.migration;

import dev.rockpool.Pool;
import dev.rockpool.examples.guide.Compressor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Coming from reactor-pool. */
public final class FromReactorPool {

    private FromReactorPool() {}

    /**
     * A pool.
     *
     * @return the pool
     */
    public static Pool<Compressor> open() {
        // @start region="open"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .maxSize(8)
                .maxWaiters(1_000)
                .onReset(Compressor::reset)
                .validateWith(Compressor::isClean)
                .validateOnReturn(true)
                .build();
        // @end
        return compressors;
    }

    /**
     * Uses an object.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return completes with the compressed message
     */
    public static CompletableFuture<byte[]> use(Pool<Compressor> compressors, byte[] message) {
        // @start region="use"
        return compressors.useAsync(
                Duration.ofSeconds(2), compressor -> CompletableFuture.completedFuture(compressor.compress(message)));
        // @end
    }
}
