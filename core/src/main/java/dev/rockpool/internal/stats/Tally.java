package dev.rockpool.internal.stats;

import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats.Counts;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens off the fast path. Leases are not counted here: the slots' generations are their count. Safe for
 * use by many threads, without a lock.
 */
public final class Tally {

    /** What is counted, destroys apart. */
    public enum Event {
        /** A lease was served by an object created for it. */
        MISS,
        /** A wait ended, with or without success. */
        WAITED,
        /** A deadline passed. */
        TIMEOUT,
        /** An acquire was refused. */
        REJECTED,
        /** An acquire was cancelled or interrupted. */
        CANCELLED,
        /** An object was created. */
        CREATED,
        /** An attempt to create failed. */
        CREATE_FAILED,
        /** An object was detached. */
        DETACHED,
        /** A reset failed. */
        RESET_FAILED,
        /** A validation failed. */
        VALIDATION_FAILED,
        /** A lease was lost. */
        LEAKED,
        /** A lease was out for too long. */
        HELD_TOO_LONG,
        /** A thread that held a lease acquired one more. */
        NESTED
    }

    private final EnumMap<Event, LongAdder> events =
            new EnumMap<>(Event.class); // filled in the constructor, then read only
    private final EnumMap<DestroyCause, LongAdder> destroyed = new EnumMap<>(DestroyCause.class); // the same

    /** All zero. */
    public Tally() {
        for (Event event : Event.values()) {
            events.put(event, new LongAdder());
        }
        for (DestroyCause cause : DestroyCause.values()) {
            destroyed.put(cause, new LongAdder());
        }
    }

    /** Counts one. */
    public void count(Event event) {
        increment(adder(event));
    }

    /** Counts one destroyed object. */
    public void destroyed(DestroyCause cause) {
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

    /** How many objects have been destroyed so far. */
    public long destroyed() {
        return destroyed.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** How many so far. */
    public long sum(Event event) {
        return adder(event).sum();
    }

    private LongAdder adder(Event event) {
        LongAdder adder = events.get(event);
        if (adder == null) {
            throw new IllegalStateException("not counted: " + event);
        }
        return adder;
    }

    /**
     * All counts since the pool was built.
     *
     * @param misses {@link Event#MISS}, read before {@code acquired} was, so that hits never are negative
     */
    public Counts totals(long acquired, long released, long misses) {
        Map<DestroyCause, Long> causes = new EnumMap<>(DestroyCause.class);
        destroyed.forEach((cause, adder) -> causes.put(cause, adder.sum()));
        return new Counts(
                acquired,
                released,
                misses,
                sum(Event.WAITED),
                sum(Event.TIMEOUT),
                sum(Event.REJECTED),
                sum(Event.CANCELLED),
                sum(Event.CREATED),
                sum(Event.CREATE_FAILED),
                causes,
                sum(Event.DETACHED),
                sum(Event.RESET_FAILED),
                sum(Event.VALIDATION_FAILED),
                sum(Event.LEAKED),
                sum(Event.HELD_TOO_LONG),
                sum(Event.NESTED));
    }

    /** What was counted between two totals. */
    public static Counts since(Counts base, Counts now) {
        Map<DestroyCause, Long> causes = new EnumMap<>(DestroyCause.class);
        now.destroyed()
                .forEach(
                        (cause, sum) -> causes.put(cause, sum - base.destroyed().getOrDefault(cause, 0L)));
        return new Counts(
                now.acquired() - base.acquired(),
                now.released() - base.released(),
                now.misses() - base.misses(),
                now.waited() - base.waited(),
                now.timeouts() - base.timeouts(),
                now.rejected() - base.rejected(),
                now.cancelled() - base.cancelled(),
                now.created() - base.created(),
                now.createFailures() - base.createFailures(),
                causes,
                now.detached() - base.detached(),
                now.resetFailures() - base.resetFailures(),
                now.validationFailures() - base.validationFailures(),
                now.leaks() - base.leaks(),
                now.holdWarnings() - base.holdWarnings(),
                now.nestedAcquires() - base.nestedAcquires());
    }
}
