package dev.rockpool.text;

import dev.rockpool.internal.config.Draft;
import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Problems;
import dev.rockpool.text.Keys.SettingKey;
import dev.rockpool.text.Unsupported.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One source of settings: the plain keys, those of one profile, or the environment. */
final class Layer {

    /**
     * A key with its value.
     *
     * @param shown the whole key, as people find it where they wrote it
     * @param written the key without its prefix
     * @param raw the value as it was written
     */
    record Line(String shown, String written, String raw) {

        /** The value without the blanks around it. */
        String text() {
            return raw.strip();
        }

        /** Key and value. */
        String said() {
            return shown + "=" + text();
        }
    }

    /** A key without counterpart: whether it is refused is known when all settings are. */
    private record Foreign(Line line, Entry entry) {}

    private enum Kind {
        PLAIN,
        PROFILE,
        ENVIRONMENT
    }

    private final Kind kind;
    private final boolean isHikaris;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Line> seen = new HashMap<>();
    private final List<Foreign> foreign = new ArrayList<>();
    private final Map<String, String> connection = new TreeMap<>();
    private @Nullable Line strategy;

    private Layer(Kind kind, boolean isHikaris) {
        this.kind = kind;
        this.isHikaris = isHikaris;
    }

    static Layer plain(boolean isHikaris) {
        return new Layer(Kind.PLAIN, isHikaris);
    }

    static Layer profile(boolean isHikaris) {
        return new Layer(Kind.PROFILE, isHikaris);
    }

    static Layer environment(boolean isHikaris) {
        return new Layer(Kind.ENVIRONMENT, isHikaris);
    }

    void add(String shown, String written, @Nullable String value) {
        lines.add(new Line(shown, written, value == null ? "" : value));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** What this source says about the strategy. */
    @Nullable
    Line strategy() {
        return strategy;
    }

    /** What this source says about connections, by HikariCP's names. */
    Map<String, String> connection() {
        return connection;
    }

    /** Sets what this source says, in place of what the draft had. */
    void readInto(Draft draft, Evictor evictor, Problems problems) {
        lines.sort(Comparator.comparing(Line::shown));
        boolean isAboutEvictor = false;
        for (Line line : lines) {
            String name = Names.relaxed(line.written());
            SettingKey<?> key = Keys.find(line.written(), isHikaris);
            String about = ConnectionKeys.find(line.written());
            Evictor.Key together = Evictor.find(line.written());
            if (name.equals(Keys.STRATEGY)) {
                if (isFirst(Keys.STRATEGY, line, problems)) {
                    strategy = line;
                }
            } else if (name.equals(Keys.PROFILE)) {
                profile(line, problems);
            } else if (about != null) {
                connection(about, line, problems);
            } else if (together != null) {
                isAboutEvictor = true;
                if (isFirst(Evictor.names(together).get(0), line, problems)) {
                    evictor.read(together, line, problems);
                }
            } else if (key == null) {
                unknown(line, problems);
            } else if (isFirst(key.setting().name(), line, problems)) {
                value(key, line, draft, problems);
            } else {
                draft.markBroken(key.setting());
            }
        }
        if (isAboutEvictor) {
            evictor.applyTo(draft, setting -> seen.get(setting.name()), problems);
        }
    }

    /** Refuses the keys that have no counterpart and would change something. */
    void refuseForeign(Draft draft, Problems problems) {
        for (Foreign key : foreign) {
            String value = key.line().text();
            if (!key.entry().harmless().test(value, draft)) {
                problems.add(key.line().said() + ": " + key.entry().sentence());
            }
        }
    }

    private void profile(Line line, Problems problems) {
        String spelled = kind == Kind.ENVIRONMENT ? "PROFILE" : Keys.PROFILE;
        if (kind == Kind.PROFILE) {
            problems.add(line.said() + ": a profile cannot choose the profile; remove it, or take the %… off the key");
        } else if (!line.written().equals(spelled)) {
            problems.add(
                    line.said() + ": this key is read as it is spelled here only: \"" + spelled + "\"; write it so");
        }
    }

    private boolean isFirst(String target, Line line, Problems problems) {
        Line first = seen.putIfAbsent(target, line);
        if (first != null) {
            problems.add(first.said() + " and " + line.said() + ": both set " + target + "; remove one of them");
        }
        return first == null;
    }

    /** Its value may be secret, and is never shown. */
    private void connection(String name, Line line, Problems problems) {
        Line first = seen.putIfAbsent(name, line);
        if (first == null) {
            connection.put(name, line.raw());
        } else {
            problems.add(first.shown() + " and " + line.shown() + ": both set " + name + "; remove one of them");
        }
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
            problems.add(line.said() + ": " + e.getMessage());
        }
    }

    private void unknown(Line line, Problems problems) {
        Entry entry = Unsupported.find(line.written());
        if (entry != null) {
            foreign.add(new Foreign(line, entry));
            return;
        }
        // Its value may be a secret whose key was misspelled, and is not shown.
        String nearest = Keys.nearest(line.written());
        problems.add("unknown key \"" + line.shown() + "\"; "
                + (Spelling.isSlip(line.written(), nearest)
                        ? "did you mean \"" + nearest + "\"?"
                        : "the nearest known one is \"" + nearest + "\"; use a known one, or remove it"));
    }
}
