package dev.rockpool.examples.guide;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Acquiring without a thread that waits. */
public final class AsyncSamples {

    private AsyncSamples() {}

    /**
     * Short work, on whatever thread has the object.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return completes with the compressed message
     */
    public static CompletableFuture<byte[]> shortWork(Pool<Compressor> compressors, byte[] message) {
        // @start region="short"
        CompletableFuture<byte[]> compressed =
                compressors.useAsync(compressor -> CompletableFuture.completedFuture(compressor.compress(message)));
        // @end
        return compressed;
    }

    /**
     * Work that goes on elsewhere, and the time that its result is waited for.
     *
     * @param compressors the pool
     * @param message what to compress
     * @param workers where it is done
     * @return completes with the compressed message, or with a {@link java.util.concurrent.TimeoutException}
     */
    public static CompletableFuture<byte[]> bounded(Pool<Compressor> compressors, byte[] message, Executor workers) {
        // @start region="bounded"
        CompletableFuture<byte[]> compressed = compressors
                .useAsync(compressor -> CompletableFuture.supplyAsync(() -> compressor.compress(message), workers))
                .orTimeout(100, TimeUnit.MILLISECONDS); // the object goes back when the work has ended, and not before
        // @end
        return compressed;
    }

    /**
     * Long work, on threads of its own.
     *
     * @param workers where it runs
     * @return a pool
     */
    public static Pool<Compressor> longWork(Executor workers) {
        // @start region="executor"
        Pool<Compressor> compressors =
                Pool.builder(Compressor::new).callbackExecutor(workers).build();
        // @end
        return compressors;
    }

    /**
     * Loses interest.
     *
     * @param compressors the pool
     * @return the acquire that nobody waits for any more
     */
    public static CompletableFuture<Lease<Compressor>> giveUp(Pool<Compressor> compressors) {
        // @start region="cancel"
        CompletableFuture<Lease<Compressor>> acquire = compressors.acquireAsync(Duration.ofSeconds(2));
        boolean cancelled = acquire.cancel(false); // what was meant for it goes to the next in the queue
        // @end
        if (!cancelled) {
            acquire.thenAccept(Lease::close).join();
        }
        return acquire;
    }
}
