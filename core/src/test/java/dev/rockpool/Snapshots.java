package dev.rockpool;

import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.Explanation.Verdict;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.PoolStats.Counts;
import dev.rockpool.monitor.PoolStats.Gauges;
import dev.rockpool.monitor.PoolStats.Latencies;
import dev.rockpool.monitor.PoolStats.Peaks;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Made-up statistics. */
public final class Snapshots {

    static final Gauges NO_GAUGES = new Gauges(0, 0, 0, 0, 0, 10, 0);
    static final Peaks NO_PEAKS = new Peaks(0, 0, 0, 0);
    static final Counts NO_COUNTS = counts(Map.of());
    static final Latencies NO_LATENCIES = new Latencies(
            LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE);

    private Snapshots() {}

    /** A pool at which nothing has happened. */
    public static PoolStats empty(String name) {
        return of(name, NO_GAUGES, NO_COUNTS);
    }

    /** A pool in some state since the epoch. */
    public static PoolHealth health(PoolHealth.State state, PoolStats stats) {
        return new PoolHealth(state, Instant.EPOCH, "", null, null, null, 0, stats);
    }

    /** Somebody who has held a lease for some time. */
    public static Holder holder(String threadName, Duration held) {
        return new Holder(77, threadName, false, false, held, List.of(), List.of());
    }

    /** An explanation that names no cause. */
    public static Explanation explanation(PoolStats stats, Holder... holders) {
        return explanation(new Verdict(Cause.NONE, "nothing", ""), stats, holders);
    }

    static Explanation explanation(Verdict verdict, PoolStats stats, Holder... holders) {
        return new Explanation(
                verdict,
                health(PoolHealth.State.UP, stats),
                List.of(holders),
                List.of(),
                List.of(),
                List.of(),
                Pool.builder(Object::new).config());
    }

    /** Counts by name, zero but for these; so that one more counter changes no test. */
    public static Counts counts(Map<String, ?> known) {
        RecordComponent[] parts = Counts.class.getRecordComponents();
        Class<?>[] types = Stream.of(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Stream.of(parts)
                .map(part -> part.getType() == long.class
                        ? ((Number) value(known, part, 0L)).longValue()
                        : value(known, part, Map.of()))
                .toArray();
        try {
            return Counts.class.getConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("a record without its constructor", impossible);
        }
    }

    private static Object value(Map<String, ?> known, RecordComponent part, Object none) {
        Object value = known.get(part.getName());
        return value == null ? none : value;
    }

    static PoolStats of(String name, Gauges gauges, Counts counts) {
        return new PoolStats(name, Instant.EPOCH, Instant.EPOCH, gauges, NO_PEAKS, counts, NO_LATENCIES);
    }
}
