package dev.rockpool.internal.config;

import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Settings in the making: each value is sound by itself and knows where it came from; together they are checked in the
 * end. What nobody has set follows its default, also when that depends on a setting that is changed later.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Draft {

    private static final AtomicInteger UNNAMED = new AtomicInteger(); // pools so far that nobody gave a name

    private record Entry(Object value, String origin) {}

    private final Map<Setting<?>, Entry> entries = new HashMap<>();
    /** What was set to something that could not be used; nothing more is said about it. */
    private final Set<Setting<?>> broken = new HashSet<>();

    private boolean hasValidator;
    private boolean hasHealthCheck;
    private boolean usesStages;

    /**
     * Sets a value, in place of what was there.
     *
     * @param setting which
     * @param value the value
     * @param origin where it came from
     * @param <V> its type
     * @throws IllegalArgumentException if the value is not sound
     * @throws NullPointerException if the value is null
     */
    public <V> void set(Setting<V> setting, V value, String origin) {
        entries.put(setting, new Entry(setting.checked(value), origin));
        broken.remove(setting);
    }

    /** A validator was set in code, so that idle objects are validated by default. */
    public void validate() {
        hasValidator = true;
    }

    /** The steps are stages, so that none may run on a thread that has to wait for it. */
    public void useStages() {
        usesStages = true;
    }

    boolean usesStages() {
        return usesStages;
    }

    /** Whether objects belong to threads. */
    boolean isPerThread() {
        return get(Settings.ORDER) == Order.PER_THREAD;
    }

    /** A health check was set in code, so that idle objects are checked by default. */
    public void checkHealth() {
        hasHealthCheck = true;
    }

    boolean hasHealthCheck() {
        return hasHealthCheck;
    }

    boolean hasValidator() {
        return hasValidator;
    }

    /**
     * The value that is set, or the default.
     *
     * @param setting which
     * @param <V> its type
     * @return the value
     */
    @SuppressWarnings("unchecked") // set() takes only values of the setting's type
    public <V> V get(Setting<V> setting) {
        Entry entry = entries.get(setting);
        return entry == null ? setting.byDefault(this) : (V) entry.value();
    }

    /** Where the value came from. */
    public String origin(Setting<?> setting) {
        Entry entry = entries.get(setting);
        return entry == null ? Settings.DEFAULT : entry.origin();
    }

    /** Whether nobody has set it. */
    public boolean isDefault(Setting<?> setting) {
        return !entries.containsKey(setting);
    }

    /** The value as text. */
    public <V> String textOf(Setting<V> setting) {
        return setting.text(get(setting));
    }

    /** Somebody tried to set it, and it did not work. */
    public void markBroken(Setting<?> setting) {
        broken.add(setting);
    }

    /** Whether somebody tried to set it, and it did not work. */
    public boolean isBroken(Setting<?> setting) {
        return broken.contains(setting);
    }

    /** Takes a setting over as it is, together with its origin. What is default there is so here. */
    <V> void copy(Setting<V> setting, PoolConfig config) {
        entries.put(setting, new Entry(setting.in(config), Settings.originOf(config, setting)));
        broken.remove(setting);
    }

    /**
     * Takes over all settings, in place of those that were here. What nobody has set there follows its default here, too.
     *
     * @param config the settings
     */
    public void takeOver(PoolConfig config) {
        entries.clear();
        broken.clear();
        for (Setting<?> setting : Settings.ALL) {
            if (!Settings.originOf(config, setting).equals(Settings.DEFAULT)) {
                copy(setting, config);
            }
        }
    }

    /**
     * Checks the settings against each other, and makes the configuration.
     *
     * @param defaultName the pool's name if none is set
     * @return the settings, each with its origin
     * @throws IllegalArgumentException that names all contradictions, each on a line of its own
     */
    public PoolConfig toConfig(String defaultName) {
        Problems problems = new Problems();
        contradictions(problems);
        problems.throwIfAny();
        return Settings.assemble(this, defaultName);
    }

    /** The same, with a name of its own for each if none is set. */
    public PoolConfig toConfig() {
        toConfig("pool"); // first, so that a failure takes no number
        return toConfig("pool-" + UNNAMED.incrementAndGet());
    }

    // --- The rules ----------------------------------------------------------------------------------------------

    /** What settings say against each other, as far as they are sound. */
    public void contradictions(Problems problems) {
        int maxSize = get(Settings.MAX_SIZE);
        int minIdle = get(Settings.MIN_IDLE);
        int maxIdle = get(Settings.MAX_IDLE);
        rule(problems, rule -> Rules.minIdleFits(rule, minIdle, maxSize), Settings.MIN_IDLE, Settings.MAX_SIZE);
        rule(problems, rule -> Rules.maxIdleFits(rule, maxIdle, maxSize), Settings.MAX_IDLE, Settings.MAX_SIZE);
        // A maxIdle that is maxSize by default would only say once more what the first rule says.
        if (entries.containsKey(Settings.MAX_IDLE)) {
            rule(problems, rule -> Rules.idlesFit(rule, minIdle, maxIdle), Settings.MAX_IDLE, Settings.MIN_IDLE);
        }
        int parallel = get(Settings.PARALLEL_CREATIONS);
        rule(
                problems,
                rule -> Rules.parallelCreationsFit(rule, parallel, maxSize),
                Settings.PARALLEL_CREATIONS,
                Settings.MAX_SIZE);
        rule(
                problems,
                rule -> Rules.creationBackOffsFit(
                        rule, get(Settings.CREATION_BACK_OFF_FIRST), get(Settings.CREATION_BACK_OFF_LONGEST)),
                Settings.CREATION_BACK_OFF_FIRST,
                Settings.CREATION_BACK_OFF_LONGEST);
        rule(
                problems,
                rule -> Rules.validationTimeoutIsUsed(
                        rule,
                        get(Settings.VALIDATION_TIMEOUT),
                        get(Settings.VALIDATE_ON_ACQUIRE),
                        get(Settings.VALIDATE_ON_RETURN),
                        get(Settings.HEALTH_CHECK_INTERVAL)),
                Settings.VALIDATION_TIMEOUT,
                Settings.VALIDATE_ON_ACQUIRE,
                Settings.VALIDATE_ON_RETURN,
                Settings.HEALTH_CHECK_INTERVAL);
        kindContradictions(problems);
        rule(
                problems,
                rule -> Rules.lifetimeJitterIsUsed(rule, get(Settings.LIFETIME_JITTER), get(Settings.MAX_LIFETIME)),
                Settings.LIFETIME_JITTER,
                Settings.MAX_LIFETIME);
    }

    /** What settings say against the kind of the pool. */
    private void kindContradictions(Problems problems) {
        if (isPerThread()) {
            rule(
                    problems,
                    rule -> Rules.threadsCreate(rule, get(Settings.CREATION)),
                    Settings.CREATION,
                    Settings.ORDER);
            rule(
                    problems,
                    rule -> Rules.threadsTakeOfOthers(rule, get(Settings.WHEN_EXHAUSTED)),
                    Settings.WHEN_EXHAUSTED,
                    Settings.ORDER);
        }
        if (usesStages) {
            rule(problems, rule -> Rules.creationIsInBackground(rule, get(Settings.CREATION)), Settings.CREATION);
            rule(
                    problems,
                    rule -> Rules.resetIsInBackground(rule, get(Settings.RESET_IN_BACKGROUND)),
                    Settings.RESET_IN_BACKGROUND);
            rule(
                    problems,
                    rule -> Rules.validationIsLimited(rule, get(Settings.VALIDATION_TIMEOUT)),
                    Settings.VALIDATION_TIMEOUT);
        }
    }

    private void rule(Problems problems, Consumer<Problems> rule, Setting<?>... involved) {
        for (Setting<?> setting : involved) {
            if (broken.contains(setting)) {
                return;
            }
        }
        Problems found = new Problems();
        rule.accept(found);
        found.found().forEach(problem -> problems.add(problem + origins(involved)));
    }

    /** Where the values that contradict each other came from; says nothing if there is only the builder. */
    private String origins(Setting<?>... involved) {
        List<String> origins = new ArrayList<>();
        boolean isWorthSaying = false;
        for (Setting<?> setting : involved) {
            String origin = origin(setting);
            isWorthSaying |= !origin.equals(Settings.DEFAULT) && !origin.equals(Settings.BUILDER);
            origins.add(setting.name() + (origin.equals(Settings.DEFAULT) ? " by default" : " from " + origin));
        }
        return isWorthSaying ? " [" + String.join(", ", origins) + "]" : "";
    }
}
