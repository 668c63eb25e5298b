package dev.rockpool.examples.gameserver;

import dev.rockpool.Pool;
import dev.rockpool.monitor.PoolStats;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One line a second while the demo runs. Used by one thread. */
final class StatusLine {

    /** What the columns are. */
    static final String LEGEND = "each pool: hit rate, leased/idle, waits so far";

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<Pool<?>> pools;
    private final long begin = System.nanoTime();
    private long lastTime = begin;
    private long lastMessages;

    StatusLine(List<Pool<?>> pools) {
        this.pools = pools;
    }

    /** The present. {@code messages} is how many have been received since the beginning. */
    String next(long messages) {
        long now = System.nanoTime();
        double rate = (messages - lastMessages) * SECOND / (now - lastTime);
        lastTime = now;
        lastMessages = messages;
        StringBuilder line = new StringBuilder();
        line.append(String.format(Locale.ROOT, "%3.0f s  %,7.0f msg/s", (now - begin) / SECOND, rate));
        for (Pool<?> pool : pools) {
            PoolStats stats = pool.stats();
            line.append(" | ").append(stats.name());
            line.append(String.format(
                    Locale.ROOT,
                    " %.2f %% %d/%d %,d",
                    100 * stats.hitRate(),
                    stats.leased(),
                    stats.idle(),
                    stats.waited()));
        }
        return line.toString();
    }
}
