package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How many objects. */
public final class SizingSamples {

    private SizingSamples() {}

    // @start region="little"
    /** Little's law: how many objects are in use on average. */
    static double inUse(double acquiresPerSecond, Duration hold) {
        return acquiresPerSecond * hold.toNanos() / 1e9; // L = λ · W
    }

    /** The same from what a pool has measured since its statistics were last reset. */
    static double inUse(PoolStats stats) {
        double seconds = Duration.between(stats.lastReset(), stats.takenAt()).toNanos() / 1e9;
        return seconds == 0 ? 0 : inUse(stats.acquired() / seconds, stats.hold().mean());
    }
    // @end

    /**
     * Makes room when the pool says that there is too little.
     *
     * @param pool the pool
     * @return whether it was too small
     */
    public static boolean growIfTooSmall(Pool<?> pool) {
        // @start region="too-small"
        Explanation explanation = pool.control().explain();
        boolean tooSmall = explanation.cause() == Explanation.Cause.POOL_TOO_SMALL;
        if (tooSmall) {
            pool.control().resize(pool.config().maxSize() + 2); // at once, without a restart
        }
        // @end
        return tooSmall;
    }

    /**
     * Makes objects before they are needed.
     *
     * @return how many are alive then
     */
    public static int ready() {
        // @start region="ready"
        Pool<Compressor> compressors =
                Pool.builder(Compressor::new).maxSize(8).minIdle(2).build();

        CompletableFuture<Integer> alive = compressors.control().warmUp(8); // before the first request, if you like
        // @end
        int count = alive.join();
        compressors.close();
        return count;
    }
}
