package dev.rockpool.internal.config;

import dev.rockpool.internal.config.Keys.SettingKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One source of settings: the plain keys, those of one profile, or the environment. */
final class Layer {

    /**
     * A key with its value.
     *
     * @param shown the whole key, as people find it where they wrote it
     * @param written the key without its prefix
     * @param text the value
     */
    record Line(String shown, String written, String text) {}

    private final boolean isEnvironment;
    private final boolean isProfile;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Line> seen = new HashMap<>();
    private @Nullable Line strategy;

    private Layer(boolean isEnvironment, boolean isProfile) {
        this.isEnvironment = isEnvironment;
        this.isProfile = isProfile;
    }

    static Layer plain() {
        return new Layer(false, false);
    }

    static Layer profile() {
        return new Layer(false, true);
    }

    static Layer environment() {
        return new Layer(true, false);
    }

    void add(String shown, String written, String text) {
        lines.add(new Line(shown, written, text));
    }

    /** What this source says about the strategy. */
    @Nullable
    Line strategy() {
        return strategy;
    }

    /** Sets what this source says, in place of what the draft had. */
    void readInto(Draft draft, Problems problems) {
        lines.sort(Comparator.comparing(Line::shown));
        for (Line line : lines) {
            String name = Names.relaxed(line.written());
            SettingKey<?> key = Keys.find(line.written());
            if (name.equals(Keys.STRATEGY)) {
                if (isFirst(Keys.STRATEGY, line, problems)) {
                    strategy = line;
                }
            } else if (name.equals(Keys.PROFILE)) {
                profile(line, problems);
            } else if (key == null) {
                unknown(line, problems);
            } else if (isFirst(key.setting().name(), line, problems)) {
                value(key, line, draft, problems);
            } else {
                draft.markBroken(key.setting());
            }
        }
    }

    private void profile(Line line, Problems problems) {
        if (isProfile) {
            problems.add(line.shown() + "=" + line.text()
                    + ": a profile cannot choose the profile; remove it, or take the %… off the key");
        } else if (!line.written().equals(isEnvironment ? "PROFILE" : Keys.PROFILE)) {
            problems.add(line.shown() + "=" + line.text() + ": this key is read as it is spelled here only: \""
                    + (isEnvironment ? "PROFILE" : Keys.PROFILE) + "\"; write it so");
        }
    }

    private boolean isFirst(String target, Line line, Problems problems) {
        Line first = seen.putIfAbsent(target, line);
        if (first != null) {
            problems.add(first.shown() + "=" + first.text() + " and " + line.shown() + "=" + line.text() + ": both set "
                    + target + "; remove one of them");
        }
        return first == null;
    }

    private static <V> void value(SettingKey<V> key, Line line, Draft draft, Problems problems) {
        try {
            if (line.text().isEmpty()) {
                throw new IllegalArgumentException(
                        key.setting().name() + " must have a value, was empty; give it one, or remove the key");
            }
            draft.set(key.setting(), key.parser().parse(key.setting().name(), line.text()), key.origin(line.shown()));
        } catch (IllegalArgumentException e) {
            draft.markBroken(key.setting());
            problems.add(line.shown() + "=" + line.text() + ": " + e.getMessage());
        }
    }

    private void unknown(Line line, Problems problems) {
        Unsupported.Entry unsupported = Unsupported.find(line.written());
        if (unsupported != null && (unsupported.aboutPools() || !isEnvironment)) {
            // What is about connections may be secret, and is not shown.
            problems.add(line.shown() + (unsupported.aboutPools() ? "=" + line.text() : "") + ": "
                    + unsupported.sentence(line.text()));
            return;
        }
        String nearest = Keys.nearest(line.written());
        boolean isSlip = Names.isSlip(line.written(), nearest);
        // Variables of other programs may begin with the same words; only what looks like ours is an error.
        if (isSlip || !isEnvironment) {
            problems.add("unknown key \"" + line.shown() + "\"; "
                    + (isSlip
                            ? "did you mean \"" + nearest + "\"?"
                            : "the nearest known one is \"" + nearest + "\"; use a known one, or remove it"));
        }
    }
}
