package dev.rockpool.examples.origins;

import dev.rockpool.memory.MemoryPools;
import java.util.Properties;

/**
 * The application configuration of document R (docs/origins.md), with its names, and with its numbers as defaults. The
 * document leaves out the maps and the warm-up; both are settings here.
 *
 * @param vec how many buffers, how large, how many at the start
 * @param string the same of texts
 * @param hashmap the same of maps
 */
public record ApplicationConfig(Kind vec, Kind string, Kind hashmap) {

    /**
     * One kind of object.
     *
     * @param poolSize how many there may be
     * @param poolCapacity for how much a new one has room
     * @param warmup how many are made at the start
     */
    public record Kind(int poolSize, int poolCapacity, int warmup) {}

    /** The numbers of document R. */
    public static final ApplicationConfig DEFAULTS =
            new ApplicationConfig(new Kind(100, 1_024, 50), new Kind(50, 256, 25), new Kind(25, 16, 10));

    /**
     * Reads {@code vec_pool_size}, {@code vec_pool_capacity}, {@code vec_pool_warmup} and the same of {@code string} and
     * {@code hashmap}.
     *
     * @param properties the settings; what is not there is as in {@link #DEFAULTS}
     * @return the configuration
     * @throws NumberFormatException if something is no number
     */
    public static ApplicationConfig from(Properties properties) {
        return new ApplicationConfig(
                kind(properties, "vec", DEFAULTS.vec),
                kind(properties, "string", DEFAULTS.string),
                kind(properties, "hashmap", DEFAULTS.hashmap));
    }

    /**
     * Opens the pools.
     *
     * @return new pools, empty
     */
    public MemoryPools open() {
        return MemoryPools.builder()
                .buffers(vec.poolSize(), vec.poolCapacity())
                .builders(string.poolSize(), string.poolCapacity())
                .maps(hashmap.poolSize(), hashmap.poolCapacity())
                .warm(vec.warmup(), string.warmup(), hashmap.warmup())
                .build();
    }

    private static Kind kind(Properties properties, String name, Kind fallback) {
        int size = number(properties, name + "_pool_size", fallback.poolSize());
        int capacity = number(properties, name + "_pool_capacity", fallback.poolCapacity());
        int warmup = number(properties, name + "_pool_warmup", Math.min(size, fallback.warmup()));
        return new Kind(size, capacity, warmup);
    }

    private static int number(Properties properties, String key, int fallback) {
        return Integer.parseInt(properties.getProperty(key, String.valueOf(fallback)));
    }
}
