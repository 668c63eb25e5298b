package dev.rockpool.text;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.internal.config.Draft;
import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import dev.rockpool.text.Layer.Line;
import dev.rockpool.text.Presets.Preset;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a configuration of text. The sources are laid on top of one another, the lowest first: defaults, ready-made
 * profile, plain keys, keys of the active profile, environment. What is wrong in any of them is told together.
 */
final class TextReader {

    /** Which idle objects HikariCP tests before use. */
    private static final ValidateOnAcquire AS_HIKARI = ValidateOnAcquire.whenIdleFor(Duration.ofMillis(500));

    private final String prefix;
    private final Problems problems = new Problems();
    private final Sources sources;

    private TextReader(Map<String, String> properties, String prefix, Map<String, String> environment) {
        this.prefix = prefix;
        this.sources = Sources.of(properties, prefix, environment, problems);
    }

    /**
     * What a text says.
     *
     * @param config the settings of the pool, each with its origin
     * @param connection what is handed on to who makes the objects, by HikariCP's names
     */
    record Reading(PoolConfig config, Map<String, String> connection) {}

    /**
     * Reads settings.
     *
     * @param properties the keys and values; others than those under the prefix are left alone
     * @param prefix what the keys begin with, without the last dot; empty for keys without dots
     * @param environment the environment's variables; not read when the prefix is empty
     * @return the settings
     * @throws IllegalArgumentException that names all that is wrong
     */
    static Reading read(Map<String, String> properties, String prefix, Map<String, String> environment) {
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(environment, "environment");
        checkPrefix(Objects.requireNonNull(prefix, "prefix"));
        return new TextReader(properties, prefix, environment).read();
    }

    /**
     * All that is in properties, what they have by default included.
     *
     * @param properties keys and values
     * @return the same as text
     */
    static Map<String, String> text(Properties properties) {
        Map<String, String> text = new HashMap<>();
        properties.forEach((key, value) -> text.put(key.toString(), value.toString()));
        properties.stringPropertyNames().forEach(key -> text.put(key, properties.getProperty(key)));
        return text;
    }

    /**
     * The name of a setting about connections.
     *
     * @param name the name, in any spelling that a text may have
     * @return as HikariCP spells it
     * @throws IllegalArgumentException if there is none of that name
     */
    static String connectionName(String name) {
        String known = ConnectionKeys.find(Objects.requireNonNull(name, "name"));
        if (known == null) {
            throw new IllegalArgumentException("no setting about connections has the name \"" + Names.escaped(name)
                    + "\"; the nearest one is \"" + Spelling.nearest(name, ConnectionKeys.NAMES) + "\"");
        }
        return known;
    }

    private static void checkPrefix(String prefix) {
        Problems wrong = new Problems();
        wrong.require(
                prefix.isEmpty() || !prefix.isBlank(),
                "prefix must not be blank, was \"%s\"; give what the keys begin with, such as \"rockpool.orders\", or \"\""
                        + " for keys without a prefix",
                prefix);
        wrong.require(
                prefix.isBlank()
                        || prefix.startsWith("%")
                        || prefix.equals(TextKey.of(prefix).name()),
                "prefix must not have blanks around its parts, was \"%s\"; write \"%s\"",
                prefix,
                TextKey.of(prefix).name());
        wrong.require(
                !prefix.endsWith("."),
                "prefix must not end with a dot, was \"%s\"; leave the dot out, it is added",
                prefix);
        wrong.require(
                !prefix.startsWith("%"),
                "prefix must not begin with %%, was \"%s\"; choose a profile with %s",
                prefix,
                Sources.GLOBAL_PROFILE);
        wrong.require(
                prefix.codePoints().noneMatch(Names::isControl),
                "prefix must not have control characters, was \"%s\"; take them out",
                prefix);
        wrong.throwIfAny();
    }

    private Reading read() {
        Draft draft = new Draft();
        if (!prefix.isEmpty()) {
            draft.set(Settings.NAME, Sources.lastPart(prefix), "the end of the prefix");
        }
        String profile = activeProfile();
        if (profile != null) {
            String why = Presets.PROFILES.containsKey(profile) ? " (ready-made)" : " (not production)";
            for (Preset<?> preset : Presets.profile(profile)) {
                preset.applyTo(draft, "profile " + Names.escaped(profile) + why);
            }
        }
        Map<String, String> connection = new TreeMap<>();
        Line strategy = null;
        Evictor evictor = new Evictor();
        for (Layer layer : layers(profile)) {
            layer.readInto(draft, evictor, problems);
            connection.putAll(layer.connection());
            strategy = layer.strategy() == null ? strategy : layer.strategy();
        }
        keepIdleAsHikari(draft);
        layers(profile).forEach(layer -> layer.refuseForeign(draft, problems));
        readInactive(profile);
        if (strategy != null) {
            apply(strategy, draft);
        }
        validateAsHikari(draft);
        draft.contradictions(problems);
        throwIfAny();
        return new Reading(draft.toConfig("pool"), Map.copyOf(connection));
    }

