package dev.rockpool.examples.gameserver;

import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.examples.gameserver.fault.Tuning;
import dev.rockpool.jdbc.RockpoolDataSource;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats;
import java.io.PrintWriter;
import java.sql.Connection;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Connections that live for a second: how they are renewed while all the players go on. Used by one thread. */
final class Ageing {

    /** What the columns are. */
    static final String LEGEND =
            "connections: leased/idle, and so far: made, expired, idle for too long, failed a health check;"
                    + " waits so far, and within what time 99.9 % of them ended";

    /** Connections must have the time to grow old. */
    static final int LEAST_SECONDS = 3;

    private static final Duration MAX_LIFETIME = Duration.ofSeconds(1);
    private static final double JITTER = 0.5;
    private static final Duration MAX_IDLE_TIME = Duration.ofMillis(500);
    private static final Duration HEALTH_CHECK_INTERVAL = Duration.ofMillis(250);
    private static final int MIN_IDLE = 2;
    private static final int VALIDATION_SECONDS = 1;
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Pool<Connection> pool;
    private final long begin = System.nanoTime();
    private long lastTime = begin;
    private long lastMessages;

    Ageing(Pool<Connection> pool) {
        this.pool = pool;
    }

    /** Everything that can happen to a connection by its age happens many times in a few seconds. */
    static Tuning tuning() {
        return new Tuning() {
            @Override
            public void tune(PoolBuilder<Connection> pool) {
                pool.minIdle(MIN_IDLE)
                        .maxLifetime(MAX_LIFETIME)
                        .lifetimeJitter(JITTER)
                        .maxIdleTime(MAX_IDLE_TIME)
                        .healthWith(connection -> connection.isValid(VALIDATION_SECONDS))
                        .healthCheckInterval(HEALTH_CHECK_INTERVAL);
            }

            @Override
            public void tune(RockpoolDataSource dataSource) {
                dataSource.setMinIdle(MIN_IDLE);
                dataSource.setMaxLifetime(MAX_LIFETIME);
                dataSource.setLifetimeJitter(JITTER);
                dataSource.setMaxIdleTime(MAX_IDLE_TIME);
                dataSource.setHealthCheckInterval(HEALTH_CHECK_INTERVAL);
            }
        };
    }

    /** The present. {@code messages} is how many have been received since the beginning. */
    String next(long messages) {
        long now = System.nanoTime();
        double rate = (messages - lastMessages) * SECOND / (now - lastTime);
        lastTime = now;
        lastMessages = messages;
        PoolStats stats = pool.stats();
        return String.format(
                Locale.ROOT,
                "%3.0f s  %,7.0f msg/s | connections %d/%d, %,d made, %,d expired, %,d idle, %,d unhealthy | waits %,d, %s",
                (now - begin) / SECOND,
                rate,
                stats.leased(),
                stats.idle(),
                stats.created(),
                stats.destroyed(DestroyCause.EXPIRED),
                stats.destroyed(DestroyCause.IDLE),
                stats.destroyed(DestroyCause.UNHEALTHY),
                stats.waited(),
                Words.time(stats.waits().p999()));
    }

    /** What came of it. Returns whether connections were renewed, and no caller had to do without one for it. */
    boolean report(PrintWriter out) {
        PoolStats stats = pool.stats();
        LatencySummary waits = stats.waits();
        Explanation explanation = pool.control().explain();
        long expired = stats.destroyed(DestroyCause.EXPIRED);
        out.println();
        out.printf(
                Locale.ROOT,
                "ageing: connections lived for %s to %s; %,d were made, %,d expired, and at most %d were alive at once%n",
                Words.time(Duration.ofNanos((long) (MAX_LIFETIME.toNanos() * (1 - JITTER)))),
                Words.time(MAX_LIFETIME),
                stats.created(),
                expired,
                stats.peakSize());
        out.printf(
                Locale.ROOT,
                "  %,d acquires, %,d of them waited: half for less than %s, 99.9 %% for less than %s, the longest for %s;"
                        + " %,d timed out%n",
                stats.acquired(),
                stats.waited(),
                Words.time(waits.p50()),
                Words.time(waits.p999()),
                Words.time(waits.max()),
                stats.timeouts());
        out.println("  verdict: " + explanation.cause() + ", "
                + explanation.verdict().summary());
        return expired > 0 && stats.timeouts() == 0;
    }
}
