package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** As many threads as there are messages, and a few objects for all of them. */
public final class VirtualThreadSamples {

    private VirtualThreadSamples() {}

    /**
     * Compresses all messages at once.
     *
     * @param executor on JDK 21 and later {@code Executors.newVirtualThreadPerTaskExecutor()}
     * @param compressors the pool
     * @param messages what to compress
     * @return how many bytes came out
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws ExecutionException if a message could not be compressed
     */
    public static long all(ExecutorService executor, Pool<Compressor> compressors, List<byte[]> messages)
            throws InterruptedException, ExecutionException {
        // @start region="virtual"
        // executor = Executors.newVirtualThreadPerTaskExecutor(), from JDK 21 on
        List<Callable<byte[]>> tasks = messages.stream()
                .map(message -> (Callable<byte[]>) () -> compressors.use(compressor -> compressor.compress(message)))
                .toList();
        long bytes = 0;
        for (Future<byte[]> compressed : executor.invokeAll(tasks)) {
            bytes += compressed.get().length;
        }
        // @end
        return bytes;
    }
}
