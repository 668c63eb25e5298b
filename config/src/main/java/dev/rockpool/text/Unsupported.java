package dev.rockpool.text;

import dev.rockpool.internal.config.Draft;
import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Parsers;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of settings elsewhere that have no counterpart here. They are refused with what to do instead, unless the value
 * asks for what a pool does without them.
 */
final class Unsupported {

    private static final String NO_EXPIRY = "objects do not expire in this version";
    private static final String NO_CHECKS = "background health checks are not in this version";
    private static final String NO_ADAPTING = "pools do not adapt their size in this version";
    private static final String OWN_FACTORY = "how objects are made is the factory's business";
    private static final String SOME_TIME = "30s";
    private static final Pattern TIME = Pattern.compile("[1-9][0-9]*");
    private static final String VALIDATE_AFTER = "write validate-on-acquire=" + SOME_TIME
            + ", which checks an object that was idle that long before anyone gets it";
    private static final String VALIDATE = "remove it; " + VALIDATE_AFTER;
    private static final String NO_METRICS = "the pool reports to nobody in this version";
    private static final String NO_EVICTION = "no exception takes an object out of a pool in this version";
    private static final String INVALIDATE = "remove it, and call lease.invalidate()";
    private static final String OWN_THREADS = "a pool has daemon threads of its own";
    private static final String READ_STATS = "remove it, and read pool.stats() as often as you like";
    private static final String MAX_IDLE = "remove it; max-idle bounds how many idle objects are kept";
    private static final String OTHER_POOL =
            "remove it; each pool has a prefix and a max-size of its own, and the capacity of an object is said in its"
                    + " factory";

    /**
     * A name, why it means nothing here, and what to do instead.
     *
     * @param name as it is written where it comes from
     * @param home where that is
     * @param reason why it means nothing here
     * @param cure what to do instead
     * @param harmless whether a pool without it does as it says all the same
     */
    record Entry(String name, String home, String reason, String cure, Harmless harmless) {

        /** What to tell whoever gave it that value. */
        String sentence(String value) {
            boolean isTime = cure.equals(VALIDATE_AFTER) && TIME.matcher(value).matches();
            String time = isTime ? value + (home.equals(Keys.OLDER) ? "s" : "ms") : SOME_TIME;
            return name + " is a name of " + home + ": " + reason + "; " + cure.replace(SOME_TIME, time);
        }
    }

    /** With which values a key without counterpart changes nothing. */
    @FunctionalInterface
    interface Harmless {
        /** Whether leaving that value out makes no difference, with these settings. */
        boolean test(String value, Draft settings);
    }

    /** Always refused. */
    private static final Harmless NEVER = (value, settings) -> false;
    /** A pool does as it says whatever it says. */
    private static final Harmless ALWAYS = (value, settings) -> true;

    private static final Harmless EMPTY = (value, settings) -> value.isEmpty();
    private static final Harmless FALSE = (value, settings) -> value.equalsIgnoreCase("false");
    /** A time, zero or less for never. */
    private static final Harmless NO_TIME = (value, settings) -> isZeroOrLess(value);
    /** HikariCP evicts what is idle only on top of {@code minimumIdle}, which is the maximum unless it is set. */
    private static final Harmless NOTHING_ON_TOP = (value, settings) -> isZeroOrLess(value)
            || settings.isDefault(Settings.MIN_IDLE)
            || settings.get(Settings.MIN_IDLE) >= settings.get(Settings.MAX_SIZE);

