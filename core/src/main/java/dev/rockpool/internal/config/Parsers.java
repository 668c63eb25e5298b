package dev.rockpool.internal.config;

import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.ValidateOnAcquire;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How values are read from text. What cannot be read is an {@link IllegalArgumentException} with the whole sentence. */
public final class Parsers {

    /** Longer than any pool lives. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private static final Pattern AMOUNT = Pattern.compile("([+-]?[0-9]+(?:\\.[0-9]+)?) ?([a-zµ]*)");
    private static final Map<String, Long> NANOS = nanosByUnit();

    private Parsers() {}

    /**
     * Reads a value.
     *
     * @param <V> its type
     */
    @FunctionalInterface
    public interface Parser<V> {
        /** The value of the setting with that name. The text is trimmed and not empty. */
        V parse(String name, String text);
    }

    private static Map<String, Long> nanosByUnit() {
        Map<String, Long> nanos = new LinkedHashMap<>();
        nanos.put("d", Duration.ofDays(1).toNanos());
        nanos.put("h", Duration.ofHours(1).toNanos());
        nanos.put("m", Duration.ofMinutes(1).toNanos());
        nanos.put("s", Duration.ofSeconds(1).toNanos());
        nanos.put("ms", Duration.ofMillis(1).toNanos());
        nanos.put("us", 1_000L);
        nanos.put("ns", 1L);
        return nanos;
    }

    private static IllegalArgumentException refusal(String name, String rule, String text, String cure) {
        return new IllegalArgumentException(name + " must be " + rule + ", was \"" + text + "\"; " + cure);
    }

    // --- Numbers, truth values, choices -------------------------------------------------------------------------

