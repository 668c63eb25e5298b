package dev.rockpool.internal.config;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.config.Parsers.Parser;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One setting of a pool: its name, and how it is read, written, checked, and found in a {@link PoolConfig}.
 *
 * @param <V> the type of its values
 */
public final class Setting<V> {

    private final String name;
    private final String key;
    private final Parser<V> parser;
    private final Function<V, String> text;
    private final Function<PoolConfig, V> reader;
    private final Function<Draft, V> byDefault;
    private final BiConsumer<Problems, V> rule;

    Setting(String name, Form<V> form, Function<PoolConfig, V> reader, Function<Draft, V> byDefault) {
        this.name = name;
        this.key = Names.kebab(name);
        this.parser = form.parser;
        this.text = form.text;
        this.rule = form.rule;
        this.reader = reader;
        this.byDefault = byDefault;
    }

    /** How the values of a setting are read and written, and which of them are sound. */
    record Form<V>(Parser<V> parser, Function<V, String> text, BiConsumer<Problems, V> rule) {}

    /**
     * The name, as the builder's setter and the accessor have it.
     *
     * @return such as {@code maxSize}
     */
    public String name() {
        return name;
    }

    /** The key in text, such as {@code max-size}. */
    public String key() {
        return key;
    }

    /** The value in these settings. */
    V in(PoolConfig config) {
        return reader.apply(config);
    }

    /** The value that a draft has when nothing is said; may depend on other settings of the draft. */
    V byDefault(Draft draft) {
        return byDefault.apply(draft);
    }

    /** The value in these settings, as text that {@link #parser} would read. */
    String textIn(PoolConfig config) {
        return text.apply(in(config));
    }

    public String text(V value) {
        return text.apply(value);
    }

    public Parser<V> parser() {
        return parser;
    }

    /**
     * Checks one value by itself.
     *
     * @param value the value
     * @return the value
     * @throws IllegalArgumentException that names setting, rule, value and cure
     * @throws NullPointerException if it is null
     */
    V checked(V value) {
        Objects.requireNonNull(value, name);
        Problems problems = new Problems();
        rule.accept(problems, value);
        problems.throwIfAny();
        return value;
    }

    @Override
    public String toString() {
        return name;
    }
}
