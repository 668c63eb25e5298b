package dev.rockpool.text;

import dev.rockpool.internal.config.Draft;
import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Parsers;
import dev.rockpool.internal.config.Parsers.Parser;
import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import dev.rockpool.text.Layer.Line;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What commons-pool2 says about its evictor and about abandoned objects. There, none of these keys says anything alone:
 * nothing is tested or evicted unless the evictor runs, and no lease is ended by its time alone. So they are gathered, and
 * what they set together is found out for each source, after those below it.
 */
final class Evictor {

    /** Idle objects of commons-pool2 are evicted after that time, if its evictor runs and nothing else is said. */
    private static final Duration HARD_BY_DEFAULT = Duration.ofMinutes(30);
    /** For so long a lease may be out there, if leases are ended and nothing else is said. */
    private static final Duration ABANDONED_BY_DEFAULT = Duration.ofMinutes(5);

    /** What is said, with the names that say it. */
    enum Key {
        RUNS,
        TEST_IDLE,
        HARD,
        SOFT,
        ABANDONED,
        ON_BORROW,
        ON_MAINTENANCE
    }

    /** The names that say it. */
    static List<String> names(Key key) {
        return switch (key) {
            case RUNS ->
                List.of("timeBetweenEvictionRuns", "timeBetweenEvictionRunsMillis", "durationBetweenEvictionRuns");
            case TEST_IDLE -> List.of("testWhileIdle");
            case HARD -> List.of("minEvictableIdleTime", "minEvictableIdleTimeMillis", "minEvictableIdleDuration");
            case SOFT ->
                List.of("softMinEvictableIdleTime", "softMinEvictableIdleTimeMillis", "softMinEvictableIdleDuration");
            case ABANDONED -> List.of("removeAbandonedTimeout", "removeAbandonedTimeoutDuration");
            case ON_BORROW -> List.of("removeAbandonedOnBorrow");
            case ON_MAINTENANCE -> List.of("removeAbandonedOnMaintenance");
        };
    }

    private static Parser<?> parser(Key key) {
        return switch (key) {
            case RUNS, HARD, SOFT -> Parsers.durationIn("ms");
            case TEST_IDLE, ON_BORROW, ON_MAINTENANCE -> (Parser<Boolean>) Parsers::truth;
            case ABANDONED -> (Parser<Duration>) Evictor::secondsAboveZero;
        };
    }

    /** A value, and where it stands. */
    private record Said(Object value, Line line) {}

    /** A value of a setting, and what made it so; null for what is not set. */
    private record Outcome(Duration value, @Nullable Line because) {}

    private static final Outcome OFF = new Outcome(Duration.ZERO, null);
    private static final Map<String, Key> BY_NAME = new HashMap<>();

    static {
        for (Key key : Key.values()) {
            names(key).forEach(name -> BY_NAME.put(Names.relaxed(name), key));
        }
    }

    private final Map<Key, Said> said = new EnumMap<>(Key.class);

    /** All names, as they are written there. */
    static Stream<String> names() {
        return Stream.of(Key.values()).flatMap(key -> names(key).stream());
    }

    static @Nullable Key find(String written) {
        return BY_NAME.get(Names.relaxed(written));
    }

    private static Duration secondsAboveZero(String name, String text) {
        Duration time = Parsers.durationIn("s").parse(name, text);
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException(name + " must be longer than zero, was \"" + text
                    + "\"; write such as 300, or leave it out with removeAbandonedOnBorrow=false");
        }
        return time;
    }

    /** Reads one of the keys, in place of what a lower source said. */
    void read(Key key, Line line, Problems problems) {
        try {
            String name = names(key).stream()
                    .filter(known -> Names.relaxed(known).equals(Names.relaxed(line.written())))
                    .findFirst()
                    .orElseThrow();
            said.put(key, new Said(parser(key).parse(name, line.text()), line));
        } catch (IllegalArgumentException e) {
            problems.add(line.said() + ": " + e.getMessage());
        }
    }

    /**
     * Sets what has been said so far.
     *
     * @param own the line of the same source that sets a setting by its own name, or null
     */
    void applyTo(Draft draft, Function<Setting<?>, @Nullable Line> own, Problems problems) {
        set(Settings.HEALTH_CHECK_INTERVAL, checks(), draft, own, problems);
        set(Settings.MAX_IDLE_TIME, idleTime(), draft, own, problems);
        set(Settings.RECLAIM_AFTER, reclaims(), draft, own, problems);
    }

    private static void set(
            Setting<Duration> setting,
            Outcome outcome,
            Draft draft,
            Function<Setting<?>, @Nullable Line> own,
            Problems problems) {
        Line because = outcome.because();
        Line other = own.apply(setting);
        if (because == null) {
            if (draft.origin(setting).endsWith(Keys.origin(Keys.COMMONS))) {
                draft.set(setting, Duration.ZERO, draft.origin(setting)); // a higher source turned it off
            }
        } else if (other != null) {
            problems.add(
                    because.said() + " and " + other.said() + ": both set " + setting.name() + "; remove one of them");
        } else {
            draft.set(setting, outcome.value(), because.shown() + Keys.origin(Keys.COMMONS));
        }
    }

    private boolean runs() {
        return !OFF.equals(outcome(Key.RUNS));
    }

    private Outcome checks() {
        return isTrue(Key.TEST_IDLE) ? outcome(Key.RUNS) : OFF;
    }

    /** What is above {@code minIdle} goes by the shorter of the two times. */
    private Outcome idleTime() {
        Outcome runs = outcome(Key.RUNS);
        if (runs.because() == null) {
            return OFF;
        }
        Outcome hard = said.containsKey(Key.HARD) ? outcome(Key.HARD) : new Outcome(HARD_BY_DEFAULT, runs.because());
        Outcome soft = outcome(Key.SOFT);
        if (hard.because() == null || soft.because() == null) {
            return hard.because() == null ? soft : hard;
        }
        return soft.value().compareTo(hard.value()) < 0 ? soft : hard;
    }

    private Outcome reclaims() {
        Key reason = isTrue(Key.ON_BORROW) ? Key.ON_BORROW : Key.ON_MAINTENANCE;
        Said by = said.get(reason);
        if (by == null || !isTrue(reason) || (reason == Key.ON_MAINTENANCE && !runs())) {
            return OFF;
        }
        return said.containsKey(Key.ABANDONED) ? outcome(Key.ABANDONED) : new Outcome(ABANDONED_BY_DEFAULT, by.line());
    }

    private boolean isTrue(Key key) {
        Said truth = said.get(key);
        return truth != null && truth.value().equals(true);
    }

    /** A time that is said; off if it is not, or is zero or less. */
    private Outcome outcome(Key key) {
        Said time = said.get(key);
        return time == null || ((Duration) time.value()).compareTo(Duration.ZERO) <= 0
                ? OFF
                : new Outcome((Duration) time.value(), time.line());
    }
}
