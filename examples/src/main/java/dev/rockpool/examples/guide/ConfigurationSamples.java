package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.text.TextConfig;
import java.util.Properties;

/** Settings that come from text. */
public final class ConfigurationSamples {

    private static final System.Logger LOG = System.getLogger(ConfigurationSamples.class.getName());

    private ConfigurationSamples() {}

    /**
     * A pool as a file says.
     *
     * @param properties what the file says
     * @return the pool
     */
    public static Pool<Compressor> configured(Properties properties) {
        // @start region="configured"
        PoolConfig config = TextConfig.read(properties, "rockpool.compressors");
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .configure(config) // every setting; what is set after it wins
                .onReset(Compressor::reset)
                .build();
        // @end
        return compressors;
    }

    /**
     * Brings a running pool to what a file says now.
     *
     * @param compressors the pool
     * @param properties what the file says
     * @return what was changed
     */
    public static ConfigChange reload(Pool<Compressor> compressors, Properties properties) {
        // @start region="reload"
        ConfigChange change = compressors.control().apply(TextConfig.read(properties, "rockpool.compressors"));
        if (!change.isComplete()) { // what a running pool cannot change stays as it is, and is named
            LOG.log(System.Logger.Level.WARNING, "needs a restart: {0}", change.unchanged());
        }
        // @end
        return change;
    }
}
