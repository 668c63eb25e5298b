package dev.rockpool.internal.stats;

import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats.Counts;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * One of the numbers that a pool counts, off the fast path. By itself it is an event that is counted, and told to nobody.
 * Leases and destroyed objects are not here: the slots count the former, {@link Counters} the latter by cause.
 */
public enum Counter implements PoolEvent {
    /** A lease was served by an object created for it. */
    MISS(Counts::misses),
    /** A wait ended, with or without success. */
    WAITED(Counts::waited),
    /** A deadline passed. */
    TIMEOUT(Counts::timeouts),
    /** An acquire was refused. */
    REJECTED(Counts::rejected),
    /** An acquire was cancelled or interrupted. */
    CANCELLED(Counts::cancelled),
    /** An object was created. */
    CREATED(Counts::created),
    /** An attempt to create failed. */
    CREATE_FAILED(Counts::createFailures),
    /** An object was detached. */
    DETACHED(Counts::detached),
    /** A reset failed. */
    RESET_FAILED(Counts::resetFailures),
    /** A validation failed. */
    VALIDATION_FAILED(Counts::validationFailures),
    /** An activation failed. */
    ACTIVATION_FAILED(Counts::activationFailures),
    /** A lease was lost. */
    LEAKED(Counts::leaks),
    /** A lease was out for too long. */
    HELD_TOO_LONG(Counts::holdWarnings),
    /** A thread that held a lease acquired one more. */
    NESTED(Counts::nestedAcquires);

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a method, which has no state
    private final ToLongFunction<Counts> in;

    Counter(ToLongFunction<Counts> in) {
        this.in = in;
    }

    /** {@return its number among others} */
    long in(Counts counts) {
        return in.applyAsLong(counts);
    }

    /** {@return all numbers, those of counters from a function} */
    static Counts counts(
            long acquired, long released, Map<DestroyCause, Long> destroyed, ToLongFunction<Counter> number) {
        return new Counts(
                acquired,
                released,
                number.applyAsLong(MISS),
                number.applyAsLong(WAITED),
                number.applyAsLong(TIMEOUT),
                number.applyAsLong(REJECTED),
                number.applyAsLong(CANCELLED),
                number.applyAsLong(CREATED),
                number.applyAsLong(CREATE_FAILED),
                destroyed,
                number.applyAsLong(DETACHED),
                number.applyAsLong(RESET_FAILED),
                number.applyAsLong(VALIDATION_FAILED),
                number.applyAsLong(ACTIVATION_FAILED),
                number.applyAsLong(LEAKED),
                number.applyAsLong(HELD_TOO_LONG),
                number.applyAsLong(NESTED));
    }

    @Override
    public void count(Meters meters) {
        meters.counters().increment(this);
    }

    @Override
    public boolean isHeard() {
        return false;
    }
}
