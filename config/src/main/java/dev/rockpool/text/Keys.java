package dev.rockpool.text;

import dev.rockpool.config.Order;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Parsers;
import dev.rockpool.internal.config.Parsers.Parser;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that text may have: our own, and the names that settings have elsewhere. */
final class Keys {

    static final String STRATEGY = "strategy";
    static final String PROFILE = "profile";

    static final String HIKARI = "HikariCP";
    static final String COMMONS = "commons-pool2";
    static final String DBCP = "DBCP2";
    static final String OLDER = "older pools";

    /**
     * A key and what it sets.
     *
     * @param name as it is written where it comes from
     * @param home whose name it is; null for our own
     * @param setting what it sets
     * @param parser how its values are meant there
     */
    record SettingKey<V>(String name, @Nullable String home, Setting<V> setting, Parser<V> parser) {

        /** As people are told: {@code maximumPoolSize (HikariCP's name)}. */
        String origin(String written) {
            return home == null ? written : written + Keys.origin(home);
        }
    }

    /** What the origin of a value ends with whose key is a name from there. */
    static String origin(String home) {
        return " (as in " + home + ")";
    }

    /** Names from elsewhere, in the order of the table in docs/configuration.md. */
    static final List<SettingKey<?>> ALIASES = List.of(
            hikari("poolName", Settings.NAME, Settings.NAME.parser()),
            hikari("maximumPoolSize", Settings.MAX_SIZE, Parsers::number),
            hikari("minimumIdle", Settings.MIN_IDLE, Parsers::number),
            hikari("connectionTimeout", Settings.ACQUIRE_TIMEOUT, Keys::millisOrForeverAtZero),
            hikari("validationTimeout", Settings.VALIDATION_TIMEOUT, Parsers.durationIn("ms")),
            hikari("leakDetectionThreshold", Settings.HOLD_WARNING, Keys::millisOrOff),
            hikari("maxLifetime", Settings.MAX_LIFETIME, Keys::millisOrOff),
            hikari("idleTimeout", Settings.MAX_IDLE_TIME, Keys::millisOrOff),
            hikari("keepaliveTime", Settings.HEALTH_CHECK_INTERVAL, Keys::millisOrOff),
            commons("maxTotal", Settings.MAX_SIZE, Keys::numberOrUnbounded),
            commons("maxWait", Settings.ACQUIRE_TIMEOUT, Keys::millisOrForeverBelowZero),
            commons("maxWaitMillis", Settings.ACQUIRE_TIMEOUT, Keys::millisOrForeverBelowZero),
            commons("maxWaitDuration", Settings.ACQUIRE_TIMEOUT, Keys::millisOrForeverBelowZero),
            commons(
                    "blockWhenExhausted",
                    Settings.WHEN_EXHAUSTED,
                    Parsers.truthAs(WhenExhausted.WAIT, WhenExhausted.FAIL)),
            commons("lifo", Settings.ORDER, Parsers.truthAs(Order.LIFO, Order.FIFO)),
            commons(
                    "testOnBorrow",
                    Settings.VALIDATE_ON_ACQUIRE,
                    Parsers.truthAs(ValidateOnAcquire.always(), ValidateOnAcquire.off())),
            commons("testOnReturn", Settings.VALIDATE_ON_RETURN, Parsers::truth),
            new SettingKey<>("maxConnLifetimeMillis", DBCP, Settings.MAX_LIFETIME, Keys::millisOrOffBelowZero),
            older("size", Settings.MAX_SIZE, Parsers::number),
            older("pool", Settings.MAX_SIZE, Parsers::number),
            older("min_size", Settings.MIN_IDLE, Parsers::number),
            older("timeout", Settings.ACQUIRE_TIMEOUT, Parsers.durationIn("s")),
            older(
                    "validate_on_checkout",
                    Settings.VALIDATE_ON_ACQUIRE,
                    Parsers.truthAs(ValidateOnAcquire.always(), ValidateOnAcquire.off())),
            older("validate_on_checkin", Settings.VALIDATE_ON_RETURN, Parsers::truth),
            older("health_check_interval", Settings.HEALTH_CHECK_INTERVAL, Parsers.durationIn("s")),
            older("max_idle_time", Settings.MAX_IDLE_TIME, Parsers.durationIn("s")));

