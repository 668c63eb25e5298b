package dev.rockpool.examples.gameserver;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Words {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private Words() {}

    /** {@code 1,234,567}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 99.997 %}. */
    static String percent(double part) {
        return String.format(Locale.ROOT, "%.3f %%", 100 * part);
    }

    /** {@code 0.012 ms}, {@code 6.700 s}. */
    static String time(Duration duration) {
        return duration.compareTo(SECOND) < 0
                ? String.format(Locale.ROOT, "%.3f ms", duration.toNanos() / 1e6)
                : String.format(Locale.ROOT, "%.3f s", duration.toMillis() / 1e3);
    }
}
