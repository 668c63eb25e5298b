package dev.rockpool.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Names of settings: in which ways they may be written, and how far they are from one another. */
final class Names {

    private Names() {}

    /** What is the same in {@code max-size}, {@code maxSize}, {@code max_size} and {@code MAX_SIZE}. */
    static String relaxed(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** {@code maxSize} as {@code max-size}. */
    static String kebab(String camel) {
        StringBuilder kebab = new StringBuilder();
        for (int i = 0; i < camel.length(); i++) {
            char letter = camel.charAt(i);
            if (letter >= 'A' && letter <= 'Z') {
                kebab.append('-');
            }
            kebab.append(letter);
        }
        return kebab.toString().toLowerCase(Locale.ROOT);
    }

    /** The known name that is nearest to a written one; the first of those that are equally near. */
    static String nearest(String written, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .orElseThrow();
    }

    /** Whether a character could forge lines or hide in a text: control and formatting characters, line separators. */
    static boolean isControl(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** The text on one line, with what {@link #isControl} finds written as in Java source. */
    static String escaped(String text) {
        if (text.codePoints().noneMatch(Names::isControl)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> escape(character, escaped));
        return escaped.toString();
    }

    private static void escape(int character, StringBuilder escaped) {
        if (!isControl(character)) {
            escaped.appendCodePoint(character);
            return;
        }
        switch (character) {
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                for (char unit : Character.toChars(character)) {
                    escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        }
    }

    /** How many letters have to be put in, taken out, changed, or swapped with their neighbour. */
    static int distance(String one, String other) {
        String from = relaxed(one);
        String to = relaxed(other);
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : cheapest(table, from, to, i, j);
            }
        }
        return table[from.length()][to.length()];
    }

    private static int cheapest(int[][] table, String from, String to, int i, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int cheapest = Math.min(table[i - 1][j - 1] + change, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean isSwap =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return isSwap ? Math.min(cheapest, table[i - 2][j - 2] + 1) : cheapest;
    }

    /** Whether a written name looks like a slip of the pen for a known one. */
    static boolean isSlip(String written, String known) {
        int distance = distance(written, known);
        return distance <= Math.max(1, relaxed(written).length() / 4);
    }
}
