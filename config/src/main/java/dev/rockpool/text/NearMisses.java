package dev.rockpool.text;

import dev.rockpool.internal.config.Problems;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Keys and variables that are not a pool's and look as if they were meant for it: another case, a blank that cut the key,
 * {@code rockpool.profiles}, a misspelled prefix. Each is refused with how it should be written.
 */
final class NearMisses {

    private static final Pattern END_OF_KEY = Pattern.compile("[=:\\s]");

    private final String prefix;
    private final Problems problems;
    /** Prefixes of others that have settings, with one of their keys, as it is shown. */
    private final Map<String, String> others = new TreeMap<>();

    NearMisses(String prefix, Problems problems) {
        this.prefix = prefix;
        this.problems = problems;
    }

    /** Looks at a key that is not under the prefix. */
    void look(TextKey key, String value) {
        String name = key.name();
        String start = prefix + ".";
        int dot = name.lastIndexOf('.');
        if (isRest(name, start)) {
            problems.add(key.shown() + ": the prefix is \"" + prefix + "\", in this case; write " + profile(key) + start
                    + name.substring(start.length()));
        } else if (isMeantAsProfileKey(name)) {
            problems.add(key.shown() + ": the key that chooses the profile of all pools is \"" + Sources.GLOBAL_PROFILE
                    + "\"; write it so");
        } else if (isCut(key, value)) {
            problems.add(key.shown() + ": there is a blank in this key, which ends it, and the rest became its value;"
                    + " take the blank out");
        } else if (dot > 0 && Keys.isKnown(name.substring(dot + 1))) {
            others.putIfAbsent(name.substring(0, dot), key.shown());
        }
    }

    private static String profile(TextKey key) {
        return key.profile() == null ? "" : "%" + key.profile() + ".";
    }

    /** Whether the key begins with the prefix in another case, and goes on like one of ours. */
    private static boolean isRest(String name, String start) {
        return name.regionMatches(true, 0, start, 0, start.length()) && Keys.looksKnown(name.substring(start.length()));
    }

    private static boolean isMeantAsProfileKey(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0
                && name.substring(0, dot).equalsIgnoreCase("rockpool")
                && Spelling.isSlip(name.substring(dot + 1), Keys.PROFILE);
    }

    /** In a file of properties, the key in {@code rockpool.orders .max-size = 5} is {@code rockpool.orders}. */
    private boolean isCut(TextKey key, String value) {
        TextKey whole = TextKey.of(profile(key) + key.name() + value.strip());
        String rest = whole.under(prefix);
        return rest != null && Keys.isKnown(END_OF_KEY.split(rest.strip(), 2)[0]);
    }

    /** Looks at a variable that does not begin like the pool's. */
    void look(String variable, String shown) {
        int last = variable.lastIndexOf('_');
        if (last > 0 && isMeantAsProfileKey(variable.substring(0, last) + "." + variable.substring(last + 1))) {
            problems.add(shown + ": the variable that chooses the profile of all pools is "
                    + Sources.variable(Sources.GLOBAL_PROFILE) + "; write it so");
            return;
        }
        for (int i = variable.indexOf('_'); i > 0; i = variable.indexOf('_', i + 1)) {
            if (Keys.isOwn(variable.substring(i + 1))) {
                others.putIfAbsent(variable.substring(0, i), shown);
                return;
            }
        }
    }

    // --- Another prefix -----------------------------------------------------------------------------------------

    /** The pool has no key at all: refuses that if another prefix, which has some, differs by a slip of the pen. */
    void refuseNearestPrefix() {
        others.entrySet().stream()
                .filter(other -> isNear(other.getKey()))
                .min(Comparator.comparingInt(other -> Spelling.distance(prefix, other.getKey())))
                .ifPresent(nearest -> problems.add("no key begins with \"" + prefix
                        + ".\", and the nearest prefix is that"
                        + " of " + nearest.getValue() + "; correct one of the two, or, if this pool is to have all"
                        + " defaults, give it a key such as " + prefix + ".name="
                        + Sources.lastPart(prefix)));
    }

    /** The same parts but for one, in which letters differ; numbers do, where pools are numbered. */
    private boolean isNear(String other) {
        List<String> ours = parts(prefix);
        List<String> theirs = parts(other);
        if (ours.size() != theirs.size()) {
            return false;
        }
        int slips = 0;
        for (int i = 0; i < ours.size(); i++) {
            String our = ours.get(i);
            String their = theirs.get(i);
            if (!our.equals(their)) {
                slips++;
                boolean isNumbered = letters(our).equals(letters(their));
                if (isNumbered || our.length() == 1 || their.length() == 1 || !Spelling.isSlip(our, their)) {
                    return false;
                }
            }
        }
        return slips <= 1;
    }

    private static List<String> parts(String prefix) {
        return Arrays.asList(Sources.variable(prefix).toLowerCase(Locale.ROOT).split("_", -1));
    }

    private static String letters(String part) {
        return part.replaceAll("[0-9]", "");
    }
}
