package dev.rockpool.internal.stats;

import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats.Latencies;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One histogram for each thing that is timed, or none at all. Safe for use by many threads. */
public final class LatencyRecorder {

    /** What is timed. */
    public enum Timed {
        /** An acquire that waited. */
        WAIT,
        /** A lease. */
        HOLD,
        /** A creation that succeeded. */
        CREATE,
        /** A reset. */
        RESET,
        /** A validation. */
        VALIDATE
    }

    private volatile @Nullable Map<Timed, Histogram> histograms; // replaced as a whole by reset(); null when off
    private volatile @Nullable Map<Timed, Histogram> before; // the last reset; null when there was none

    /** Records, or not. */
    public LatencyRecorder(boolean on) {
        histograms = on ? fresh() : null;
    }

    private static Map<Timed, Histogram> fresh() {
        Map<Timed, Histogram> fresh = new EnumMap<>(Timed.class); // filled here, then read only
        for (Timed timed : Timed.values()) {
            fresh.put(timed, new Histogram());
        }
        return fresh;
    }

    /** Whether anything is recorded. */
    public boolean isOn() {
        return histograms != null;
    }

    /** Begins to record, or stops and forgets; does nothing if it is so already. */
    public void turn(boolean on) {
        if (on != isOn()) {
            histograms = on ? fresh() : null;
            before = null;
        }
    }

    /** Records one duration. */
    public void record(Timed timed, long nanos) {
        Histogram histogram = of(histograms, timed);
        if (histogram != null) {
            try {
                histogram.record(nanos);
            } catch (OutOfMemoryError | LinkageError noMemory) { // for the array, or to prepare its class
                // one duration less; whoever records has more to do than that
            }
        }
    }

    /** Starts anew. */
    public void reset() {
        Map<Timed, Histogram> ended = histograms;
        if (ended != null) {
            before = ended;
            histograms = fresh();
        }
    }

    /** How long something takes, as far as is known: since the last reset, or else in the period before it. */
    public LatencySummary usual(Timed timed) {
        LatencySummary present = summary(histograms, timed);
        return present.count() > 0 ? present : summary(before, timed);
    }

    /** What has been recorded since the last reset. */
    public Latencies summaries() {
        Map<Timed, Histogram> current = histograms;
        return new Latencies(
                summary(current, Timed.WAIT),
                summary(current, Timed.HOLD),
                summary(current, Timed.CREATE),
                summary(current, Timed.RESET),
                summary(current, Timed.VALIDATE));
    }

    private static LatencySummary summary(@Nullable Map<Timed, Histogram> histograms, Timed timed) {
        Histogram histogram = of(histograms, timed);
        return histogram == null ? LatencySummary.NONE : histogram.summary();
    }

    private static @Nullable Histogram of(@Nullable Map<Timed, Histogram> histograms, Timed timed) {
        return histograms == null ? null : histograms.get(timed);
    }
}
