package dev.rockpool.text;

import dev.rockpool.config.PoolConfig;
import java.util.Map;
import java.util.Properties;

/** Reads the settings of pools from text: a map, properties, the environment, profiles. */
public final class TextConfig {

    private TextConfig() {}

    /**
     * Reads settings from text and from the environment of this process. With the prefix {@code rockpool.orders}, the key
     * {@code rockpool.orders.max-size} sets {@code maxSize}, and so does the variable {@code ROCKPOOL_ORDERS_MAX_SIZE}.
     * Keys of the active profile (that which {@code rockpool.profile} names) begin with {@code %} and its name:
     * {@code %production.rockpool.orders.max-size}. In the order of precedence: environment, keys of the active profile,
     * plain keys, what a ready-made profile ({@code development}, {@code production}) says, defaults. A pool without a
     * name gets the last part of the prefix.
     *
     * <p>All keys, names from elsewhere that are understood, and the profiles are in {@code docs/configuration.md}. Keys
     * that are not under the prefix are left alone. Keys about connections, such as {@code jdbcUrl}, say nothing to a
     * pool: {@link ConnectionSettings} has them.
     *
     * <p>The empty prefix is that of a file in which keys have none, such as a {@code hikari.properties}: keys without
     * dots are read, and {@code dataSource.*}; all others are left alone, and so is the environment.
     *
     * @param properties keys and values
     * @param prefix what the keys begin with, without the last dot; empty for keys without a prefix
     * @return the settings, each with its origin
     * @throws IllegalArgumentException that names everything that is wrong: unknown keys, values that cannot be read or
     *     are out of their range, settings that contradict each other or would have no effect
     */
    public static PoolConfig read(Map<String, String> properties, String prefix) {
        return read(properties, prefix, System.getenv());
    }

    /**
     * The same with variables that the caller gives, instead of those of this process.
     *
     * @param properties keys and values
     * @param prefix what the keys begin with, without the last dot; empty for keys without a prefix
     * @param environment the variables; an empty map for none; not read when the prefix is empty
     * @return the settings, each with its origin
     * @throws IllegalArgumentException that names everything that is wrong, see {@link #read(Map, String)}
     */
    public static PoolConfig read(Map<String, String> properties, String prefix, Map<String, String> environment) {
        return TextReader.read(properties, prefix, environment).config();
    }

    /**
     * The same from properties, those that they have by default included.
     *
     * @param properties keys and values; a value that is not text is taken as its text
     * @param prefix what the keys begin with, without the last dot; empty for keys without a prefix
     * @return the settings, each with its origin
     * @throws IllegalArgumentException that names everything that is wrong, see {@link #read(Map, String)}
     */
    public static PoolConfig read(Properties properties, String prefix) {
        return read(TextReader.text(properties), prefix);
    }
}
