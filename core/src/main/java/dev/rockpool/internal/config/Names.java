package dev.rockpool.internal.config;

import java.util.Locale;

/** Names of settings: in which ways they may be written, and how they are shown. */
public final class Names {

    private Names() {}

    /** What is the same in {@code max-size}, {@code maxSize}, {@code max_size} and {@code MAX_SIZE}. */
    public static String relaxed(String name) {
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

    /** Whether a character could forge lines or hide in a text: control and formatting characters, line separators. */
    public static boolean isControl(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** The text on one line, with what {@link #isControl} finds written as in Java source. */
    public static String escaped(String text) {
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
}
