package dev.rockpool.internal.stats;

import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats.Counts;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A number for each {@link Counter}, and for each cause to destroy an object. Safe for use by many threads, without a lock. */
public final class Counters {

    private final EnumMap<Counter, LongAdder> events =
            new EnumMap<>(Counter.class); // filled in the constructor, then read only
    private final EnumMap<DestroyCause, LongAdder> destroyed = new EnumMap<>(DestroyCause.class); // the same

    /** All zero. */
    public Counters() {
        for (Counter counter : Counter.values()) {
            events.put(counter, new LongAdder());
        }
        for (DestroyCause cause : DestroyCause.values()) {
            destroyed.put(cause, new LongAdder());
        }
    }

    /** Counts one. */
    void increment(Counter counter) {
        increment(adder(counter));
    }

    /** Counts one destroyed object. */
    void destroyed(DestroyCause cause) {
        LongAdder adder = destroyed.get(cause);
        if (adder != null) {
            increment(adder);
        }
    }

    /** Never fails: it is called between two steps that belong together. A count is lost rather than that. */
    private static void increment(LongAdder adder) {
        for (int attempts = 0; attempts < 8; attempts++) {
            try {
                adder.increment();
                return;
            } catch (OutOfMemoryError noMemory) {
                // for one more cell; the next attempt may need none
            }
        }
    }

    /** {@return how many objects have been destroyed so far} */
    public long destroyed() {
        return destroyed.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** {@return how many so far} */
    public long sum(Counter counter) {
        return adder(counter).sum();
    }

    private LongAdder adder(Counter counter) {
        LongAdder adder = events.get(counter);
        if (adder == null) {
            throw new IllegalStateException("not counted: " + counter.name());
        }
        return adder;
    }

    /**
     * {@return all counts since the pool was built}
     *
     * @param misses {@link Counter#MISS}, read before {@code acquired} was, so that hits never are negative
     */
    public Counts totals(long acquired, long released, long misses) {
        Map<DestroyCause, Long> causes = new EnumMap<>(DestroyCause.class);
        destroyed.forEach((cause, adder) -> causes.put(cause, adder.sum()));
        return Counter.counts(acquired, released, causes, counter -> counter == Counter.MISS ? misses : sum(counter));
    }

    /** {@return what was counted between two totals} */
    public static Counts since(Counts base, Counts now) {
        Map<DestroyCause, Long> causes = new EnumMap<>(DestroyCause.class);
        now.destroyed()
                .forEach(
                        (cause, sum) -> causes.put(cause, sum - base.destroyed().getOrDefault(cause, 0L)));
        return Counter.counts(
                now.acquired() - base.acquired(),
                now.released() - base.released(),
                causes,
                counter -> counter.in(now) - counter.in(base));
    }
}
