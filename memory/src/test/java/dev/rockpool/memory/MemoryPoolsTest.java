package dev.rockpool.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.PoolAudit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryPoolsTest {

    private final MemoryPools memory = MemoryPools.create();

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void theDefaultsAreAHundredBuffersFiftyBuildersAndTwentyFiveMaps() throws InterruptedException {
        assertThat(memory.buffers().config().maxSize()).isEqualTo(100);
        assertThat(memory.directBuffers().config().maxSize()).isEqualTo(100);
        assertThat(memory.arrays().config().maxSize()).isEqualTo(100);
        assertThat(memory.builders().config().maxSize()).isEqualTo(50);
        assertThat(memory.maps().config().maxSize()).isEqualTo(25);
        memory.buffers().run(buffer -> {
            assertThat(buffer.remaining()).isEqualTo(1_024);
            assertThat(buffer.isDirect()).isFalse();
        });
        memory.directBuffers().run(buffer -> {
            assertThat(buffer.remaining()).isEqualTo(1_024);
            assertThat(buffer.isDirect()).isTrue();
        });
        memory.arrays().run(array -> assertThat(array).hasSize(1_024));
        memory.builders().run(builder -> assertThat(builder.capacity()).isEqualTo(256));
    }

    @Test
    void warmUpMakesTheFirstOfAllThreeKinds() {
        memory.warmUp().join();
        CombinedStats stats = memory.combinedStats();
        assertThat(List.of(stats.buffers(), stats.builders(), stats.maps()))
                .extracting(PoolStats::idle)
                .containsExactly(50, 25, 10);
        assertThat(stats.created()).isEqualTo(85);
        assertThat(stats.size()).isEqualTo(85);
    }

    @Test
    void aBufferOfAtLeastSoManyBytesComesFromTheSmallestSizeThatIsLargeEnough() throws InterruptedException {
        assertThat(capacity(0)).isEqualTo(1_024);
        assertThat(capacity(1_024)).isEqualTo(1_024);
        assertThat(capacity(1_025)).isEqualTo(4_096);
        assertThat(capacity(16_384)).isEqualTo(16_384);
        assertThat(capacity(65_536)).isEqualTo(65_536);
        try (Lease<byte[]> array = memory.array(5_000);
                Lease<ByteBuffer> direct = memory.directBuffer(5_000)) {
            assertThat(array.get()).hasSize(16_384);
            assertThat(direct.get().isDirect()).isTrue();
            assertThat(direct.get().remaining()).isEqualTo(16_384);
        }
        assertThat(memory.combinedStats().unpooled()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.buffer(-1))
                .withMessage("the capacity must not be negative, was -1");
    }

    private int capacity(int atLeast) throws InterruptedException {
        try (Lease<ByteBuffer> lease = memory.buffer(atLeast)) {
            assertThat(lease.get().remaining()).isEqualTo(lease.get().capacity());
            return lease.get().capacity();
        }
    }

    @Test
    void aBufferLargerThanTheLargestIsMadeAndNotKept() throws InterruptedException {
        ByteBuffer large;
        Lease<ByteBuffer> ended;
        try (Lease<ByteBuffer> lease = memory.buffer(65_537)) {
            large = lease.get();
            assertThat(large.capacity()).isEqualTo(65_537);
            ended = lease;
        }
        assertThatIllegalStateException().isThrownBy(ended::get);
        assertThatIllegalStateException().isThrownBy(ended::detach);
        try (Lease<ByteBuffer> lease = memory.buffer(65_537)) {
            assertThat(lease.get()).isNotSameAs(large);
            assertThat(lease.detach().capacity()).isEqualTo(65_537);
        }
        assertThat(memory.combinedStats().unpooled()).isEqualTo(2);
    }

    @Test
    void aBufferThatIsHandedOutAgainHasNoTraceOfItsLastHolderButItsBytes() throws InterruptedException {
        for (Pool<ByteBuffer> pool : List.of(memory.buffers(), memory.directBuffers())) {
            ByteBuffer first = pool.use(buffer -> {
                buffer.order(ByteOrder.LITTLE_ENDIAN).put(new byte[100]).mark().put((byte) 7);
                buffer.limit(200);
                return buffer;
            });
            pool.run(again -> {
                assertThat(again).isSameAs(first);
                assertThat(again.position()).isZero();
                assertThat(again.limit()).isEqualTo(again.capacity());
                assertThat(again.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
                assertThatExceptionOfType(java.nio.InvalidMarkException.class).isThrownBy(again::reset);
            });
        }
    }

    @Test
    void aBuilderOrAMapThatIsHandedOutAgainIsEmpty() throws InterruptedException {
        StringBuilder builder = memory.builders().use(first -> first.append("canary"));
        memory.builders().run(again -> assertThat(again).isSameAs(builder).isEmpty());
        Map<String, String> map = memory.<String, String>maps().use(first -> {
            first.put("user", "canary");
            return first;
        });
        memory.<Integer, Object>maps().run(again -> {
            assertThat((Object) again).isSameAs(map);
            assertThat(again).isEmpty();
            assertThat(again.put(1, null)).isNull();
        });
    }

    @Test
    void aBuilderThatGrewBeyondTheLimitIsNotKept() throws InterruptedException {
        StringBuilder kept = memory.builders().use(builder -> builder.append("x".repeat(500)));
        StringBuilder grown = memory.builders().use(builder -> {
            assertThat(builder).isSameAs(kept);
            return builder.append("x".repeat(1_025));
        });
        memory.builders().run(builder -> assertThat(builder).isNotSameAs(grown).isEmpty());
        awaitOneInvalid(memory.builders());
    }

    @Test
    void aMapThatEverWasLargerThanTheLimitIsNotKept() throws InterruptedException {
        Map<Integer, String> kept = memory.<Integer, String>maps().use(map -> filled(map, 64));
        Map<Integer, String> grown = memory.<Integer, String>maps().use(map -> {
            assertThat((Object) map).isSameAs(kept);
            return filled(map, 65);
        });
        grown.clear();
        memory.<Integer, String>maps().run(map -> assertThat((Object) map).isNotSameAs(grown));
        awaitOneInvalid(memory.maps());
    }

    @Test
    void aMapKnowsHowLargeItWasHoweverItWasFilled() {
        Map<Integer, String> entries = filled(new java.util.HashMap<>(), 100);
        TrackedMap<Integer, String> map = new TrackedMap<>(16);
        map.putAll(entries);
        assertThat(map.largest()).isEqualTo(entries.size());
        TrackedMap<Integer, String> computed = new TrackedMap<>(16);
        for (int i = 0; i < 70; i++) {
            computed.computeIfAbsent(i, key -> "a");
            computed.merge(-i - 1, "b", String::concat);
            computed.putIfAbsent(1_000, "c");
        }
        computed.clear();
        assertThat(computed.largest()).isEqualTo(141);
    }

    private static Map<Integer, String> filled(Map<Integer, String> map, int entries) {
        for (int i = 0; i < entries; i++) {
            map.put(i, "value");
        }
        map.remove(0);
        return map;
    }

    private static void awaitOneInvalid(Pool<?> pool) {
        Awaitility.await().untilAsserted(() -> {
            assertThat(pool.stats().validationFailures()).isEqualTo(1);
            assertThat(pool.stats().destroyed(DestroyCause.INVALID)).isEqualTo(1);
        });
    }

    @Test
    void nobodyWaitsHoweverManyAreOut() throws InterruptedException {
        try (MemoryPools few =
                MemoryPools.builder().buffers(2, 16).maps(1, 4).builders(1, 4).build()) {
            List<Lease<?>> out = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                out.add(few.buffers().acquire());
                out.add(few.maps().acquire());
                out.add(few.builders().acquire());
            }
            assertThat(few.combinedStats().size()).isEqualTo(60);
            out.forEach(Lease::close);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(few.combinedStats().size()).isEqualTo(4));
            PoolAudit.check(few.buffers());
        }
    }

    @Test
    void theCombinedStatisticsAreTheSumsOfAllPools() throws InterruptedException {
        memory.warmUp().join();
        for (int i = 0; i < 7; i++) {
            memory.buffers().run(buffer -> buffer.put((byte) 1));
            memory.builders().run(builder -> builder.append('x'));
        }
        try (Lease<ByteBuffer> held = memory.directBuffer(20_000)) {
            assertThat(held.get().capacity()).isEqualTo(65_536);
            CombinedStats stats = memory.combinedStats();
            assertThat(stats.acquired()).isEqualTo(15);
            assertThat(stats.released()).isEqualTo(14);
            assertThat(stats.hits()).isEqualTo(14);
            assertThat(stats.misses()).isEqualTo(1);
            assertThat(stats.hitRate()).isEqualTo(14.0 / 15);
            assertThat(stats.all()).hasSize(14);
        }
        try (MemoryPools unused = MemoryPools.create()) {
            assertThat(unused.combinedStats().hitRate()).isZero();
        }
    }

    @Test
    void afterCloseNothingIsHandedOut() throws InterruptedException {
        Lease<StringBuilder> out = memory.builders().acquire();
        memory.close();
        out.close();
        assertThatExceptionOfType(PoolClosedException.class)
                .isThrownBy(() -> memory.buffers().acquire());
        assertThatExceptionOfType(PoolClosedException.class).isThrownBy(() -> memory.buffer(1_000_000));
        assertThatExceptionOfType(PoolClosedException.class).isThrownBy(() -> memory.array(2_000));
        memory.close();
        assertThat(memory.combinedStats().size()).isZero();
    }

    @Test
    void aLargeBufferMindsTheInterruptFlagAsAllOthersDo() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> memory.buffer(1_000_000));
        assertThat(Thread.interrupted()).isFalse();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> memory.buffer(1));
        assertThat(Thread.interrupted()).isFalse();
    }
}
