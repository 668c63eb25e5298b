package dev.rockpool.examples.origins;

import dev.rockpool.Pool;
import dev.rockpool.config.Creation;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.PoolStats;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The three pools of document R (docs/origins.md), sized by its configuration. The demo has three that are bounded. */
public final class MemoryPools implements AutoCloseable {

    private final ApplicationConfig config;
    private final Pool<ByteArrayOutputStream> buffers;
    private final Pool<StringBuilder> strings;
    private final Pool<Map<String, String>> maps;

    /**
     * Makes the pools, empty.
     *
     * @param config how many of each, and how large
     */
    public MemoryPools(ApplicationConfig config) {
        this.config = config;
        // @start region="memory"
        buffers = Pool.builder(() -> new ByteArrayOutputStream(config.vec().poolCapacity()))
                .name("vec_u8")
                .maxSize(config.vec().poolSize())
                .creation(Creation.CALLER) // cheap to make: no hop to a creator thread
                .whenExhausted(WhenExhausted.OVERFLOW) // never waits, as in document R
                .onReset(ByteArrayOutputStream::reset)
                .build();
        // @end
        strings = Pool.builder(() -> new StringBuilder(config.string().poolCapacity()))
                .name("string")
                .maxSize(config.string().poolSize())
                .creation(Creation.CALLER)
                .whenExhausted(WhenExhausted.OVERFLOW)
                .onReset(text -> text.setLength(0))
                .build();
        maps = Pool.<Map<String, String>>builder(
                        () -> new HashMap<>(config.hashmap().poolCapacity()))
                .name("hashmap")
                .maxSize(config.hashmap().poolSize())
                .creation(Creation.CALLER)
                .whenExhausted(WhenExhausted.OVERFLOW)
                .onReset(Map::clear)
                .build();
    }

    /**
     * Network buffers.
     *
     * @return the pool
     */
    public Pool<ByteArrayOutputStream> buffers() {
        return buffers;
    }

    /**
     * Texts.
     *
     * @return the pool
     */
    public Pool<StringBuilder> strings() {
        return strings;
    }

    /**
     * Mappings.
     *
     * @return the pool
     */
    public Pool<Map<String, String>> maps() {
        return maps;
    }

    /**
     * Makes the first objects of all three at once, on creator threads.
     *
     * @return done when all are made
     */
    public CompletableFuture<Void> warmUp() {
        return CompletableFuture.allOf(
                buffers.control().warmUp(config.vec().warmup()),
                strings.control().warmUp(config.string().warmup()),
                maps.control().warmUp(config.hashmap().warmup()));
    }

    /**
     * The three in numbers, each with the time it was taken at.
     *
     * @return buffers, strings, maps
     */
    public List<PoolStats> stats() {
        return List.of(buffers.stats(), strings.stats(), maps.stats());
    }

    /**
     * What the document left at zero.
     *
     * @return acquires of all three
     */
    public long totalAllocations() {
        return stats().stream().mapToLong(PoolStats::acquired).sum();
    }

    @Override
    public void close() {
        buffers.close();
        strings.close();
        maps.close();
    }
}