    private static boolean isZeroOrLess(String value) {
        try {
            Duration time = Parsers.durationIn("ms").parse("time", value);
            return time.isZero() || time.isNegative();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** In the order of the table in docs/configuration.md. */
    static final List<Entry> ALL = List.of(
            hikari("idleTimeout", NO_EXPIRY, MAX_IDLE, NOTHING_ON_TOP),
            hikari("maxLifetime", NO_EXPIRY, VALIDATE, NO_TIME),
            hikari("keepaliveTime", NO_CHECKS, VALIDATE_AFTER, NO_TIME),
            hikari(
                    "initializationFailTimeout",
                    "building a pool never waits for objects",
                    "remove it, or write -1, and wait for control().warmUp(1) if a failure is to end the start",
                    NO_TIME),
            hikari("allowPoolSuspension", "every pool can be suspended", "remove it", ALWAYS),
            hikari(
                    "registerMbeans",
                    "there is no JMX in this version",
                    "remove it, and read pool.stats() and pool.health()",
                    FALSE),
            hikari("metricsTrackerFactory", NO_METRICS, READ_STATS, EMPTY),
            hikari("metricRegistry", NO_METRICS, READ_STATS, EMPTY),
            hikari("healthCheckRegistry", NO_METRICS, "remove it, and read pool.health()", EMPTY),
            hikari("healthCheckProperties", NO_METRICS, "remove it", ALWAYS),
            hikari("exceptionOverride", NO_EVICTION, INVALIDATE, EMPTY),
            hikari("exceptionOverrideClassName", NO_EVICTION, INVALIDATE, EMPTY),
            hikari("threadFactory", OWN_THREADS, "remove it", EMPTY),
            hikari("scheduledExecutor", OWN_THREADS, "remove it", EMPTY),
            commons(
                    "testOnCreate",
                    "what was just created is not validated",
                    "remove it, and check in create()",
                    FALSE),
            commons("testWhileIdle", NO_CHECKS, VALIDATE, FALSE),
            commons("timeBetweenEvictionRuns", NO_CHECKS, VALIDATE_AFTER, NO_TIME),
            commons("timeBetweenEvictionRunsMillis", NO_CHECKS, VALIDATE_AFTER, NO_TIME),
            commons("durationBetweenEvictionRuns", NO_CHECKS, VALIDATE_AFTER, NO_TIME),
            of("numTestsPerEvictionRun", Keys.COMMONS, NO_CHECKS, VALIDATE),
            commons("minEvictableIdleTime", NO_EXPIRY, MAX_IDLE, NO_TIME),
            commons("minEvictableIdleTimeMillis", NO_EXPIRY, MAX_IDLE, NO_TIME),
            commons("minEvictableIdleDuration", NO_EXPIRY, MAX_IDLE, NO_TIME),
            commons("softMinEvictableIdleTime", NO_EXPIRY, MAX_IDLE, NO_TIME),
            commons("softMinEvictableIdleTimeMillis", NO_EXPIRY, MAX_IDLE, NO_TIME),
            commons("softMinEvictableIdleDuration", NO_EXPIRY, MAX_IDLE, NO_TIME),
            of("evictionPolicy", Keys.COMMONS, NO_EXPIRY, MAX_IDLE),
            of("evictionPolicyClassName", Keys.COMMONS, NO_EXPIRY, MAX_IDLE),
            of(
                    "evictorShutdownTimeout",
                    Keys.COMMONS,
                    "there is no evictor",
                    "remove it; close-timeout bounds the close"),
            of(
                    "evictorShutdownTimeoutMillis",
                    Keys.COMMONS,
                    "there is no evictor",
                    "remove it; close-timeout bounds the close"),
            of(
                    "evictorShutdownTimeoutDuration",
                    Keys.COMMONS,
                    "there is no evictor",
                    "remove it; close-timeout bounds the close"),
            commons("jmxEnabled", "there is no JMX in this version", READ_STATS, FALSE),
            of("jmxNameBase", Keys.COMMONS, "there is no JMX in this version", READ_STATS),
            of("jmxNamePrefix", Keys.COMMONS, "there is no JMX in this version", READ_STATS),
            of("health_check_interval", Keys.OLDER, NO_CHECKS, VALIDATE_AFTER),
            of("max_idle_time", Keys.OLDER, NO_EXPIRY, MAX_IDLE),
            of(
                    "initial_size",
                    Keys.OLDER,
                    "a pool starts empty",
                    "remove it; min-idle keeps objects ready, and control().warmUp(5) makes some once"),
            of(
                    "target_utilization",
                    Keys.OLDER,
                    NO_ADAPTING,
                    "remove it; max-size is the bound, and control().resize(20) moves it"),
            of("reporting_interval", Keys.OLDER, "pools do not report by themselves", READ_STATS),
            of("metrics_reporter", Keys.OLDER, "pools do not report by themselves", READ_STATS),
            of("factory_block", Keys.OLDER, OWN_FACTORY, "remove it, and write Pool.builder(factory)"),
            of("vec_pool_size", Keys.OLDER, "it is the size of one of several pools", OTHER_POOL),
            of("vec_pool_capacity", Keys.OLDER, "it is about one of several pools", OTHER_POOL),
            of("string_pool_size", Keys.OLDER, "it is the size of one of several pools", OTHER_POOL),
            of("string_pool_capacity", Keys.OLDER, "it is about one of several pools", OTHER_POOL));

    private static final Map<String, Entry> BY_NAME = new HashMap<>();

    static {
        ALL.forEach(entry -> BY_NAME.put(Names.relaxed(entry.name()), entry));
    }

    private Unsupported() {}

    private static Entry of(String name, String home, String reason, String cure) {
        return new Entry(name, home, reason, cure, NEVER);
    }

    private static Entry hikari(String name, String reason, String cure, Harmless harmless) {
        return new Entry(name, Keys.HIKARI, reason, cure, harmless);
    }

    private static Entry commons(String name, String reason, String cure, Harmless harmless) {
        return new Entry(name, Keys.COMMONS, reason, cure, harmless);
    }

    static @Nullable Entry find(String written) {
        return BY_NAME.get(Names.relaxed(written));
    }
}
