package dev.rockpool.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rockpool.Lease;
import dev.rockpool.monitor.PoolStats;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemorySettingsTest {

    @Test
    void everythingCanBeSetInCode() throws InterruptedException {
        try (MemoryPools memory = MemoryPools.builder()
                .name("net")
                .buffers(4, 100)
                .largerBuffers(3, 200)
                .largerBuffers(2, 300)
                .builders(5, 1_000)
                .keepBuildersUpTo(1_500)
                .maps(6, 8)
                .keepMapsUpTo(9)
                .warm(9, 2, 1)
                .build()) {
            memory.warmUp().join();
            CombinedStats stats = memory.combinedStats();
            assertThat(stats.all())
                    .extracting(PoolStats::name)
                    .containsExactly(
                            "net-buffers-100",
                            "net-builders",
                            "net-maps",
                            "net-buffers-200",
                            "net-buffers-300",
                            "net-direct-100",
                            "net-direct-200",
                            "net-direct-300",
                            "net-arrays-100",
                            "net-arrays-200",
                            "net-arrays-300");
            assertThat(stats.all()).extracting(PoolStats::maxSize).startsWith(4, 5, 6, 3, 2);
            assertThat(stats.all()).extracting(PoolStats::size).startsWith(4, 2, 1);
            try (Lease<ByteBuffer> lease = memory.buffer(201)) {
                assertThat(lease.get().capacity()).isEqualTo(300);
            }
            memory.builders().run(builder -> assertThat(builder.capacity()).isEqualTo(1_000));
        }
    }

    @Test
    void everythingCanBeSetByText() {
        Map<String, String> text = Map.ofEntries(
                Map.entry("app.memory.name", "net"),
                Map.entry("app.memory.buffer-count", "4"),
                Map.entry("app.memory.buffer-bytes", "100"),
                Map.entry("app.memory.larger-buffers", "3 x 200, 2x300"),
                Map.entry("app.memory.builder-count", "5"),
                Map.entry("app.memory.builder-chars", "1000"),
                Map.entry("app.memory.keep-builders-up-to", "1500"),
                Map.entry("app.memory.map-count", "6"),
                Map.entry("app.memory.map-entries", "8"),
                Map.entry("app.memory.keep-maps-up-to", "9"),
                Map.entry("app.memory.warm-buffers", "3"),
                Map.entry("app.memory.warm-builders", "2"),
                Map.entry("app.memory.warm-maps", "1"),
                Map.entry("app.memory.zero-on-return", "true"),
                Map.entry("app.memoryless", "left alone"));
        MemoryPoolsBuilder read = MemoryPools.builder().read(text, "app.memory");
        assertThat(read.name()).isEqualTo("net");
        assertThat(read.sizeClasses())
                .containsExactly(
                        new MemoryPoolsBuilder.SizeClass(4, 100),
                        new MemoryPoolsBuilder.SizeClass(3, 200),
                        new MemoryPoolsBuilder.SizeClass(2, 300));
        assertThat(read.builders()).isEqualTo(new MemoryPoolsBuilder.Growing(5, 1_000, 1_500));
        assertThat(read.maps()).isEqualTo(new MemoryPoolsBuilder.Growing(6, 8, 9));
        assertThat(read.warm()).isEqualTo(new MemoryPoolsBuilder.Warm(3, 2, 1));
        assertThat(read.zeroesOnReturn()).isTrue();
    }

    @Test
    void textThatSaysNothingChangesNothing() {
        MemoryPoolsBuilder read = MemoryPools.builder().builders(7, 70).read(Map.of(), "app.memory");
        assertThat(read.sizeClasses()).isEqualTo(MemoryPools.builder().sizeClasses());
        assertThat(read.builders()).isEqualTo(new MemoryPoolsBuilder.Growing(7, 70, 280));
        assertThat(read.maps()).isEqualTo(new MemoryPoolsBuilder.Growing(25, 16, 64));
        assertThat(read.zeroesOnReturn()).isFalse();
    }

    @Test
    void aBadKeyOrValueIsRefusedByName() {
        refuses("buffer-cuont", "5", "app.buffer-cuont is not a setting of memory pools");
        refuses("buffer-count", "many", "app.buffer-count must be a whole number, was \"many\"");
        refuses("larger-buffers", "4096", "app.larger-buffers must be a list such as");
        refuses("larger-buffers", "5 x much", "app.larger-buffers must be a whole number, was \"5 x much\"");
        refuses("zero-on-return", "maybe", "app.zero-on-return must be true or false, was \"maybe\"");
        refuses("map-count", "0", "map count must be 1 or more, was 0");
    }

    private static void refuses(String key, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryPools.builder().read(Map.of("app." + key, value), "app"))
                .withMessageContaining(message);
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryPools.builder()
                        .builders(5, 100)
                        .keepBuildersUpTo(99)
                        .build())
                .withMessageContaining("would not be kept");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        MemoryPools.builder().maps(5, 100).keepMapsUpTo(99).build())
                .withMessageContaining("would not be kept");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryPools.builder()
                        .buffers(1, 100)
                        .largerBuffers(1, 100)
                        .build())
                .withMessageContaining("more than 100 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryPools.builder()
                        .largerBuffers(1, 2_000)
                        .largerBuffers(2, 2_000)
                        .build())
                .withMessageContaining("twice: 2000 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryPools.builder().name(" "))
                .withMessageContaining("name must not be blank");
    }

    @Test
    void theLargerSizesOfTheDefaultsGiveWayToALargeSmallestSize() {
        assertThat(MemoryPools.builder().buffers(10, 16_384).sizeClasses())
                .containsExactly(
                        new MemoryPoolsBuilder.SizeClass(10, 16_384), new MemoryPoolsBuilder.SizeClass(10, 65_536));
    }
}
