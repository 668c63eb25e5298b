package dev.rockpool.internal.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of settings elsewhere that have no counterpart here. They are refused with what to do instead. */
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
    private static final String IN_LIFECYCLE = "remove it, and say it in the code that creates the object";
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
     * @param aboutPools whether it is about pools, not about what is pooled; a variable of the environment with another
     *     name is likely to be somebody else's
     */
    record Entry(String name, String home, String reason, String cure, boolean aboutPools) {

        /** What to tell whoever gave it that value. */
        String sentence(String value) {
            boolean isTime = cure.equals(VALIDATE_AFTER) && TIME.matcher(value).matches();
            String time = isTime ? value + (home.equals(Keys.SEEDS) ? "s" : "ms") : SOME_TIME;
            return name + " is a name of " + home + ": " + reason + "; " + cure.replace(SOME_TIME, time);
        }
    }

    /** In the order of the table in docs/configuration.md. */
    static final List<Entry> ALL = List.of(
            of("idleTimeout", Keys.HIKARI, NO_EXPIRY, MAX_IDLE),
            of("maxLifetime", Keys.HIKARI, NO_EXPIRY, VALIDATE),
            of("keepaliveTime", Keys.HIKARI, NO_CHECKS, VALIDATE_AFTER),
            of(
                    "initializationFailTimeout",
                    Keys.HIKARI,
                    "building a pool never waits for objects",
                    "remove it, and wait for control().warmUp(1) if a failure is to end the start"),
            of(
                    "allowPoolSuspension",
                    Keys.HIKARI,
                    "every pool can be suspended, at no cost",
                    "remove it, and call control().suspend()"),
            of(
                    "registerMbeans",
                    Keys.HIKARI,
                    "there is no JMX in this version",
                    "remove it, and read pool.stats() and pool.health()"),
            of(
                    "isolateInternalQueries",
                    Keys.HIKARI,
                    "the pool makes no queries",
                    "remove it, and say it in validateWith"),
            of(
                    "connectionTestQuery",
                    Keys.HIKARI,
                    "validation is code",
                    "remove it, and set validateWith(connection -> connection.isValid(1)) and validate-on-acquire"),
            factory("connectionInitSql"),
            factory("autoCommit"),
            factory("readOnly"),
            factory("catalog"),
            factory("schema"),
            factory("transactionIsolation"),
            factory("jdbcUrl"),
            factory("username"),
            factory("password"),
            factory("driverClassName"),
            factory("dataSourceClassName"),
            of(
                    "testOnCreate",
                    Keys.COMMONS,
                    "what was just created is not validated",
                    "remove it, and check in create()"),
            of("testWhileIdle", Keys.COMMONS, NO_CHECKS, VALIDATE),
            of("timeBetweenEvictionRuns", Keys.COMMONS, NO_CHECKS, VALIDATE_AFTER),
            of("timeBetweenEvictionRunsMillis", Keys.COMMONS, NO_CHECKS, VALIDATE_AFTER),
            of("durationBetweenEvictionRuns", Keys.COMMONS, NO_CHECKS, VALIDATE_AFTER),
            of("numTestsPerEvictionRun", Keys.COMMONS, NO_CHECKS, VALIDATE),
            of("minEvictableIdleTime", Keys.COMMONS, NO_EXPIRY, MAX_IDLE),
            of("minEvictableIdleTimeMillis", Keys.COMMONS, NO_EXPIRY, MAX_IDLE),
            of("minEvictableIdleDuration", Keys.COMMONS, NO_EXPIRY, MAX_IDLE),
            of("softMinEvictableIdleTime", Keys.COMMONS, NO_EXPIRY, MAX_IDLE),
            of("softMinEvictableIdleTimeMillis", Keys.COMMONS, NO_EXPIRY, MAX_IDLE),
            of("softMinEvictableIdleDuration", Keys.COMMONS, NO_EXPIRY, MAX_IDLE),
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
            of("jmxEnabled", Keys.COMMONS, "there is no JMX in this version", READ_STATS),
            of("jmxNameBase", Keys.COMMONS, "there is no JMX in this version", READ_STATS),
            of("jmxNamePrefix", Keys.COMMONS, "there is no JMX in this version", READ_STATS),
            of("health_check_interval", Keys.SEEDS, NO_CHECKS, VALIDATE_AFTER),
            of("max_idle_time", Keys.SEEDS, NO_EXPIRY, MAX_IDLE),
            of(
                    "initial_size",
                    Keys.SEEDS,
                    "a pool starts empty",
                    "remove it; min-idle keeps objects ready, and control().warmUp(5) makes some once"),
            of(
                    "target_utilization",
                    Keys.SEEDS,
                    NO_ADAPTING,
                    "remove it; max-size is the bound, and control().resize(20) moves it"),
            of("reporting_interval", Keys.SEEDS, "pools do not report by themselves", READ_STATS),
            of("metrics_reporter", Keys.SEEDS, "pools do not report by themselves", READ_STATS),
            of("factory_block", Keys.SEEDS, OWN_FACTORY, "remove it, and write Pool.builder(factory)"),
            of("vec_pool_size", Keys.SEEDS, "it is the size of one of several pools", OTHER_POOL),
            of("vec_pool_capacity", Keys.SEEDS, "it is about one of several pools", OTHER_POOL),
            of("string_pool_size", Keys.SEEDS, "it is the size of one of several pools", OTHER_POOL),
            of("string_pool_capacity", Keys.SEEDS, "it is about one of several pools", OTHER_POOL));

    private static final Map<String, Entry> BY_NAME = new HashMap<>();

    static {
        ALL.forEach(entry -> BY_NAME.put(Names.relaxed(entry.name()), entry));
    }

    private Unsupported() {}

    private static Entry of(String name, String home, String reason, String cure) {
        return new Entry(name, home, reason, cure, true);
    }

    /** About how connections are made; applications have variables of these names for their own use. */
    private static Entry factory(String name) {
        return new Entry(name, Keys.HIKARI, OWN_FACTORY, IN_LIFECYCLE, false);
    }

    static @Nullable Entry find(String written) {
        return BY_NAME.get(Names.relaxed(written));
    }
}
