package dev.rockpool.text;

import dev.rockpool.config.PoolConfig;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a text says about connections, by HikariCP's names ({@code jdbcUrl}, {@code username}, {@code dataSource.*}, …):
 * for the code that makes a pool's objects. The pool itself uses none of it, and {@link PoolConfig} has the rest. So an
 * existing {@code hikari.properties} is read twice, once for each:
 *
 * <pre>{@code
 * PoolConfig config = TextConfig.read(properties, "");
 * ConnectionSettings database = ConnectionSettings.from(properties, "");
 * }</pre>
 *
 * <p>An immutable value. Passwords are in it: {@link #toString()} has names only, and no message of this library shows a
 * value.
 */
public final class ConnectionSettings {

    private static final String DATA_SOURCE = "dataSource.";

    private final Map<String, String> values;

    private ConnectionSettings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads settings from the same keys, profiles and variables of the environment as
     * {@link TextConfig#read(Map, String)}: {@code rockpool.orders.jdbcUrl}, {@code ROCKPOOL_ORDERS_PASSWORD}.
     *
     * @param properties keys and values
     * @param prefix what the keys begin with, without the last dot; empty for keys without a prefix
     * @return the settings
     * @throws IllegalArgumentException that names everything that is wrong in what is under the prefix, the settings of
     *     the pool included
     */
    public static ConnectionSettings from(Map<String, String> properties, String prefix) {
        return from(properties, prefix, System.getenv());
    }

    /**
     * The same with variables that the caller gives, instead of those of this process.
     *
     * @param properties keys and values
     * @param prefix what the keys begin with, without the last dot; empty for keys without a prefix
     * @param environment the variables; an empty map for none; not read when the prefix is empty
     * @return the settings
     * @throws IllegalArgumentException see {@link #from(Map, String)}
     */
    public static ConnectionSettings from(
            Map<String, String> properties, String prefix, Map<String, String> environment) {
        return new ConnectionSettings(
                TextReader.read(properties, prefix, environment).connection());
    }

    /**
     * The same from properties, those that they have by default included.
     *
     * @param properties keys and values; a value that is not text is taken as its text
     * @param prefix what the keys begin with, without the last dot; empty for keys without a prefix
     * @return the settings
     * @throws IllegalArgumentException see {@link #from(Map, String)}
     */
    public static ConnectionSettings from(Properties properties, String prefix) {
        return from(TextReader.text(properties), prefix);
    }

    /**
     * A value as it was written, blanks included.
     *
     * @param name such as {@code jdbcUrl} or {@code dataSource.user}, however it was written in the text
     * @return the value; null if the text does not say it
     * @throws IllegalArgumentException if HikariCP has no such name for a setting about connections
     */
    public @Nullable String get(String name) {
        return values.get(TextReader.connectionName(name));
    }

    /**
     * Which settings the text has.
     *
     * @return their names as HikariCP spells them, in alphabetical order; {@code dataSource.} and what followed for the
     *     properties of a data source
     */
    public Set<String> names() {
        return new TreeSet<>(values.keySet());
    }

    /**
     * The properties of a data source: {@code dataSource.*} of a {@code hikari.properties}, and
     * {@code data-source-properties.*} as Spring has it.
     *
     * @return an unmodifiable map of the names after the dot, as they were written, with their values
     */
    public Map<String, String> dataSourceProperties() {
        Map<String, String> properties = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(DATA_SOURCE)) {
                properties.put(name.substring(DATA_SOURCE.length()), value);
            }
        });
        return Map.copyOf(properties);
    }

    /** Whether the settings are the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionSettings settings && values.equals(settings.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The names that are set, without their values. */
    @Override
    public String toString() {
        return "ConnectionSettings" + names();
    }
}
