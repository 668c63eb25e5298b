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
        CompletableFuture<byte[]> compressed = compressors.acquireAsync().thenApply(lease -> {
            try (lease) { // whoever receives a lease closes it
                return lease.get().compress(message);
            }
        });
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

    /**
     * Bounds the wait by the tools of {@link CompletableFuture}; the pool's own timeout says more when it fires.
     *
     * @param compressors the pool
     * @return completes with a lease, or with a {@link java.util.concurrent.TimeoutException}
     */
    public static CompletableFuture<Lease<Compressor>> orTimeout(Pool<Compressor> compressors) {
        // @start region="or-timeout"
        CompletableFuture<Lease<Compressor>> acquire =
                compressors.acquireAsync().orTimeout(100, TimeUnit.MILLISECONDS);
        // @end
        return acquire;
    }
}
