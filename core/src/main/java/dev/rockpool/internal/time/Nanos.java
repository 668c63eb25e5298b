package dev.rockpool.internal.time;

import java.time.Duration;

/**
 * Arithmetic on nanoseconds that saturates instead of overflowing. A moment is a {@code nanoTime()} with an arbitrary
 * origin, so two moments are compared by the sign of their difference, which is right as long as they are less than 292
 * years apart; {@link #FOREVER} is half of that.
 */
public final class Nanos {

    /** 146 years: the longest time that can be added to any moment, and stands for all that is longer. */
    public static final long FOREVER = Long.MAX_VALUE / 2;

    private Nanos() {}

    /** The duration in nanoseconds, at most {@link #FOREVER}. */
    public static long of(Duration duration) {
        if (duration.toSeconds() >= FOREVER / 1_000_000_000L) {
            return FOREVER;
        }
        return duration.toNanos();
    }

    /** Whether {@code deadline} has come at {@code now}. */
    public static boolean isPast(long now, long deadline) {
        return deadline - now <= 0;
    }

    /** The later of two moments. */
    public static long later(long a, long b) {
        return a - b >= 0 ? a : b;
    }

    /** The earlier of two moments. */
    public static long earlier(long a, long b) {
        return a - b <= 0 ? a : b;
    }
}
