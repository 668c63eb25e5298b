package dev.rockpool.text;

import dev.rockpool.internal.config.Parsers;
import dev.rockpool.internal.config.Parsers.Parser;
import java.time.Duration;

/** How other pools mean the values of their settings, where that is not how ours are meant. */
final class AliasParsers {

    private static final Parser<Duration> MILLIS = Parsers.durationIn("ms");

    private AliasParsers() {}

    /** commons-pool2 has no bound when the number is negative. */
    static int numberOrUnbounded(String name, String text) {
        int number = Parsers.number(name, text);
        return number < 0 ? Integer.MAX_VALUE : number;
    }

    /** Milliseconds; zero waits for ever, as in HikariCP. */
    static Duration millisOrForeverAtZero(String name, String text) {
        Duration duration = MILLIS.parse(name, text);
        return duration.isZero() ? Parsers.FOREVER : duration;
    }

    /** Milliseconds; what is negative waits for ever, as in commons-pool2. */
    static Duration millisOrForeverBelowZero(String name, String text) {
        Duration duration = MILLIS.parse(name, text);
        return duration.isNegative() ? Parsers.FOREVER : duration;
    }

    /** Milliseconds; zero is off, as in HikariCP. */
    static Duration millisOrOff(String name, String text) {
        return text.equalsIgnoreCase("off") ? Duration.ZERO : MILLIS.parse(name, text);
    }
}
