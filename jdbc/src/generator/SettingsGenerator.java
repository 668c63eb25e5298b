import dev.rockpool.PoolBuilder;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the settings of the pool as properties of a bean: a getter and a setter for each setting of the catalogue, so that a data
 * source has each one as soon as the pool has it. The build runs it before it compiles the module, with the core on the class path:
 * {@code java -cp <core> SettingsGenerator.java <output folder>}. A setting whose setter in {@link PoolBuilder} takes more than its
 * value is left out, and written by hand.
 */
public final class SettingsGenerator {

    private static final String HEAD =
            """
            package dev.rockpool.jdbc;

            import dev.rockpool.PoolBuilder;
            import dev.rockpool.config.PoolConfig;
            import dev.rockpool.jdbc.internal.proxy.PooledConnection;

            /** Written by SettingsGenerator: the settings of the pool as properties of a bean. */
            abstract class PoolSettings {

                /** For those who implement the class of this package that is public. */
                PoolSettings() {}

                /** The settings in the making; an {@code IllegalStateException} once the pool is open. */
                abstract PoolBuilder<PooledConnection> settings();

                /** The settings in force, or those that the pool will have. */
                abstract PoolConfig config();
            """;

    private static final String PROPERTY =
            """

                /** {@return %1$s; see {@link #set%2$s}} */
                public %3$s %4$s%2$s() {
                    return config().%1$s();
                }

                /**
                 * The same as {@link PoolBuilder#%1$s(%3$s)}, of connections; the class says where the default is another.
                 *
                 * @param %1$s the value
                 * @throws IllegalArgumentException if it is out of its range
                 * @throws IllegalStateException if the data source is open
                 */
                public void set%2$s(%3$s %1$s) {
                    settings().%1$s(%1$s);
                }
            """;

    private SettingsGenerator() {}

    public static void main(String[] args) throws IOException, NoSuchMethodException {
        StringBuilder text = new StringBuilder(HEAD);
        for (Setting<?> setting : Settings.ALL) {
            String name = setting.name();
            Class<?> type = PoolConfig.class.getMethod(name).getReturnType();
            if (hasSetter(name, type)) {
                String property = Character.toUpperCase(name.charAt(0)) + name.substring(1);
                text.append(PROPERTY.formatted(name, property, type.getName(), type == boolean.class ? "is" : "get"));
            }
        }
        Path folder = Files.createDirectories(Path.of(args[0], "dev", "rockpool", "jdbc"));
        Path file = folder.resolve("PoolSettings.java");
        String source = text.append("}\n").toString();
        if (!Files.exists(file) || !Files.readString(file).equals(source)) { // else it need not be compiled again
            Files.writeString(file, source);
        }
    }

    private static boolean hasSetter(String name, Class<?> type) {
        try {
            PoolBuilder.class.getMethod(name, type);
            return true;
        } catch (NoSuchMethodException byHand) {
            return false;
        }
    }
}
