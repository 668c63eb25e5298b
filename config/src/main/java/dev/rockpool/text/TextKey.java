package dev.rockpool.text;

import dev.rockpool.internal.config.Names;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is meant: without what editors leave at the beginning of a file, and without blanks around its parts.
 *
 * @param shown the whole of it, as people find it where they wrote it
 * @param profile the profile that it belongs to, {@code production} in {@code %production.rockpool.orders.max-size}; null
 *     for none
 * @param name the key without the profile
 */
record TextKey(String shown, @Nullable String profile, String name) {

    /** The byte order mark of UTF-8, as it looks when the file is read as such, and when it is read as ISO-8859-1. */
    private static final Pattern MARK = Pattern.compile("^(\uFEFF|\u00EF\u00BB\u00BF)+");

    private static final Pattern BLANKS = Pattern.compile("\\s*([.%])\\s*");

    static TextKey of(String written) {
        String key = BLANKS.matcher(
                        MARK.matcher(written.strip()).replaceFirst("").strip())
                .replaceAll("$1");
        String shown = Names.escaped(key);
        int dot = key.indexOf('.');
        return key.startsWith("%") && dot > 1
                ? new TextKey(shown, key.substring(1, dot), key.substring(dot + 1))
                : new TextKey(shown, null, key);
    }

    /** What comes after the prefix; null for a key of another one. The empty prefix is that of keys without dots. */
    @Nullable
    String under(String prefix) {
        if (prefix.isEmpty()) {
            return name.indexOf('.') < 0 || ConnectionKeys.find(name) != null ? name : null;
        }
        return name.startsWith(prefix + ".") ? name.substring(prefix.length() + 1) : null;
    }
}
