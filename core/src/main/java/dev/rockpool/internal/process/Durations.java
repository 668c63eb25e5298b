package dev.rockpool.internal.process;

import java.time.Duration;

/** Durations as people read them. */
public final class Durations {

    private static final double ROUNDS_UP = 999.95; // the least that is written as 1000.0

    private static final double MOST_TENTHS = 1e15;

    private Durations() {}

    /** {@code 250 ms}, {@code 12.4 s}, {@code 1.5 µs}, {@code 800 ns}: one digit behind the point, if it is not 0. */
    public static String inWords(Duration duration) {
        double seconds = inSeconds(duration);
        if (seconds * 1e9 < 1000) {
            return duration.toNanos() + " ns";
        }
        if (seconds * 1e6 < ROUNDS_UP) {
            return trimmed(seconds * 1e6) + " µs";
        }
        return seconds * 1e3 < ROUNDS_UP ? trimmed(seconds * 1e3) + " ms" : trimmed(seconds) + " s";
    }

    /** The same for nanoseconds. */
    public static String inWords(long nanos) {
        return inWords(Duration.ofNanos(nanos));
    }

    /** Seconds with a fraction. */
    public static double inSeconds(Duration duration) {
        return duration.toSeconds() + duration.toNanosPart() / 1e9;
    }

    private static String trimmed(double value) {
        if (value >= MOST_TENTHS) {
            return Long.toString((long) value);
        }
        // Not by a Formatter: its first use near the end of the stack spoils classes of the JDK for good.
        long tenths = (long) (value * 10 + 0.5);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
    }
}
