package dev.rockpool;

import dev.rockpool.PoolStats.Counts;
import dev.rockpool.PoolStats.Gauges;
import dev.rockpool.PoolStats.Latencies;
import dev.rockpool.PoolStats.Peaks;
import java.time.Instant;
import java.util.Map;

/** Made-up statistics. */
public final class Snapshots {

    static final Gauges NO_GAUGES = new Gauges(0, 0, 0, 0, 0, 10, 0);
    static final Peaks NO_PEAKS = new Peaks(0, 0, 0, 0);
    static final Counts NO_COUNTS = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), 0, 0, 0, 0);
    static final Latencies NO_LATENCIES = new Latencies(
            LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE);

    private Snapshots() {}

    /** A pool at which nothing has happened. */
    public static PoolStats empty(String name) {
        return of(name, NO_GAUGES, NO_COUNTS);
    }

    static PoolStats of(String name, Gauges gauges, Counts counts) {
        return new PoolStats(name, Instant.EPOCH, Instant.EPOCH, gauges, NO_PEAKS, counts, NO_LATENCIES);
    }
}
