package dev.rockpool.text;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.config.Draft;
import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings that go by one name: ready-made profiles, and strategies. */
final class Presets {

    /** One setting of a preset. */
    record Preset<V>(Setting<V> setting, V value) {

        void applyTo(Draft draft, String origin) {
            draft.set(setting, value, origin);
        }

        /** Whether the draft says the same. */
        boolean agreesWith(Draft draft) {
            return draft.get(setting).equals(value);
        }

        String text() {
            return setting.text(value);
        }
    }

    /** How often idle objects are checked where nothing is in production. */
    private static final Duration CHECKED_OFTEN = Duration.ofMinutes(1);

    /** Small, strict, talkative: what is wrong shows at once. */
    private static final List<Preset<?>> DEVELOPMENT = List.of(
            new Preset<>(Settings.MAX_SIZE, 5),
            new Preset<>(Settings.ACQUIRE_TIMEOUT, Duration.ofSeconds(5)),
            new Preset<>(Settings.VALIDATE_ON_ACQUIRE, ValidateOnAcquire.always()),
            new Preset<>(Settings.VALIDATE_ON_RETURN, true),
            new Preset<>(Settings.HEALTH_CHECK_INTERVAL, CHECKED_OFTEN),
            new Preset<>(Settings.LEAKS, Leaks.on().prompt()),
            new Preset<>(Settings.LEAK_STACKS, 1),
            new Preset<>(Settings.HOLD_WARNING, Duration.ofSeconds(10)),
            new Preset<>(Settings.NESTED_ACQUIRE, NestedAcquire.WARN));

    /** Larger, and checked only where it costs next to nothing. */
    private static final List<Preset<?>> PRODUCTION = List.of(
            new Preset<>(Settings.MAX_SIZE, 20),
            new Preset<>(Settings.VALIDATE_ON_ACQUIRE, ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(30))),
            new Preset<>(Settings.HEALTH_CHECK_INTERVAL, Duration.ofMinutes(5)),
            new Preset<>(Settings.LEAK_STACKS, 1_000),
            new Preset<>(Settings.HOLD_WARNING, Duration.ofMinutes(1)));

    /** Connections to a database: checked when they come back, and while nobody needs them. */
    private static final List<Preset<?>> DATABASE = List.of(
            new Preset<>(Settings.MAX_SIZE, 20),
            new Preset<>(Settings.ACQUIRE_TIMEOUT, Duration.ofSeconds(10)),
            new Preset<>(Settings.VALIDATE_ON_RETURN, true),
            new Preset<>(Settings.HEALTH_CHECK_INTERVAL, Duration.ofMinutes(5)),
            new Preset<>(Settings.MAX_IDLE_TIME, Duration.ofHours(1)));

    /** Connections to a server on the same network, which it may close. */
    private static final List<Preset<?>> REDIS = List.of(
            new Preset<>(Settings.VALIDATE_ON_RETURN, true),
            new Preset<>(Settings.HEALTH_CHECK_INTERVAL, Duration.ofMinutes(5)),
            new Preset<>(Settings.MAX_IDLE_TIME, Duration.ofHours(1)));

    /** Connections to a web server, which closes them sooner than others do. */
    private static final List<Preset<?>> HTTP = List.of(
            new Preset<>(Settings.MAX_SIZE, 15),
            new Preset<>(Settings.HEALTH_CHECK_INTERVAL, Duration.ofMinutes(2)),
            new Preset<>(Settings.MAX_IDLE_TIME, Duration.ofHours(1)));

    /** By name, in the order in which they are told. */
    static final Map<String, List<Preset<?>>> PROFILES = new TreeMap<>(Map.of(
            "development", DEVELOPMENT, "production", PRODUCTION, "database", DATABASE, "redis", REDIS, "http", HTTP));

    /** What every other profile says: only production checks its objects seldom. */
    private static final List<Preset<?>> OTHERS = List.of(new Preset<>(Settings.HEALTH_CHECK_INTERVAL, CHECKED_OFTEN));

    /** What the profile says by itself. */
    static List<Preset<?>> profile(String name) {
        return PROFILES.getOrDefault(name, OTHERS);
    }

    /** Never waits for a return: makes another object when all are out, on the thread that asks. */
    static final List<Preset<?>> LOCK_FREE = List.of(
            new Preset<>(Settings.WHEN_EXHAUSTED, WhenExhausted.OVERFLOW),
            new Preset<>(Settings.CREATION, Creation.CALLER),
            new Preset<>(Settings.ORDER, Order.AFFINE),
            new Preset<>(Settings.FAIRNESS, Fairness.BOUNDED));

    /** An object for each thread, which makes it itself; without a bound, unless one is set. The other defaults follow. */
    static final List<Preset<?>> THREAD_LOCAL = List.of(new Preset<>(Settings.ORDER, Order.PER_THREAD));

    private Presets() {}

    /**
     * The settings that a strategy stands for.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static List<Preset<?>> strategy(String text) {
        return switch (Names.relaxed(text)) {
            case "default" -> List.of();
            case "lockfree" -> LOCK_FREE;
            case "threadlocal" -> THREAD_LOCAL;
            default ->
                throw new IllegalArgumentException("strategy must be one of default, lock_free, thread_local, was \""
                        + text + "\"; write one of them");
        };
    }
}