    private static final Map<String, SettingKey<?>> OWN = new HashMap<>();
    private static final Map<String, SettingKey<?>> OTHERS = new HashMap<>();
    private static final List<String> KNOWN = new ArrayList<>();

    static {
        for (Setting<?> setting : Settings.ALL) {
            OWN.put(Names.relaxed(setting.name()), own(setting));
            KNOWN.add(setting.key());
        }
        KNOWN.add(STRATEGY);
        KNOWN.add(PROFILE);
        for (SettingKey<?> alias : ALIASES) {
            OTHERS.put(Names.relaxed(alias.name()), alias);
            if (!OWN.containsKey(Names.relaxed(alias.name()))) {
                KNOWN.add(alias.name());
            }
        }
        Evictor.names().forEach(KNOWN::add);
        KNOWN.addAll(ConnectionKeys.NAMES);
    }

    private Keys() {}

    private static <V> SettingKey<V> own(Setting<V> setting) {
        return new SettingKey<>(setting.key(), null, setting, setting.parser());
    }

    private static <V> SettingKey<V> hikari(String name, Setting<V> setting, Parser<V> parser) {
        return new SettingKey<>(name, HIKARI, setting, parser);
    }

    private static <V> SettingKey<V> commons(String name, Setting<V> setting, Parser<V> parser) {
        return new SettingKey<>(name, COMMONS, setting, parser);
    }

    private static <V> SettingKey<V> older(String name, Setting<V> setting, Parser<V> parser) {
        return new SettingKey<>(name, OLDER, setting, parser);
    }

    // --- How other pools mean values, where that is not how ours are meant ----------------------------------------

    /** commons-pool2 has no bound when the number is negative. */
    private static int numberOrUnbounded(String name, String text) {
        int number = Parsers.number(name, text);
        return number < 0 ? Integer.MAX_VALUE : number;
    }

    /** Milliseconds; zero waits for ever, as in HikariCP. */
    private static Duration millisOrForeverAtZero(String name, String text) {
        Duration duration = millis(name, text);
        return duration.isZero() ? Parsers.FOREVER : duration;
    }

    /** Milliseconds; what is negative waits for ever, as in commons-pool2. */
    private static Duration millisOrForeverBelowZero(String name, String text) {
        Duration duration = millis(name, text);
        return duration.isNegative() ? Parsers.FOREVER : duration;
    }

    /** Milliseconds; zero is off, as in HikariCP. */
    private static Duration millisOrOff(String name, String text) {
        return text.equalsIgnoreCase("off") ? Duration.ZERO : millis(name, text);
    }

    /** Milliseconds; what is zero or negative is off, as in DBCP2. */
    private static Duration millisOrOffBelowZero(String name, String text) {
        Duration duration = millis(name, text);
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static Duration millis(String name, String text) {
        return Parsers.durationIn("ms").parse(name, text);
    }

    // --- Finding keys -------------------------------------------------------------------------------------------

    /**
     * The key that is written so, or null. Where a name is ours and another pool's, too ({@code validationTimeout} is
     * HikariCP's), its exact spelling is the other's, and all others are ours.
     *
     * @param isHikaris whether the key stands among HikariCP's, so that every spelling is HikariCP's
     */
    static @Nullable SettingKey<?> find(String written, boolean isHikaris) {
        SettingKey<?> other = OTHERS.get(Names.relaxed(written));
        if (other != null && (other.name().equals(written) || (isHikaris && HIKARI.equals(other.home())))) {
            return other;
        }
        SettingKey<?> own = OWN.get(Names.relaxed(written));
        return own == null ? other : own;
    }

    /** Whether a key of ours is written so. */
    static boolean isOwn(String written) {
        String name = Names.relaxed(written);
        return OWN.containsKey(name) || name.equals(STRATEGY) || name.equals(PROFILE);
    }

    /** Whether anything that is read, handed on or refused by its name is written so. */
    static boolean isKnown(String written) {
        return isOwn(written)
                || OTHERS.containsKey(Names.relaxed(written))
                || Evictor.find(written) != null
                || ConnectionKeys.find(written) != null
                || Unsupported.find(written) != null;
    }

    /** Whether it is known, or looks like a slip of the pen for what is. */
    static boolean looksKnown(String written) {
        return isKnown(written) || Spelling.isSlip(written, nearest(written));
    }

    /** The known key that is nearest to a written one. */
    static String nearest(String written) {
        return Spelling.nearest(written, KNOWN);
    }
}
