package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.monitor.PoolStats;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The pools of document R (docs/origins.md), sized by its configuration. */
class MemoryPoolsTest {

    @Test
    void theDocumentsNumbersAreTheDefaults() {
        try (MemoryPools pools = new MemoryPools(ApplicationConfig.from(new Properties()))) {
            assertThat(pools.stats()).extracting(PoolStats::maxSize).containsExactly(100, 50, 25);
            pools.warmUp().join();
            assertThat(pools.stats()).extracting(PoolStats::idle).containsExactly(50, 25, 10);
        }
    }

    @Test
    void everythingCanBeConfigured() throws InterruptedException {
        Properties properties = new Properties();
        properties.setProperty("vec_pool_size", "4");
        properties.setProperty("string_pool_capacity", "1000");
        properties.setProperty("hashmap_pool_size", "3");
        properties.setProperty("hashmap_pool_warmup", "2");
        try (MemoryPools pools = new MemoryPools(ApplicationConfig.from(properties))) {
            pools.warmUp().join();
            assertThat(pools.stats()).extracting(PoolStats::size).containsExactly(4, 25, 2);
            pools.strings().run(text -> assertThat(text.capacity()).isEqualTo(1_000));
        }
    }

    @Test
    void theTotalIsCalculated() throws InterruptedException {
        try (MemoryPools pools = new MemoryPools(ApplicationConfig.DEFAULTS)) {
            pools.buffers().run(buffer -> buffer.write(1));
            pools.strings().run(text -> text.append("secret"));
            pools.maps().run(map -> map.put("user", "ada"));
            assertThat(pools.totalAllocations()).isEqualTo(3);

            pools.buffers().run(buffer -> assertThat(buffer.size()).isZero());
            pools.strings().run(text -> assertThat(text).isEmpty());
            pools.maps().run(map -> assertThat(map).isEmpty());
        }
    }
}
