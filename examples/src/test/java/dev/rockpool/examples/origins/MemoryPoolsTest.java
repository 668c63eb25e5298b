package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.memory.CombinedStats;
import dev.rockpool.memory.MemoryPools;
import dev.rockpool.monitor.PoolStats;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The pools of document R (docs/origins.md), sized by its configuration. */
class MemoryPoolsTest {

    private static List<PoolStats> three(MemoryPools pools) {
        CombinedStats stats = pools.combinedStats();
        return List.of(stats.buffers(), stats.builders(), stats.maps());
    }

    @Test
    void theDocumentsNumbersAreTheDefaults() {
        try (MemoryPools pools = ApplicationConfig.from(new Properties()).open()) {
            assertThat(three(pools)).extracting(PoolStats::maxSize).containsExactly(100, 50, 25);
            pools.warmUp().join();
            assertThat(three(pools)).extracting(PoolStats::idle).containsExactly(50, 25, 10);
        }
    }

    @Test
    void everythingCanBeConfigured() throws InterruptedException {
        Properties properties = new Properties();
        properties.setProperty("vec_pool_size", "4");
        properties.setProperty("string_pool_capacity", "1000");
        properties.setProperty("hashmap_pool_size", "3");
        properties.setProperty("hashmap_pool_warmup", "2");
        try (MemoryPools pools = ApplicationConfig.from(properties).open()) {
            pools.warmUp().join();
            assertThat(three(pools)).extracting(PoolStats::size).containsExactly(4, 25, 2);
            pools.builders().run(text -> assertThat(text.capacity()).isEqualTo(1_000));
        }
    }

    @Test
    void theTotalIsCalculated() throws InterruptedException {
        try (MemoryPools pools = ApplicationConfig.DEFAULTS.open()) {
            pools.buffers().run(buffer -> buffer.put((byte) 1));
            pools.builders().run(text -> text.append("secret"));
            pools.maps().run(map -> map.put("user", "ada"));
            assertThat(pools.combinedStats().acquired()).isEqualTo(3);

            pools.buffers().run(buffer -> assertThat(buffer.position()).isZero());
            pools.builders().run(text -> assertThat(text).isEmpty());
            pools.maps().run(map -> assertThat(map).isEmpty());
        }
    }
}
