package dev.rockpool.text;

import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Problems;
import dev.rockpool.text.Layer.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which keys and variables are about one pool, and in which source of its settings they belong. What looks as if it were
 * meant for the pool and is not written so is refused, so that nothing is ignored in silence.
 */
final class Sources {

    static final String GLOBAL_PROFILE = "rockpool.profile";

    /** What begins with it is ours. */
    private static final String ROCKPOOL = "ROCKPOOL_";
    /** What Kubernetes puts into the environment of every process for a service whose name begins like the pool's. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_.*)?)");

    private final String prefix;
    private final boolean isHikaris;
    private final Problems problems;
    private final NearMisses nearMisses;
    private final Layer plain;
    private final Layer variables;
    /** By name; also those that are not active, so that their mistakes show before they are. */
    private final Map<String, Layer> profiles = new TreeMap<>();
    /** What chooses the profile of this pool and of all pools: variables, then keys. */
    private final List<Line> choices = new ArrayList<>();

    private Sources(String prefix, Problems problems) {
        this.prefix = prefix;
        this.problems = problems;
        this.nearMisses = new NearMisses(prefix, problems);
        this.isHikaris = Names.relaxed(lastPart(prefix)).equals("hikari");
        this.plain = Layer.plain(isHikaris);
        this.variables = Layer.environment(isHikaris);
    }

    /** Sorts all keys and variables. An empty prefix is for keys without one, and has no variables. */
    static Sources of(
            Map<String, String> properties, String prefix, Map<String, String> environment, Problems problems) {
        Sources sources = new Sources(prefix, problems);
        new TreeMap<>(properties).forEach(sources::key);
        if (!prefix.isEmpty()) {
            new TreeMap<>(environment).forEach(sources::variable);
            if (sources.isEmpty()) {
                sources.nearMisses.refuseNearestPrefix();
            }
        }
        return sources;
    }

    static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    Layer plain() {
        return plain;
    }

    Layer variables() {
        return variables;
    }

    Map<String, Layer> profiles() {
        return profiles;
    }

    private boolean isEmpty() {
        return plain.isEmpty()
                && variables.isEmpty()
                && profiles.values().stream().allMatch(Layer::isEmpty);
    }

    // --- Keys ---------------------------------------------------------------------------------------------------

    private void key(String written, @Nullable String value) {
        TextKey key = TextKey.of(written);
        Layer layer = key.profile() == null
                ? plain
                : profiles.computeIfAbsent(key.profile(), name -> Layer.profile(isHikaris));
        String rest = key.under(prefix);
        boolean isGlobal = !prefix.isEmpty() && key.name().equals(GLOBAL_PROFILE);
        if (isGlobal && key.profile() != null) {
            layer.add(key.shown(), Keys.PROFILE, value);
        } else if (rest != null) {
            layer.add(key.shown(), rest, value);
        }
        if (key.profile() == null && (isGlobal || Keys.PROFILE.equals(rest))) {
            choices.add(new Line(key.shown(), key.name(), value == null ? "" : value));
        } else if (rest == null && !isGlobal && !prefix.isEmpty()) {
            nearMisses.look(key, value == null ? "" : value);
        }
    }

    // --- Variables ----------------------------------------------------------------------------------------------

    /** How the variable for a key is written. */
    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private void variable(String written, @Nullable String value) {
        String name = variable(written);
        String shown = "environment " + Names.escaped(written);
        String start = variable(prefix) + "_";
        boolean isGlobal = name.equals(variable(GLOBAL_PROFILE));
        if (isGlobal || name.equals(start + "PROFILE")) {
            choices.add(new Line(shown, name, value == null ? "" : value));
        }
        if (name.startsWith(start) && name.length() > start.length()) {
            String rest = name.substring(start.length());
            if (isOurs(rest, start)) {
                variables.add(shown, rest, value);
            }
        } else if (!isGlobal) {
            nearMisses.look(name, shown);
        }
    }

    /** Whether a variable that begins like ours is one. */
    private static boolean isOurs(String rest, String start) {
        if (Keys.isKnown(rest)) {
            return true;
        }
        String tail = knownTail(rest);
        String nearest = Keys.nearest(rest);
        if (Spelling.isSlip(rest, nearest)) {
            // EU_MAX_SIZE is max-size of another pool, ACQUIR_TIMEOUT no timeout of one.
            return tail == null || !Names.relaxed(tail).equals(Names.relaxed(nearest));
        }
        // Outside of our own name space, other programs have variables that begin alike.
        return tail == null
                && start.startsWith(ROCKPOOL)
                && !SERVICE_LINK.matcher(rest).matches();
    }

    /** The longest known name that comes after a {@code _}: {@code MAX_SIZE} in {@code EU_MAX_SIZE}. */
    private static @Nullable String knownTail(String rest) {
        for (int i = rest.indexOf('_', 1); i > 0; i = rest.indexOf('_', i + 1)) {
            if (Keys.isKnown(rest.substring(i + 1))) {
                return rest.substring(i + 1);
            }
        }
        return null;
    }

    // --- The profile --------------------------------------------------------------------------------------------

    /** The environment before the text, and what is said for this pool before what is said for all; null for none. */
    @Nullable
    Line profileChoice() {
        String own = prefix.isEmpty() ? Keys.PROFILE : prefix + "." + Keys.PROFILE;
        for (String name : List.of(variable(own), variable(GLOBAL_PROFILE), own, GLOBAL_PROFILE)) {
            List<Line> said = choices.stream()
                    .filter(choice -> choice.written().equals(name))
                    .toList();
            if (said.size() > 1) {
                problems.add(said.get(0).said() + " and " + said.get(1).said()
                        + ": both choose the profile; remove one of them");
            }
            if (!said.isEmpty()) {
                return said.get(0);
            }
        }
        return null;
    }
}
