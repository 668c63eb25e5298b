package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The end of a pool. */
public final class ShutdownSamples {

    private static final System.Logger LOG = System.getLogger(ShutdownSamples.class.getName());

    private ShutdownSamples() {}

    /**
     * Closes the pool with the block that uses it.
     *
     * @param message what to compress
     * @return the compressed message
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static byte[] withABlock(byte[] message) throws InterruptedException {
        // @start region="block"
        try (Pool<Compressor> compressors = Pool.builder(Compressor::new).build()) {
            return compressors.use(compressor -> compressor.compress(message));
        }
        // @end
    }

    /**
     * Closes the pool and says what was left behind.
     *
     * @param compressors the pool
     * @return how it ended
     */
    public static ShutdownReport withAReport(Pool<Compressor> compressors) {
        // @start region="report"
        CompletableFuture<ShutdownReport> shutdown = compressors.control().shutdown(Duration.ofSeconds(10));
        ShutdownReport report = shutdown.join(); // done after ten seconds at the latest, never exceptionally
        if (!report.isClean()) {
            LOG.log(System.Logger.Level.WARNING, "leases that are still out: {0}", report.abandonedLeases());
        }
        // @end
        return report;
    }
}
