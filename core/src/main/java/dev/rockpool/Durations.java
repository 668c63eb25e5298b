package dev.rockpool;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
final class Durations {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private Durations() {}

    /** {@code 250 ms}, {@code 12.4 s}, {@code 800 ns}. */
    static String inWords(Duration duration) {
        if (duration.compareTo(SECOND) >= 0) {
            return trimmed(inSeconds(duration)) + " s";
        }
        if (duration.compareTo(MILLISECOND) >= 0) {
            return trimmed(duration.toNanos() / 1e6) + " ms";
        }
        return duration.toNanos() + " ns";
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** Seconds with a fraction. */
    static double inSeconds(Duration duration) {
        return duration.toSeconds() + duration.toNanosPart() / 1e9;
    }
}
