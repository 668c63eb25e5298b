package dev.rockpool.examples.origins;

import dev.rockpool.Pool;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reports a pool's statistics at an interval, under the names of document B (docs/origins.md). It reads what the pool counts
 * anyway, so an acquire pays nothing for it and never sees a reporter that fails.
 *
 * <p>The reporter of document B is called at each check-out and check-in. Here {@code pool.checkout} and {@code pool.checkin}
 * are incremented by what has happened since the last report, and {@code pool.checkout_time} is the mean wait of the
 * acquires that waited.
 */
public final class PoolReporting implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PoolReporting.class.getName());

    private final Pool<?> pool;
    private final MetricsReporter reporter;
    private final ScheduledExecutorService clock;
    private final ScheduledFuture<?> reports;
    private PoolStats last; // only the clock's one thread touches it

    /**
     * Begins to report.
     *
     * @param pool the pool
     * @param reporter where to
     * @param interval how often
     */
    public PoolReporting(Pool<?> pool, MetricsReporter reporter, Duration interval) {
        this.pool = pool;
        this.reporter = reporter;
        this.last = pool.stats();
        this.clock = Executors.newSingleThreadScheduledExecutor(PoolReporting::daemon);
        this.reports =
                clock.scheduleAtFixedRate(this::report, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "pool-reporting");
        thread.setDaemon(true);
        return thread;
    }

    private void report() {
        try {
            PoolStats now = pool.stats();
            reporter.increment("pool.checkout", now.acquired() - last.acquired());
            reporter.increment("pool.checkin", now.released() - last.released());
            reporter.timing("pool.checkout_time", seconds(now.waits().mean()));
            reporter.gauge("pool.size", now.size());
            reporter.gauge("pool.available", now.idle());
            reporter.gauge("pool.in_use", now.leased());
            reporter.gauge("pool.utilization", now.utilization());
            reporter.gauge("pool.average_wait_time", seconds(now.averageWait()));
            last = now;
        } catch (RuntimeException e) { // one bad report must not end all later ones
            LOG.log(
                    System.Logger.Level.WARNING,
                    "no report of pool \"" + pool.config().name() + "\"",
                    e);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    @Override
    public void close() {
        reports.cancel(false);
        clock.shutdown();
    }
}
