package dev.rockpool.examples.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Pool;
import dev.rockpool.memory.CombinedStats;
import dev.rockpool.memory.MemoryPools;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class MemorySamplesTest {

    @Test
    void aTransferHasTwoAccountsAndAJournal() throws InterruptedException {
        Queue<String> written = new ConcurrentLinkedQueue<>();
        try (Pool<StringBuilder> accounts = pool("accounts", written);
                Pool<StringBuilder> journals = pool("journals", written)) {
            MemorySamples.transfer(accounts, journals);
        }
        assertThat(written).containsExactlyInAnyOrder("- 10", "+ 10", "10 moved");
    }

    private static Pool<StringBuilder> pool(String name, Queue<String> written) {
        return Pool.builder(StringBuilder::new)
                .name(name)
                .maxSize(2)
                .onReset(text -> written.add(text.toString()))
                .build();
    }

    @Test
    void memoryIsTakenAndGivenBack() throws Exception {
        MemorySamples samples = new MemorySamples();
        CombinedStats stats =
                samples.logAndRead(7, Channels.newChannel(new ByteArrayInputStream("hello".getBytes(UTF_8))));
        assertThat(samples.lines()).isEqualTo(List.of("player 7"));
        assertThat(stats.acquired()).isEqualTo(2);
        assertThat(stats.released()).isEqualTo(2);
        assertThat(stats.unpooled()).isZero();
    }

    @Test
    void secretsAreZeroed() throws InterruptedException {
        try (MemoryPools secrets = MemorySamples.secrets()) {
            secrets.buffers().run(buffer -> buffer.put((byte) 42));
            secrets.buffers().run(buffer -> {
                assertThat(buffer.capacity()).isEqualTo(4_096);
                assertThat(buffer.get(0)).isZero();
            });
            assertThat(secrets.combinedStats().created()).isEqualTo(1);
        }
    }
}
