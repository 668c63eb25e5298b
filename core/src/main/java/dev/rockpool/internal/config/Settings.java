package dev.rockpool.internal.config;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Diagnostics;
import dev.rockpool.config.Expiry;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.Supply;
import dev.rockpool.config.Timeouts;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.Validation;
import dev.rockpool.config.Waiting;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.config.Setting.Form;
import dev.rockpool.internal.config.Setting.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The catalogue of all settings: the one place that knows their names, and what is to say about each. Builder, text,
 * descriptions, comparisons, and what a running pool takes over go by it, so none of them can forget one. A setting is
 * there when it has an entry here, in the order in which settings are shown, and a place in {@link #assemble}.
 */
public final class Settings {

    /** The origin of a value that nobody has set. */
    public static final String DEFAULT = "default";
    /** The origin of a value from a setter of the builder. */
    public static final String BUILDER = "builder";
    /** The origin of a value that is not the default, in settings that somebody made by their constructor. */
    static final String CODE = "code";

    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
    private static final int MOST_CREATORS = 4;

    private static final List<Setting<?>> ENTRIES = new ArrayList<>(); // filled below, then not changed any more

    public static final Setting<String> NAME = fixed(
            "name", new Form<>((name, text) -> text, text -> text, Rules::name), PoolConfig::name, draft -> "pool");
    public static final Setting<Integer> MAX_SIZE = changeable(
            "maxSize",
            number(Rules.atLeastOne()),
            PoolConfig::maxSize,
            draft -> draft.isPerThread() ? Integer.MAX_VALUE : 10);
    public static final Setting<Integer> MIN_IDLE = changeable(
            "minIdle", number(Rules.notNegative("set 0 to keep none ready")), PoolConfig::minIdle, draft -> 0);
    public static final Setting<Integer> MAX_IDLE = changeable(
            "maxIdle",
            number(Rules.notNegative("set 0 to keep none, or leave it out to keep all")),
            PoolConfig::maxIdle,
            draft -> draft.get(MAX_SIZE));
    public static final Setting<Duration> ACQUIRE_TIMEOUT = changeable(
            "acquireTimeout",
            time(Rules.noNegativeTime("set zero to not wait")),
            PoolConfig::acquireTimeout,
            draft -> HALF_A_MINUTE);
    public static final Setting<Duration> CREATE_TIMEOUT = changeable(
            "createTimeout",
            time(Rules.longerThanZero("set how long one creation may take, such as 30s")),
            PoolConfig::createTimeout,
            draft -> HALF_A_MINUTE);
    public static final Setting<Duration> CLOSE_TIMEOUT = changeable(
            "closeTimeout",
            time(Rules.noNegativeTime("set zero to not wait")),
            PoolConfig::closeTimeout,
            draft -> HALF_A_MINUTE);
    public static final Setting<WhenExhausted> WHEN_EXHAUSTED = changeable(
            "whenExhausted", choice(WhenExhausted.class), PoolConfig::whenExhausted, draft -> WhenExhausted.WAIT);
    public static final Setting<Integer> MAX_WAITERS = changeable(
            "maxWaiters",
            numberOr(
                    "unbounded",
                    Integer.MAX_VALUE,
                    Rules.notNegative("set 0 to let nobody wait, or leave it out for no bound")),
            PoolConfig::maxWaiters,
            draft -> Integer.MAX_VALUE);
    public static final Setting<Order> ORDER =
            fixed("order", choice(Order.class), PoolConfig::order, draft -> Order.AFFINE);
    public static final Setting<Fairness> FAIRNESS = fixed(
            "fairness",
            new Form<>(Parsers::fairness, Parsers::word, Rules.none()),
            PoolConfig::fairness,
            draft -> Fairness.BOUNDED);
    public static final Setting<ValidateOnAcquire> VALIDATE_ON_ACQUIRE = fixed(
            "validateOnAcquire",
            new Form<>(Parsers::validateOnAcquire, Parsers::validateOnAcquireText, Rules.none()),
            PoolConfig::validateOnAcquire,
            draft -> draft.hasValidator()
                    ? ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(1))
                    : ValidateOnAcquire.off());
    public static final Setting<Boolean> VALIDATE_ON_RETURN =
            fixed("validateOnReturn", truth(), PoolConfig::validateOnReturn, draft -> false);
    public static final Setting<Duration> HEALTH_CHECK_INTERVAL = changeable(
            "healthCheckInterval",
            timeOrOff(Rules.noNegativeTime("set zero to check none")),
            PoolConfig::healthCheckInterval,
            draft -> draft.hasHealthCheck() ? Duration.ofMinutes(5) : Duration.ZERO);
    public static final Setting<Duration> VALIDATION_TIMEOUT = changeableWhere(
            running -> Rules.validates(
                    running.validateOnAcquire(), running.validateOnReturn(), running.healthCheckInterval()),
            "validationTimeout",
            time(Rules.noNegativeTime("set zero to validate on the calling thread, without a limit")),
            PoolConfig::validationTimeout,
            draft -> Rules.DEFAULT_VALIDATION_TIMEOUT);
    public static final Setting<Duration> MAX_LIFETIME = changeable(
            "maxLifetime",
            timeOrOff(Rules.noNegativeTime("set zero to let objects live for ever")),
            PoolConfig::maxLifetime,
            draft -> Duration.ZERO);
    public static final Setting<Double> LIFETIME_JITTER = changeable(
            "lifetimeJitter",
            new Form<>(Parsers::fraction, Object::toString, Rules::fraction),
            PoolConfig::lifetimeJitter,
            draft -> Rules.DEFAULT_LIFETIME_JITTER);
    public static final Setting<Duration> MAX_IDLE_TIME = changeable(
            "maxIdleTime",
            timeOrOff(Rules.noNegativeTime("set zero to keep idle objects for ever")),
            PoolConfig::maxIdleTime,
            draft -> Duration.ZERO);
    public static final Setting<Long> MAX_USES = fixed(
            "maxUses",
            new Form<>(Parsers::countOrOff, uses -> uses == 0 ? "off" : uses.toString(), Rules::notNegativeCount),
            PoolConfig::maxUses,
            draft -> 0L);
    public static final Setting<Duration> RECLAIM_AFTER = changeable(
            "reclaimAfter",
            timeOrOff(Rules.noNegativeTime("set zero to end no lease")),
            PoolConfig::reclaimAfter,
            draft -> Duration.ZERO);
    public static final Setting<Creation> CREATION = fixed(
            "creation",
            choice(Creation.class),
            PoolConfig::creation,
            draft -> draft.isPerThread() && !draft.usesStages() ? Creation.CALLER : Creation.BACKGROUND);
    public static final Setting<Integer> PARALLEL_CREATIONS = changeable(
            "parallelCreations",
            number(Rules.atLeastOne()),
            PoolConfig::parallelCreations,
            draft -> Math.min(MOST_CREATORS, draft.get(MAX_SIZE)));
    public static final Setting<Boolean> RESET_IN_BACKGROUND =
            fixed("resetInBackground", truth(), PoolConfig::resetInBackground, Draft::usesStages);
    public static final Setting<Duration> CREATION_BACK_OFF_FIRST = changeable(
            "creationBackOffFirst",
            time(Rules.longerThanZero("set the shortest pause, such as 100ms")),
            PoolConfig::creationBackOffFirst,
            draft -> Duration.ofMillis(100));
    public static final Setting<Duration> CREATION_BACK_OFF_LONGEST = changeable(
            "creationBackOffLongest",
            time(Rules.longerThanZero("set the longest pause, such as 30s")),
            PoolConfig::creationBackOffLongest,
            draft -> HALF_A_MINUTE);
    public static final Setting<Duration> RIDE_OUT = changeable(
            "rideOut",
            timeOrOff(Rules.noNegativeTime("set zero to fail at once while creation fails")),
            PoolConfig::rideOut,
            draft -> Duration.ZERO);
    public static final Setting<Leaks> LEAKS = fixed(
            "leaks",
            new Form<>(Parsers::leaks, Parsers::leaksText, Rules.none()),
            PoolConfig::leaks,
            draft -> Leaks.on());
    public static final Setting<Integer> LEAK_STACKS = changeable(
            "leakStacks",
            numberOr("off", 0, Rules.notNegative("0 keeps no stacks")),
            PoolConfig::leakStacks,
            draft -> 0);
    public static final Setting<Duration> HOLD_WARNING = changeable(
            "holdWarning",
            timeOrOff(Rules.noNegativeTime("set zero to warn of none")),
            PoolConfig::holdWarning,
            draft -> Duration.ZERO);
    public static final Setting<NestedAcquire> NESTED_ACQUIRE = changeable(
            "nestedAcquire", choice(NestedAcquire.class), PoolConfig::nestedAcquire, draft -> NestedAcquire.ALLOW);
    public static final Setting<Boolean> HISTOGRAMS =
            changeable("histograms", truth(), PoolConfig::histograms, draft -> true);

    /** All of them, in the order in which they are shown. */
    public static final List<Setting<?>> ALL = List.copyOf(ENTRIES);

    private Settings() {}

    /** The settings of a draft as they are, checked by the records only. */
    static PoolConfig assemble(Draft draft, String defaultName) {
        Map<String, String> origins = new HashMap<>();
        for (Setting<?> setting : ALL) {
            origins.put(setting.name(), draft.origin(setting));
        }
        return new PoolConfig(
                draft.isDefault(NAME) ? defaultName : draft.get(NAME),
                new Sizing(draft.get(MAX_SIZE), draft.get(MIN_IDLE), draft.get(MAX_IDLE)),
                new Timeouts(draft.get(ACQUIRE_TIMEOUT), draft.get(CREATE_TIMEOUT), draft.get(CLOSE_TIMEOUT)),
                new Waiting(draft.get(WHEN_EXHAUSTED), draft.get(MAX_WAITERS), draft.get(ORDER), draft.get(FAIRNESS)),
                new Validation(
                        draft.get(VALIDATE_ON_ACQUIRE),
                        draft.get(VALIDATE_ON_RETURN),
                        draft.get(HEALTH_CHECK_INTERVAL),
                        draft.get(VALIDATION_TIMEOUT)),
                new Expiry(
                        draft.get(MAX_LIFETIME),
                        draft.get(LIFETIME_JITTER),
                        draft.get(MAX_IDLE_TIME),
                        draft.get(MAX_USES),
                        draft.get(RECLAIM_AFTER)),
                new Supply(
                        draft.get(CREATION),
                        draft.get(PARALLEL_CREATIONS),
                        draft.get(RESET_IN_BACKGROUND),
                        draft.get(CREATION_BACK_OFF_FIRST),
                        draft.get(CREATION_BACK_OFF_LONGEST),
                        draft.get(RIDE_OUT)),
                draft.get(LEAKS),
                new Diagnostics(draft.get(LEAK_STACKS), draft.get(HOLD_WARNING), draft.get(NESTED_ACQUIRE)),
                draft.get(HISTOGRAMS),
                origins);
    }

    // --- Entries of the catalogue -------------------------------------------------------------------------------

    /** A setting that a running pool can take over. */
    private static <V> Setting<V> changeable(
            String name, Form<V> form, Function<PoolConfig, V> reader, Function<Draft, V> byDefault) {
        return changeableWhere(running -> true, name, form, reader, byDefault);
    }

    /** A setting for the life of a pool. */
    private static <V> Setting<V> fixed(
            String name, Form<V> form, Function<PoolConfig, V> reader, Function<Draft, V> byDefault) {
        return changeableWhere(running -> false, name, form, reader, byDefault);
    }

    /** A setting that some running pools can take over; to others it says nothing. */
    private static <V> Setting<V> changeableWhere(
            Predicate<PoolConfig> where,
            String name,
            Form<V> form,
            Function<PoolConfig, V> reader,
            Function<Draft, V> byDefault) {
        Setting<V> entry = new Setting<>(name, form, reader, byDefault, where);
        ENTRIES.add(entry);
        return entry;
    }

    private static Form<Integer> number(Rule<Integer> rule) {
        return new Form<>(Parsers::number, Object::toString, rule);
    }

    /** A number that has a word for one of its values. */
    private static Form<Integer> numberOr(String word, int meaning, Rule<Integer> rule) {
        return new Form<>(
                Parsers.numberOr(word, meaning), number -> number == meaning ? word : number.toString(), rule);
    }

    private static Form<Duration> time(Rule<Duration> rule) {
        return new Form<>(Parsers::duration, Parsers::durationText, rule);
    }

    private static Form<Duration> timeOrOff(Rule<Duration> rule) {
        return new Form<>(Parsers::durationOrOff, Parsers::durationTextOrOff, rule);
    }

    private static Form<Boolean> truth() {
        return new Form<>(Parsers::truth, Object::toString, Rules.none());
    }

    private static <E extends Enum<E>> Form<E> choice(Class<E> type) {
        return new Form<>(Parsers.choice(type), Parsers::word, Rules.none());
    }

    // --- Settings side by side ----------------------------------------------------------------------------------

    /**
     * A setting that two configurations have different values of.
     *
     * @param name the setting, such as {@code maxSize}
     * @param before the one value as text
     * @param after the other value as text
     */
    public record Difference(String name, String before, String after) {

        /** Such as {@code maxSize: 10 -> 20}. */
        @Override
        public String toString() {
            return name + ": " + before + " -> " + after;
        }
    }

    /**
     * In which settings two configurations differ. Where values came from makes no difference.
     *
     * @param from the one
     * @param to the other
     * @return in the order of the catalogue; empty if they are equal
     */
    public static List<Difference> differences(PoolConfig from, PoolConfig to) {
        List<Difference> differences = new ArrayList<>();
        for (Setting<?> setting : ALL) {
            if (!setting.in(from).equals(setting.in(to))) {
                differences.add(new Difference(setting.name(), setting.textIn(from), setting.textIn(to)));
            }
        }
        return differences;
    }

    /**
     * What a running pool makes of other settings: those that it can change have the new values, all others the old ones.
     * What has no effect is not refused here, as settings of a running pool may come to contradict each other; what the
     * records forbid is.
     *
     * @param running the settings of the pool
     * @param wanted the settings that it is to have
     * @return the settings together; those that change have the origin that they have in {@code wanted}
     * @throws IllegalArgumentException if they cannot be together
     */
    public static PoolConfig merge(PoolConfig running, PoolConfig wanted) {
        Draft merged = new Draft();
        for (Setting<?> setting : ALL) {
            boolean changes =
                    setting.isChangeable(running) && !setting.in(running).equals(setting.in(wanted));
            merged.copy(setting, changes ? wanted : running);
        }
        return assemble(merged, running.name());
    }

    /**
     * Other sizes, with a note of who changed them.
     *
     * @param base the settings
     * @param sizing the new sizes
     * @param origin where those sizes come from that change; a {@code maxIdle} that is as large as {@code maxSize} by
     *     default stays so
     * @return the settings
     */
    public static PoolConfig withSizing(PoolConfig base, Sizing sizing, String origin) {
        Map<String, String> origins = new HashMap<>(base.origins());
        PoolConfig changed = base.withSizing(sizing);
        for (Difference difference : differences(base, changed)) {
            boolean follows = difference.name().equals(MAX_IDLE.name())
                    && originOf(base, MAX_IDLE).equals(DEFAULT)
                    && sizing.maxIdle() == sizing.maxSize();
            origins.put(difference.name(), follows ? DEFAULT : origin);
        }
        return changed.withOrigins(origins);
    }

    // --- Settings as text ---------------------------------------------------------------------------------------

    static String originOf(PoolConfig config, Setting<?> setting) {
        String origin = config.origins().get(setting.name());
        return origin == null ? (isDefault(config, setting) ? DEFAULT : CODE) : origin;
    }

    private static boolean isDefault(PoolConfig config, Setting<?> setting) {
        Draft sizeOnly = new Draft();
        sizeOnly.set(MAX_SIZE, config.maxSize(), DEFAULT);
        return setting == MAX_SIZE
                ? setting.in(config).equals(setting.byDefault(new Draft()))
                : setting.in(config).equals(setting.byDefault(sizeOnly));
    }

    /**
     * A line for each setting: its name, its value, and where that came from.
     *
     * @param config the settings
     * @return the lines, without a line break at the end
     */
    public static String describe(PoolConfig config) {
        int names =
                ALL.stream().mapToInt(setting -> setting.name().length()).max().orElseThrow();
        int values = ALL.stream()
                .filter(setting -> setting != NAME) // a long one would push all origins away
                .mapToInt(setting -> setting.textIn(config).length())
                .max()
                .orElseThrow();
        StringBuilder text = new StringBuilder();
        for (Setting<?> setting : ALL) {
            text.append(text.length() == 0 ? "" : "\n")
                    .append(padded(setting.name(), names))
                    .append(" = ")
                    .append(padded(setting.textIn(config), values))
                    .append("  (")
                    .append(originOf(config, setting))
                    .append(')');
        }
        return text.toString();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /**
     * The settings that are not as they are by default, but for the name.
     *
     * @param config the settings
     * @return one line, such as {@code maxSize=20, leaks=off}, or {@code all by default}
     */
    public static String changes(PoolConfig config) {
        StringBuilder text = new StringBuilder();
        for (Setting<?> setting : ALL) {
            if (setting != NAME && !isDefault(config, setting)) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(setting.name())
                        .append('=')
                        .append(setting.textIn(config));
            }
        }
        return text.length() == 0 ? "all by default" : text.toString();
    }
}
