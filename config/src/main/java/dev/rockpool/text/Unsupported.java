package dev.rockpool.text;

import dev.rockpool.internal.config.Draft;
import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Parsers;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of settings elsewhere that have no counterpart here. They are refused with what to do instead, unless the value
 * asks for what a pool does without them.
 */
final class Unsupported {

    private static final String NO_ADAPTING = "pools do not adapt their size in this version";
    private static final String OWN_FACTORY = "how objects are made is the factory's business";
    private static final String NO_METRICS = "the pool reports to nobody in this version";
    private static final String NO_EVICTION = "which exceptions take an object out of a pool is said in code";
    private static final String NO_POLICY = "the settings say which objects go, and no class";
    private static final String POLICY = "remove it, and write max-idle-time or max-lifetime";
    private static final String INVALIDATE =
            "remove it, and write invalidateOn(failure -> …) at the builder, or call lease.invalidate()";
    private static final String OWN_THREADS = "a pool has daemon threads of its own";
    private static final String READ_STATS = "remove it, and read pool.stats() as often as you like";
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

        /** What to tell whoever wrote it. */
        String sentence() {
            return name + " is a name of " + home + ": " + reason + "; " + cure;
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

    private static final Harmless DEFAULT_POLICY =
            (value, settings) -> value.isEmpty() || value.equals("org.apache.commons.pool2.impl.DefaultEvictionPolicy");
    /** All idle objects in every run, as here; or no run checks anything. */
    private static final Harmless EACH_IN_EVERY_RUN = (value, settings) -> value.equals("-1")
            || !settings.origin(Settings.HEALTH_CHECK_INTERVAL).endsWith(Keys.origin(Keys.COMMONS))
            || isAtLeast(settings.get(Settings.MAX_IDLE), value);

    private static boolean isAtLeast(int least, String value) {
        try {
            return Parsers.number("number", value) >= least;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

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
            new Entry(
                    "numTestsPerEvictionRun",
                    Keys.COMMONS,
                    "each idle object is checked once in health-check-interval, one at a time",
                    "write as health-check-interval how often each is to be checked, in place of it",
                    EACH_IN_EVERY_RUN),
            new Entry("evictionPolicy", Keys.COMMONS, NO_POLICY, POLICY, EMPTY),
            new Entry("evictionPolicyClassName", Keys.COMMONS, NO_POLICY, POLICY, DEFAULT_POLICY),
            commons(
                    "logAbandoned",
                    "what a reclaimed lease was is told to the listener and logged",
                    "remove it, and write leak-stacks=1 for where each lease was acquired",
                    FALSE),
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