    public static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw refusal(name, "a whole number up to 2147483647", text, "write digits only, such as 20");
        }
    }

    /** A count that may be large; off is zero. */
    static long countOrOff(String name, String text) {
        if (text.equalsIgnoreCase("off")) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw refusal(name, "a whole number or off", text, "write digits only, such as 20");
        }
    }

    /** A part of one: a number such as 0.1, or a percentage such as 10%. */
    static double fraction(String name, String text) {
        try {
            return text.endsWith("%")
                    ? new BigDecimal(text.substring(0, text.length() - 1).strip())
                            .movePointLeft(2)
                            .doubleValue()
                    : new BigDecimal(text).doubleValue();
        } catch (NumberFormatException e) {
            throw refusal(name, "a number from 0 to less than 1", text, "write such as 0.1 or 10%");
        }
    }

    /** A number, or a word for one of them. */
    static Parser<Integer> numberOr(String word, int meaning) {
        return (name, text) -> text.equalsIgnoreCase(word) ? meaning : (Integer) number(name, text);
    }

    public static boolean truth(String name, String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        throw refusal(name, "true or false", text, "write one of them");
    }

    /** One value for true, another for false. */
    public static <V> Parser<V> truthAs(V whenTrue, V whenFalse) {
        return (name, text) -> truth(name, text) ? whenTrue : whenFalse;
    }

    static <E extends Enum<E>> Parser<E> choice(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String allowed = Arrays.stream(constants).map(Parsers::word).collect(Collectors.joining(", "));
        return (name, text) -> Arrays.stream(constants)
                .filter(constant -> Names.relaxed(constant.name()).equals(Names.relaxed(text)))
                .findFirst()
                .orElseThrow(() -> refusal(name, "one of " + allowed, text, "write one of them"));
    }

    /** As the other choices; and true for strict, false for bounded. */
    static Fairness fairness(String name, String text) {
        boolean isTruth = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
        return isTruth
                ? truthAs(Fairness.STRICT, Fairness.BOUNDED).parse(name, text)
                : choice(Fairness.class).parse(name, text);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    // --- Durations ----------------------------------------------------------------------------------------------

    /** A duration with its unit. */
    static Duration duration(String name, String text) {
        return durationOf(name, text, null);
    }

    /** A duration in which zero has the name "off". */
    static Duration durationOrOff(String name, String text) {
        return text.equalsIgnoreCase("off") ? Duration.ZERO : duration(name, text);
    }

    /** A duration whose bare numbers are of that unit. */
    public static Parser<Duration> durationIn(String unit) {
        return (name, text) -> durationOf(name, text, unit);
    }

    private static Duration durationOf(String name, String text, @Nullable String bareUnit) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("forever")) {
            return FOREVER;
        }
        Matcher amount = AMOUNT.matcher(lower);
        if (!amount.matches()) {
            return iso(name, text);
        }
        BigDecimal number = new BigDecimal(amount.group(1));
        String unit = amount.group(2).replace("µs", "us");
        if (unit.isEmpty() && bareUnit == null && number.signum() != 0) {
            throw new IllegalArgumentException(name + " needs a unit, was \"" + text + "\"; write " + text
                    + "s for seconds or " + text + "ms for milliseconds");
        }
        Long nanos = NANOS.get(unit.isEmpty() ? (bareUnit == null ? "s" : bareUnit) : unit);
        if (nanos == null) {
            throw noDuration(name, text);
        }
        return ofNanos(name, text, number.multiply(BigDecimal.valueOf(nanos)));
    }

    private static Duration ofNanos(String name, String text, BigDecimal nanos) {
        try {
            BigInteger exact = nanos.toBigIntegerExact();
            if (exact.bitLength() >= Long.SIZE) {
                return exact.signum() < 0 ? FOREVER.negated() : FOREVER;
            }
            return Duration.ofNanos(exact.longValue());
        } catch (ArithmeticException e) {
            throw refusal(name, "a duration of whole nanoseconds", text, "write fewer decimals");
        }
    }

    private static Duration iso(String name, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw noDuration(name, text);
        }
    }

    private static IllegalArgumentException noDuration(String name, String text) {
        return refusal(
                name, "a duration", text, "write one such as 250ms, 30s, 5m, 2h, 1d, PT30S (ISO-8601) or forever");
    }

    /** The duration as it would be read: in the largest unit in which it is a whole number. */
    static String durationText(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L) {
            return "forever";
        }
        long nanos = duration.toNanos();
        for (Map.Entry<String, Long> unit : NANOS.entrySet()) {
            if (nanos % unit.getValue() == 0) {
                return nanos / unit.getValue() + unit.getKey();
            }
        }
        throw new AssertionError(duration);
    }

    static String durationTextOrOff(Duration duration) {
        return duration.isZero() ? "off" : durationText(duration);
    }

    // --- Settings with words of their own -----------------------------------------------------------------------

    static ValidateOnAcquire validateOnAcquire(String name, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "off", "false" -> ValidateOnAcquire.off();
            case "always", "true" -> ValidateOnAcquire.always();
            default -> ValidateOnAcquire.whenIdleFor(idleFor(name, text));
        };
    }

    private static Duration idleFor(String name, String text) {
        if (!AMOUNT.matcher(text.toLowerCase(Locale.ROOT)).matches() && !text.matches("[+-]?[pP].*")) {
            throw refusal(
                    name,
                    "off, always, or the time that an object has been idle",
                    text,
                    "write one of them, such as 30s");
        }
        return duration(name, text);
    }

    static String validateOnAcquireText(ValidateOnAcquire when) {
        if (!when.enabled()) {
            return "off";
        }
        return when.idleFor().isZero() ? "always" : durationText(when.idleFor());
    }

    /** {@code off}, {@code on}, or {@code reuse} and {@code prompt} or {@code prompt:N} with a comma between them. */
    static Leaks leaks(String name, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("off")) {
            return Leaks.off();
        }
        Leaks leaks = Leaks.on();
        for (String word : lower.split(",", -1)) {
            String part = word.strip();
            if (part.equals("reuse")) {
                leaks = leaks.reuse();
            } else if (part.equals("prompt")) {
                leaks = leaks.prompt();
            } else if (part.startsWith("prompt:")) {
                leaks = leaks.prompt(number(name + "'s prompt", part.substring("prompt:".length())));
            } else if (part.equals("off")) {
                throw new IllegalArgumentException(name + ": reuse and prompt have no effect when detection is off, was"
                        + " \"" + text + "\"; write off alone, or leave off out");
            } else if (!part.equals("on")) {
                throw refusal(
                        name,
                        "on, off, reuse, prompt or prompt:N",
                        text,
                        "write such as on, prompt:64 or reuse,prompt");
            }
        }
        return leaks;
    }

    static String leaksText(Leaks leaks) {
        if (!leaks.enabled()) {
            return "off";
        }
        String prompt = leaks.freshTokenEvery() == 0 ? "" : "prompt:" + leaks.freshTokenEvery();
        if (leaks.reused()) {
            return prompt.isEmpty() ? "reuse" : "reuse," + prompt;
        }
        return prompt.isEmpty() ? "on" : prompt;
    }
}
