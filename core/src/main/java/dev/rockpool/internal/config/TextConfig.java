package dev.rockpool.internal.config;

import dev.rockpool.PoolConfig;
import dev.rockpool.internal.config.Layer.Line;
import dev.rockpool.internal.config.Presets.Preset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a configuration of text. The sources are laid on top of one another, the lowest first: defaults, ready-made
 * profile, plain keys, keys of the active profile, environment. What is wrong in any of them is told together.
 */
public final class TextConfig {

    private static final String GLOBAL_PROFILE = "rockpool.profile";

    private final Map<String, String> properties;
    private final Map<String, String> environment;
    private final String prefix;

    private final Problems problems = new Problems();
    private final Layer plain = Layer.plain();
    private final Layer variables = Layer.environment();
    /** By name; also those that are not active, so that their mistakes show before they are. */
    private final Map<String, Layer> profiles = new TreeMap<>();

    private TextConfig(Map<String, String> properties, String prefix, Map<String, String> environment) {
        this.properties = new TreeMap<>(properties);
        this.environment = new TreeMap<>(environment);
        this.prefix = prefix;
    }

    /**
     * Reads settings.
     *
     * @param properties the keys and values; others than those under the prefix are left alone
     * @param prefix what the keys begin with, without the last dot
     * @param environment the environment's variables
     * @return the settings, each with its origin
     * @throws IllegalArgumentException that names all that is wrong
     */
    public static PoolConfig read(Map<String, String> properties, String prefix, Map<String, String> environment) {
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(environment, "environment");
        checkPrefix(Objects.requireNonNull(prefix, "prefix"));
        return new TextConfig(properties, prefix, environment).read();
    }

    /**
     * The variables of this process.
     *
     * @return an unmodifiable map
     */
    public static Map<String, String> environment() {
        return System.getenv();
    }

    private static void checkPrefix(String prefix) {
        Problems wrong = new Problems();
        wrong.require(
                !prefix.isBlank(),
                "prefix must not be blank, was \"%s\"; give what the keys begin with, such as \"rockpool.orders\"",
                prefix);
        wrong.require(
                prefix.isBlank() || prefix.equals(prefix.strip()),
                "prefix must not begin or end with blanks, was \"%s\"; write \"%s\"",
                prefix,
                prefix.strip());
        wrong.require(
                !prefix.endsWith("."),
                "prefix must not end with a dot, was \"%s\"; leave the dot out, it is added",
                prefix);
        wrong.require(
                !prefix.startsWith("%"),
                "prefix must not begin with %%, was \"%s\"; choose a profile with %s",
                prefix,
                GLOBAL_PROFILE);
        wrong.throwIfAny();
    }

    private PoolConfig read() {
        sortKeys();
        sortVariables();
        Draft draft = new Draft();
        String own = prefix.substring(prefix.lastIndexOf('.') + 1);
        draft.set(Settings.NAME, own, "the end of the prefix");
        String profile = activeProfile();
        if (profile != null) {
            for (Preset<?> preset : Presets.PROFILES.getOrDefault(profile, List.of())) {
                preset.applyTo(draft, "profile " + profile + " (ready-made)");
            }
        }
        Line strategy = null;
        for (Layer layer : layers(profile)) {
            layer.readInto(draft, problems);
            strategy = layer.strategy() == null ? strategy : layer.strategy();
        }
        profiles.forEach((name, layer) -> {
            if (!name.equals(profile)) {
                layer.readInto(new Draft(), problems);
            }
        });
        if (strategy != null) {
            apply(strategy, draft);
        }
        draft.contradictions(problems);
        throwIfAny();
        return draft.toConfig(own);
    }

    private List<Layer> layers(@Nullable String profile) {
        Layer active = profile == null ? null : profiles.get(profile);
        return active == null ? List.of(plain, variables) : List.of(plain, active, variables);
    }

    // --- Which keys belong where --------------------------------------------------------------------------------

    private void sortKeys() {
        properties.forEach((key, value) -> {
            if (!key.startsWith("%")) {
                sort(plain, key, key, value);
                return;
            }
            int dot = key.indexOf('.');
            if (dot > 0) {
                Layer layer = profiles.computeIfAbsent(key.substring(1, dot), name -> Layer.profile());
                String rest = key.substring(dot + 1);
                if (rest.equals(GLOBAL_PROFILE)) {
                    layer.add(key, Keys.PROFILE, text(value));
                } else {
                    sort(layer, key, rest, value);
                }
            }
        });
    }

    private void sort(Layer layer, String shown, String key, @Nullable String value) {
        if (key.startsWith(prefix + ".")) {
            layer.add(shown, key.substring(prefix.length() + 1), text(value));
        }
    }

    private void sortVariables() {
        String start = variable(prefix) + "_";
        environment.forEach((name, value) -> {
            if (name.startsWith(start) && name.length() > start.length()) {
                variables.add("environment " + name, name.substring(start.length()), text(value));
            }
        });
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    // --- Profile and strategy -----------------------------------------------------------------------------------

    /** The environment before the text, and what is said for this pool before what is said for all. */
    private @Nullable String activeProfile() {
        for (String key : List.of(prefix + "." + Keys.PROFILE, GLOBAL_PROFILE)) {
            String value = environment.get(variable(key));
            if (value != null) {
                return known(value.strip(), "environment " + variable(key));
            }
        }
        for (String key : List.of(prefix + "." + Keys.PROFILE, GLOBAL_PROFILE)) {
            if (properties.containsKey(key)) {
                return known(text(properties.get(key)), key);
            }
        }
        return null;
    }

    private @Nullable String known(String profile, String origin) {
        TreeSet<String> known = new TreeSet<>(Presets.PROFILES.keySet());
        known.addAll(profiles.keySet());
        if (known.contains(profile)) {
            return profile;
        }
        problems.add(origin + "=" + profile + ": profile must be one of " + String.join(", ", known) + ", was \""
                + profile + "\"; choose one of them, or give it keys that begin with \"%" + profile + ".\"");
        return null;
    }

    private void apply(Line strategy, Draft draft) {
        String said = strategy.shown() + "=" + strategy.text();
        List<Preset<?>> presets;
        try {
            presets = Presets.strategy(strategy.text());
        } catch (IllegalArgumentException e) {
            problems.add(said + ": " + e.getMessage());
            return;
        }
        for (Preset<?> preset : presets) {
            Setting<?> setting = preset.setting();
            boolean isFree = draft.origin(setting).equals(Settings.DEFAULT);
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
                    + " in the settings under \"" + prefix + "\":\n  " + String.join("\n  ", found));
        }
    }
}
