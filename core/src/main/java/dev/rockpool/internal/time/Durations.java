package dev.rockpool.internal.time;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
public final class Durations {

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration ROUNDED_TO_A_SECOND = Duration.ofNanos(999_950_000);

    private Durations() {}

    /** {@code 250 ms}, {@code 12.4 s}, {@code 800 ns}. */
    public static String inWords(Duration duration) {
        if (duration.compareTo(ROUNDED_TO_A_SECOND) >= 0) {
            return trimmed(Math.max(1, inSeconds(duration))) + " s";
        }
        if (duration.compareTo(MILLISECOND) >= 0) {
            return trimmed(duration.toNanos() / 1e6) + " ms";
        }
        return duration.toNanos() + " ns";
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
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
