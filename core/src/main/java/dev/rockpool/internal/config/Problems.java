package dev.rockpool.internal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong with settings: all of it, to be told together. */
public final class Problems {

    private final List<String> found = new ArrayList<>();

    /**
     * Notes a problem unless the rule holds.
     *
     * @param rule whether it holds
     * @param message setting, rule, value and cure; for {@link String#format}
     * @param arguments of the message
     * @return {@code rule}
     */
    public boolean require(boolean rule, String message, Object... arguments) {
        if (!rule) {
            add(String.format(Locale.ROOT, message, arguments));
        }
        return rule;
    }

    /** Notes a problem, on one line whatever is in it. */
    public void add(String problem) {
        found.add(Names.escaped(problem));
    }

    public List<String> found() {
        return found;
    }

    /**
     * Ends here if there was a problem.
     *
     * @throws IllegalArgumentException that has each problem on a line of its own
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", found));
        }
    }
}
