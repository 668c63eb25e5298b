package dev.rockpool.contract;

import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The counters of a {@link LockedPool}; under its lock. */
final class LockedCounts {

    private static final RecordComponent[] COMPONENTS = PoolStats.Counts.class.getRecordComponents();
    private static final Constructor<PoolStats.Counts> CONSTRUCTOR = constructor();

    private static Constructor<PoolStats.Counts> constructor() {
        Class<?>[] types = Stream.of(COMPONENTS).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return PoolStats.Counts.class.getConstructor(types);
        } catch (NoSuchMethodException impossible) {
            throw new LinkageError("the counts of a snapshot", impossible);
        }
    }

    /** Collects durations; percentiles are exact, and memory is no object. */
    static final class Latency {
        private final boolean keeps;
        private final List<Long> nanos = new ArrayList<>();

        Latency(boolean keeps) {
            this.keeps = keeps;
        }

        void add(long took) {
            if (keeps) {
                nanos.add(took);
            }
        }

        LatencySummary summary() {
            if (nanos.isEmpty()) {
                return LatencySummary.NONE;
            }
            List<Long> sorted = new ArrayList<>(nanos);
            Collections.sort(sorted);
            Duration total = Duration.ZERO;
            for (long one : sorted) {
                total = total.plusNanos(one);
            }
            return new LatencySummary(
                    sorted.size(),
                    total,
                    total.dividedBy(sorted.size()),
                    at(sorted, 0.5),
                    at(sorted, 0.9),
                    at(sorted, 0.99),
                    at(sorted, 0.999),
                    at(sorted, 1.0));
        }

        private static Duration at(List<Long> sorted, double part) {
            int index = (int) Math.ceil(part * sorted.size()) - 1;
            return Duration.ofNanos(sorted.get(Math.max(0, index)));
        }
    }

    long acquired;
    long released;
    long misses;
    long waited;
    long timeouts;
    long rejected;
    long cancelled;
    long created;
    long createFailures;
    long detached;
    long resetFailures;
    long validationFailures;
    final Map<DestroyCause, Long> destroyed = new EnumMap<>(DestroyCause.class);
    final Latency waits;
    final Latency hold;
    final Latency create;
    final Latency reset;
    final Latency validate;

    int peakSize;
    int peakIdle;
    int peakLeased;
    int peakWaiting;

    LockedCounts(boolean histograms) {
        waits = new Latency(histograms);
        hold = new Latency(histograms);
        create = new Latency(histograms);
        reset = new Latency(histograms);
        validate = new Latency(histograms);
    }

    void destroyed(DestroyCause cause) {
        destroyed.merge(cause, 1L, Long::sum);
    }

    void peaks(int size, int idle, int leased, int waiting) {
        peakSize = Math.max(peakSize, size);
        peakIdle = Math.max(peakIdle, idle);
        peakLeased = Math.max(peakLeased, leased);
        peakWaiting = Math.max(peakWaiting, waiting);
    }

    PoolStats.Peaks peaks() {
        return new PoolStats.Peaks(peakSize, peakIdle, peakLeased, peakWaiting);
    }

    /** What is not counted here is zero, so that a counter of the engine's own changes nothing here. */
    PoolStats.Counts counts() {
        Map<String, Object> counted = Map.ofEntries(
                Map.entry("acquired", acquired),
                Map.entry("released", released),
                Map.entry("misses", misses),
                Map.entry("waited", waited),
                Map.entry("timeouts", timeouts),
                Map.entry("rejected", rejected),
                Map.entry("cancelled", cancelled),
                Map.entry("created", created),
                Map.entry("createFailures", createFailures),
                Map.entry("destroyed", destroyed),
                Map.entry("detached", detached),
                Map.entry("resetFailures", resetFailures),
                Map.entry("validationFailures", validationFailures));
        Object[] values = Stream.of(COMPONENTS)
                .map(each -> counted.getOrDefault(each.getName(), 0L))
                .toArray();
        try {
            return CONSTRUCTOR.newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("the counts of a snapshot", impossible);
        }
    }

    PoolStats.Latencies latencies() {
        return new PoolStats.Latencies(
                waits.summary(), hold.summary(), create.summary(), reset.summary(), validate.summary());
    }
}
