package dev.rockpool.internal.config;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.config.Setting.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of all settings: the one place that knows their names. Builder, text, descriptions and comparisons go by
 * it, so none of them can forget one.
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

    public static final Setting<String> NAME = new Setting<>(
            "name", new Form<>((name, text) -> text, text -> text, Rules::name), PoolConfig::name, draft -> "pool");
    public static final Setting<Integer> MAX_SIZE =
            new Setting<>("maxSize", number(Rules::maxSize), PoolConfig::maxSize, draft -> 10);
    public static final Setting<Integer> MIN_IDLE =
            new Setting<>("minIdle", number(Rules::minIdle), PoolConfig::minIdle, draft -> 0);
    public static final Setting<Integer> MAX_IDLE =
            new Setting<>("maxIdle", number(Rules::maxIdle), PoolConfig::maxIdle, draft -> draft.get(MAX_SIZE));
    public static final Setting<Duration> ACQUIRE_TIMEOUT = new Setting<>(
            "acquireTimeout", time(Rules::acquireTimeout), PoolConfig::acquireTimeout, draft -> HALF_A_MINUTE);
    public static final Setting<Duration> CREATE_TIMEOUT = new Setting<>(
            "createTimeout", time(Rules::createTimeout), PoolConfig::createTimeout, draft -> HALF_A_MINUTE);
    public static final Setting<Duration> CLOSE_TIMEOUT =
            new Setting<>("closeTimeout", time(Rules::closeTimeout), PoolConfig::closeTimeout, draft -> HALF_A_MINUTE);
    public static final Setting<WhenExhausted> WHEN_EXHAUSTED = new Setting<>(
            "whenExhausted", choice(WhenExhausted.class), PoolConfig::whenExhausted, draft -> WhenExhausted.WAIT);
    public static final Setting<Integer> MAX_WAITERS = new Setting<>(
            "maxWaiters",
            new Form<>(
                    Parsers.numberOr("unbounded", Integer.MAX_VALUE),
                    number -> number == Integer.MAX_VALUE ? "unbounded" : number.toString(),
                    Rules::maxWaiters),
            PoolConfig::maxWaiters,
            draft -> Integer.MAX_VALUE);
    public static final Setting<Order> ORDER =
            new Setting<>("order", choice(Order.class), PoolConfig::order, draft -> Order.AFFINE);
    public static final Setting<Fairness> FAIRNESS = new Setting<>(
            "fairness",
            new Form<>(Parsers::fairness, Parsers::word, Rules::none),
            PoolConfig::fairness,
            draft -> Fairness.BOUNDED);
    public static final Setting<ValidateOnAcquire> VALIDATE_ON_ACQUIRE = new Setting<>(
            "validateOnAcquire",
            new Form<>(Parsers::validateOnAcquire, Parsers::validateOnAcquireText, Rules::none),
            PoolConfig::validateOnAcquire,
            draft -> draft.hasValidator()
                    ? ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(1))
                    : ValidateOnAcquire.off());
    public static final Setting<Boolean> VALIDATE_ON_RETURN =
            new Setting<>("validateOnReturn", truth(), PoolConfig::validateOnReturn, draft -> false);
    public static final Setting<Duration> VALIDATION_TIMEOUT = new Setting<>(
            "validationTimeout",
            time(Rules::validationTimeout),
            PoolConfig::validationTimeout,
            draft -> Rules.DEFAULT_VALIDATION_TIMEOUT);
    public static final Setting<Creation> CREATION =
            new Setting<>("creation", choice(Creation.class), PoolConfig::creation, draft -> Creation.BACKGROUND);
    public static final Setting<Integer> PARALLEL_CREATIONS = new Setting<>(
            "parallelCreations",
            number(Rules::parallelCreations),
            PoolConfig::parallelCreations,
            draft -> Math.min(MOST_CREATORS, draft.get(MAX_SIZE)));
    public static final Setting<Boolean> RESET_IN_BACKGROUND =
            new Setting<>("resetInBackground", truth(), PoolConfig::resetInBackground, draft -> false);
    public static final Setting<Duration> CREATION_BACK_OFF_FIRST = new Setting<>(
            "creationBackOffFirst",
            time(Rules::creationBackOffFirst),
            PoolConfig::creationBackOffFirst,
            draft -> Duration.ofMillis(100));
    public static final Setting<Duration> CREATION_BACK_OFF_LONGEST = new Setting<>(
            "creationBackOffLongest",
            time(Rules::creationBackOffLongest),
            PoolConfig::creationBackOffLongest,
            draft -> HALF_A_MINUTE);
    public static final Setting<Duration> RIDE_OUT = new Setting<>(
            "rideOut",
            new Form<>(Parsers::durationOrOff, Parsers::durationTextOrOff, Rules::rideOut),
            PoolConfig::rideOut,
            draft -> Duration.ZERO);
    public static final Setting<Leaks> LEAKS = new Setting<>(
            "leaks",
            new Form<>(Parsers::leaks, Parsers::leaksText, Rules::none),
            PoolConfig::leaks,
            draft -> Leaks.on());
    public static final Setting<Integer> LEAK_STACKS = new Setting<>(
            "leakStacks",
            new Form<>(
                    Parsers.numberOr("off", 0), number -> number == 0 ? "off" : number.toString(), Rules::leakStacks),
            PoolConfig::leakStacks,
            draft -> 0);
    public static final Setting<Duration> HOLD_WARNING = new Setting<>(
            "holdWarning",
            new Form<>(Parsers::durationOrOff, Parsers::durationTextOrOff, Rules::holdWarning),
            PoolConfig::holdWarning,
            draft -> Duration.ZERO);
    public static final Setting<NestedAcquire> NESTED_ACQUIRE = new Setting<>(
            "nestedAcquire", choice(NestedAcquire.class), PoolConfig::nestedAcquire, draft -> NestedAcquire.ALLOW);
    public static final Setting<Boolean> HISTOGRAMS =
            new Setting<>("histograms", truth(), PoolConfig::histograms, draft -> true);

    /** All of them, in the order in which they are shown. */
    public static final List<Setting<?>> ALL = List.of(
            NAME,
            MAX_SIZE,
            MIN_IDLE,
            MAX_IDLE,
            ACQUIRE_TIMEOUT,
            CREATE_TIMEOUT,
            CLOSE_TIMEOUT,
            WHEN_EXHAUSTED,
            MAX_WAITERS,
            ORDER,
            FAIRNESS,
            VALIDATE_ON_ACQUIRE,
            VALIDATE_ON_RETURN,
            VALIDATION_TIMEOUT,
            CREATION,
            PARALLEL_CREATIONS,
            RESET_IN_BACKGROUND,
            CREATION_BACK_OFF_FIRST,
            CREATION_BACK_OFF_LONGEST,
            RIDE_OUT,
            LEAKS,
            LEAK_STACKS,
            HOLD_WARNING,
            NESTED_ACQUIRE,
            HISTOGRAMS);

    private Settings() {}

    private static Form<Integer> number(BiConsumer<Problems, Integer> rule) {
        return new Form<>(Parsers::number, Object::toString, rule);
    }

    private static Form<Duration> time(BiConsumer<Problems, Duration> rule) {
        return new Form<>(Parsers::duration, Parsers::durationText, rule);
    }

    private static Form<Boolean> truth() {
        return new Form<>(Parsers::truth, Object::toString, Rules::none);
    }

    private static <E extends Enum<E>> Form<E> choice(Class<E> type) {
        return new Form<>(Parsers.choice(type), Parsers::word, Rules::none);
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
     * A configuration that has some settings from another one. What has no effect is not refused here, as settings of a
     * running pool may come to contradict each other; what the records forbid is.
     *
     * @param base where all other settings come from
     * @param other where those settings come from
     * @param names which settings, such as {@code maxSize}; names that are not settings do nothing
     * @param origin where the values that change come from, or null for what {@code other} says
     * @return the settings together
     * @throws IllegalArgumentException if they cannot be together
     */
    public static PoolConfig merge(PoolConfig base, PoolConfig other, Set<String> names, @Nullable String origin) {
        Draft merged = new Draft();
        for (Setting<?> setting : ALL) {
            boolean changes =
                    names.contains(setting.name()) && !setting.in(base).equals(setting.in(other));
            merged.copy(setting, changes ? other : base, changes ? origin : null);
        }
        return merged.assemble(base.name());
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