    private List<Layer> layers(@Nullable String profile) {
        Layer active = profile == null ? null : sources.profiles().get(profile);
        return active == null
                ? List.of(sources.plain(), sources.variables())
                : List.of(sources.plain(), active, sources.variables());
    }

    /** HikariCP has a time for validations because it validates; ours would have no effect by itself. */
    private static void validateAsHikari(Draft draft) {
        String origin = draft.origin(Settings.VALIDATION_TIMEOUT);
        boolean saysNothing = draft.isDefault(Settings.VALIDATE_ON_ACQUIRE)
                && draft.isDefault(Settings.VALIDATE_ON_RETURN)
                && !draft.isBroken(Settings.VALIDATE_ON_ACQUIRE)
                && !draft.isBroken(Settings.VALIDATE_ON_RETURN);
        if (saysNothing && origin.endsWith(Keys.origin(Keys.HIKARI))) {
            draft.set(Settings.VALIDATE_ON_ACQUIRE, AS_HIKARI, origin);
        }
    }

    /** HikariCP evicts what is idle only on top of {@code minimumIdle}, which is the maximum unless it is set. */
    private static void keepIdleAsHikari(Draft draft) {
        String origin = draft.origin(Settings.MAX_IDLE_TIME);
        boolean keepsAll =
                draft.isDefault(Settings.MIN_IDLE) || draft.get(Settings.MIN_IDLE) >= draft.get(Settings.MAX_SIZE);
        if (keepsAll && origin.endsWith(Keys.origin(Keys.HIKARI))) {
            draft.set(Settings.MAX_IDLE_TIME, Duration.ZERO, origin);
        }
    }

    // --- Profile and strategy -----------------------------------------------------------------------------------

    private @Nullable String activeProfile() {
        Line choice = sources.profileChoice();
        if (choice == null) {
            return null;
        }
        String profile = choice.text();
        SortedSet<String> known = knownProfiles();
        if (known.contains(profile)) {
            return profile;
        }
        problems.add(choice.said() + ": profile must be one of " + String.join(", ", known) + ", was \"" + profile
                + "\"; choose one of them, or give it keys that begin with \"%" + profile + ".\"");
        return null;
    }

    private SortedSet<String> knownProfiles() {
        TreeSet<String> known = new TreeSet<>(Presets.PROFILES.keySet());
        known.addAll(sources.profiles().keySet());
        return known;
    }

    /** Keys of profiles that are not active: their mistakes show before the day they are needed. */
    private void readInactive(@Nullable String active) {
        sources.profiles().forEach((name, layer) -> {
            if (!name.equals(active) && !layer.isEmpty()) {
                Draft draft = new Draft();
                layer.readInto(draft, new Evictor(), problems);
                layer.refuseForeign(draft, problems);
                knownProfiles().stream()
                        .filter(other -> other.equalsIgnoreCase(name) && !other.equals(name))
                        .findFirst()
                        .ifPresent(other -> problems.add("profile \"" + name + "\" is written \"" + other
                                + "\" elsewhere, in this case; write both alike"));
            }
        });
    }

    private void apply(Line strategy, Draft draft) {
        String said = strategy.said();
        List<Preset<?>> presets;
        try {
            presets = Presets.strategy(strategy.text());
        } catch (IllegalArgumentException e) {
            problems.add(said + ": " + e.getMessage());
            return;
        }
        for (Preset<?> preset : presets) {
            Setting<?> setting = preset.setting();
            boolean isFree = draft.isDefault(setting);
            if (!isFree && !draft.isBroken(setting) && !preset.agreesWith(draft)) {
                problems.add(said + ": strategy " + strategy.text() + " means " + setting.key() + "=" + preset.text()
                        + ", but " + draft.origin(setting) + " sets it to " + draft.textOf(setting)
                        + "; remove one of the two");
            } else if (isFree) {
                preset.applyTo(draft, "strategy " + strategy.text() + " (" + strategy.shown() + ")");
            }
        }
    }

    private void throwIfAny() {
        List<String> found = problems.found();
        if (!found.isEmpty()) {
            throw new IllegalArgumentException((found.size() == 1 ? "an error" : found.size() + " errors")
                    + " in the settings "
                    + (prefix.isEmpty() ? "without a prefix" : "under \"" + prefix + "\"") + ":\n  "
                    + String.join("\n  ", found));
        }
    }
}
