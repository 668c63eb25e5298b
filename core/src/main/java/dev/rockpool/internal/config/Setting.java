package dev.rockpool.internal.config;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.config.Parsers.Parser;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One setting of a pool, and all that is to say about it: its name, how it is read, written and checked, what it is by
 * default, where a {@link PoolConfig} has it, and whether a running pool can take over another value.
 *
 * @param <V> the type of its values
 */
public final class Setting<V> {

    private final String name;
    private final String key;
    private final Form<V> form;
    private final Function<PoolConfig, V> reader;
    private final Function<Draft, V> byDefault;
    private final Predicate<PoolConfig> changeable;

    /**
     * One for the catalogue.
     *
     * @param name as the builder's setter and the accessor of the configuration have it
     * @param form how values are read, written and checked
     * @param reader where a configuration has it
     * @param byDefault the value when nothing is said; may depend on other settings of the draft
     * @param changeable whether a running pool that has these settings can take over another value
     */
    Setting(
            String name,
            Form<V> form,
            Function<PoolConfig, V> reader,
            Function<Draft, V> byDefault,
            Predicate<PoolConfig> changeable) {
        this.name = name;
        this.key = Names.kebab(name);
        this.form = form;
        this.reader = reader;
        this.byDefault = byDefault;
        this.changeable = changeable;
    }

    /** How the values of a setting are read and written, and which of them are sound. */
    record Form<V>(Parser<V> parser, Function<V, String> text, Rule<V> rule) {}

    /** What a value has to keep to by itself. */
    @FunctionalInterface
    interface Rule<V> {
        /** Notes what is wrong with the value of the setting that has that name. */
        void check(Problems problems, String name, V value);
    }

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

    /** The value that a draft has when nothing is said. */
    V byDefault(Draft draft) {
        return byDefault.apply(draft);
    }

    /**
     * Whether a pool can take over another value while it runs.
     *
     * @param running the settings of that pool
     */
    public boolean isChangeable(PoolConfig running) {
        return changeable.test(running);
    }

    /** The value in these settings, as text that {@link #parser} would read. */
    String textIn(PoolConfig config) {
        return text(in(config));
    }

    public String text(V value) {
        return form.text.apply(value);
    }

    public Parser<V> parser() {
        return form.parser;
    }

    /**
     * Checks one value by itself.
     *
     * @param problems gets what is wrong: setting, rule, value and cure
     * @param value the value
     * @return whether it is sound
     * @throws NullPointerException if it is null; names the setting
     */
    public boolean check(Problems problems, V value) {
        Objects.requireNonNull(value, name);
        int before = problems.found().size();
        form.rule.check(problems, name, value);
        return problems.found().size() == before;
    }

    /**
     * The same at once.
     *
     * @return the value
     * @throws IllegalArgumentException that names setting, rule, value and cure
     */
    V checked(V value) {
        Problems problems = new Problems();
        check(problems, value);
        problems.throwIfAny();
        return value;
    }

    @Override
    public String toString() {
        return name;
    }
}
