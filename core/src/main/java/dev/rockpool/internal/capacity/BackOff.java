package dev.rockpool.internal.capacity;

import dev.rockpool.config.Supply;
import dev.rockpool.internal.time.Nanos;
import java.util.function.LongBinaryOperator;

/**
 * How long to wait after failures in a row. A pause is drawn from [c/2, c], where c is twice the first back-off and doubles
 * with each failure from the third on, never less than the first nor more than the longest: the "equal jitter" form of
 * exponential back-off. All under the engine's lock.
 */
final class BackOff {

    private final LongBinaryOperator random; // from, to (both inclusive)
    private long firstNanos;
    private long longestNanos;

    BackOff(Supply timing, LongBinaryOperator random) {
        this.random = random;
        timing(timing);
    }

    void timing(Supply timing) {
        firstNanos = Nanos.of(timing.creationBackOffFirst());
        longestNanos = Nanos.of(timing.creationBackOffLongest());
    }

    long longestNanos() {
        return longestNanos;
    }

    /** The pause after so many failures in a row. */
    long pause(int failures) {
        return pause(failures, longestNanos);
    }

    /** The same, with another longest pause. */
    long pause(int failures, long longest) {
        int doubled = Math.min(Math.max(1, failures - 1), Long.SIZE - 2);
        long ceiling = firstNanos <= longest >> doubled ? firstNanos << doubled : longest;
        return random.applyAsLong(Math.max(firstNanos, ceiling / 2), ceiling);
    }

    /** The sooner of two spans, of which the first may be -1 for never, and the second past. */
    static long sooner(long known, long other) {
        return other <= 0 ? known : known < 0 ? other : Math.min(known, other);
    }
}
