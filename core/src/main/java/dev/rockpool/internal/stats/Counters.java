package dev.rockpool.internal.stats;

import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats.Counts;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A number for each {@link Counter}, and for each cause to destroy an object. Safe for use by many threads, without a lock.
 * All of it is off the fast path, so one array is enough, and small: a keyed pool has one for each key, and one for all.
 */
@SuppressWarnings("EnumOrdinal") // as an index into an array that lives no longer than the enums
public final class Counters {

    private static final Counter[] EVENTS = Counter.values();
    private static final DestroyCause[] CAUSES = DestroyCause.values();

    /** Nothing has been counted yet. */
    public static final Counts NONE = new Counters().totals(0, 0, 0);

    private final AtomicLongArray counts = new AtomicLongArray(EVENTS.length + CAUSES.length); // events, then causes
    private final @Nullable Counters total;

    /** All zero. */
    public Counters() {
        this(null);
    }

    /** All zero; what is counted here is counted there, too. */
    public Counters(@Nullable Counters total) {
        this.total = total;
    }

    /** Counts one. Never fails: it is called between two steps that belong together. */
    void increment(Counter counter) {
        increment(counter.ordinal());
    }

    /** Counts one destroyed object. */
    void destroyed(DestroyCause cause) {
        increment(EVENTS.length + cause.ordinal());
    }

    private void increment(int index) {
        counts.getAndIncrement(index);
        if (total != null) {
            total.counts.getAndIncrement(index);
        }
    }

    /** {@return how many objects have been destroyed so far} */
    public long destroyed() {
        long sum = 0;
        for (int i = EVENTS.length; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /** {@return how many so far} */
    public long sum(Counter counter) {
        return counts.get(counter.ordinal());
    }

    /**
     * {@return all counts since the pool was built}
     *
     * @param misses {@link Counter#MISS}, read before {@code acquired} was, so that hits never are negative
     */
    public Counts totals(long acquired, long released, long misses) {
        Map<DestroyCause, Long> causes = new EnumMap<>(DestroyCause.class);
        for (DestroyCause cause : CAUSES) {
            causes.put(cause, counts.get(EVENTS.length + cause.ordinal()));
        }
        return Counter.counts(acquired, released, causes, new Sums(this, misses));
    }

    /** {@return what was counted between two totals} */
    public static Counts since(Counts base, Counts now) {
        Map<DestroyCause, Long> causes = new EnumMap<>(DestroyCause.class);
        for (Map.Entry<DestroyCause, Long> each : now.destroyed().entrySet()) {
            causes.put(each.getKey(), each.getValue() - base.destroyed().getOrDefault(each.getKey(), 0L));
        }
        return Counter.counts(
                now.acquired() - base.acquired(), now.released() - base.released(), causes, new Since(base, now));
    }

    private record Since(Counts base, Counts now) implements ToLongFunction<Counter> {
        @Override
        public long applyAsLong(Counter counter) {
            return counter.in(now) - counter.in(base);
        }
    }

    private record Sums(Counters counters, long misses) implements ToLongFunction<Counter> {
        @Override
        public long applyAsLong(Counter counter) {
            return counter == Counter.MISS ? misses : counters.sum(counter);
        }
    }
}
