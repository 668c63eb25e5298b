package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats;
import java.nio.ByteBuffer;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GameMemoryPoolsTest {

    private final GameMemoryPools memory = new GameMemoryPools();

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void thePoolsHaveTheDefaultSizes() throws InterruptedException {
        assertThat(memory.buffers().config().maxSize()).isEqualTo(100);
        assertThat(memory.builders().config().maxSize()).isEqualTo(50);
        assertThat(memory.maps().config().maxSize()).isEqualTo(25);
        assertThat(memory.buffers().<Integer, RuntimeException>use(ByteBuffer::capacity))
                .isEqualTo(1024);
        assertThat(memory.builders().<Integer, RuntimeException>use(StringBuilder::capacity))
                .isEqualTo(256);
    }

    @Test
    void warmUpMakesTheDefaultNumbers() {
        memory.warmUp().join();
        assertThat(memory.combinedStats().all()).extracting(PoolStats::idle).containsExactly(50, 25, 10);
        assertThat(memory.combinedStats().all()).extracting(PoolStats::created).containsExactly(50L, 25L, 10L);
    }

    @Test
    void everythingIsClearedBeforeTheNextHolderSeesIt() throws InterruptedException {
        ByteBuffer buffer = memory.buffers().use(first -> first.put(new byte[100]));
        StringBuilder builder = memory.builders().use(first -> first.append("secret"));
        Map<String, String> map = memory.maps().use(first -> {
            first.put("password", "secret");
            return first;
        });
        try (Lease<ByteBuffer> again = memory.buffers().acquire()) {
            assertThat(again.get()).isSameAs(buffer);
            assertThat(again.get().position()).isZero();
            assertThat(again.get().remaining()).isEqualTo(1024);
        }
        try (Lease<StringBuilder> again = memory.builders().acquire()) {
            assertThat(again.get()).isSameAs(builder).isEmpty();
        }
        try (Lease<Map<String, String>> again = memory.maps().acquire()) {
            assertThat(again.get()).isSameAs(map).isEmpty();
        }
    }

    @Test
    void aBuilderThatGrewPastItsCapIsNotKept() throws InterruptedException {
        StringBuilder grown = memory.builders().use(builder -> builder.append("x".repeat(1025)));
        memory.builders().run(builder -> assertThat(builder).isNotSameAs(grown).isEmpty());
        awaitOneInvalid(memory.combinedStats().builders().name());
    }

    @Test
    void aMapThatGrewPastItsCapIsNotKept() throws InterruptedException {
        Map<String, String> grown = memory.maps().use(map -> {
            for (int i = 0; i < 33; i++) {
                map.put("key-" + i, "value");
            }
            return map;
        });
        memory.maps().run(map -> assertThat(map).isNotSameAs(grown).isEmpty());
        awaitOneInvalid(memory.combinedStats().maps().name());
    }

    @Test
    void whatStaysUnderTheCapIsKept() throws InterruptedException {
        memory.builders().run(builder -> builder.append("x".repeat(514)));
        memory.maps().run(map -> {
            for (int i = 0; i < 32; i++) {
                map.put("key-" + i, "value");
            }
        });
        assertThat(memory.combinedStats().builders().idle()).isEqualTo(1);
        assertThat(memory.combinedStats().maps().idle()).isEqualTo(1);
    }

    @Test
    void theCombinedStatisticsAreTheSums() throws InterruptedException {
        memory.warmUp().join();
        for (int i = 0; i < 7; i++) {
            memory.buffers().run(buffer -> buffer.put((byte) 1));
            memory.builders().run(builder -> builder.append('x'));
        }
        memory.maps().run(map -> map.put("a", "b"));
        try (Lease<ByteBuffer> held = memory.buffers().acquire()) {
            assertThat(held.get()).isNotNull();
            CombinedStats combined = memory.combinedStats();
            assertThat(combined.totalAllocations()).isEqualTo(16);
            assertThat(combined.totalDeallocations()).isEqualTo(15);
            assertThat(combined.totalHits()).isEqualTo(16);
            assertThat(combined.totalMisses()).isZero();
            assertThat(combined.totalHitRate()).isEqualTo(1.0);
        }
    }

    @Test
    void theHitRateOfUnusedPoolsIsZero() {
        assertThat(memory.combinedStats().totalHitRate()).isZero();
    }

    private void awaitOneInvalid(String pool) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(memory.combinedStats().all())
                        .filteredOn(stats -> stats.name().equals(pool))
                        .singleElement()
                        .satisfies(stats -> {
                            assertThat(stats.validationFailures()).isEqualTo(1);
                            assertThat(stats.destroyed(DestroyCause.INVALID)).isEqualTo(1);
                        }));
    }
}
