package dev.rockpool.examples.guide;

import dev.rockpool.Lease;
import dev.rockpool.LeaseGroup;
import dev.rockpool.Pool;
import dev.rockpool.Pools;
import dev.rockpool.memory.CombinedStats;
import dev.rockpool.memory.MemoryPools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Memory that is used again, and several objects at once. */
public final class MemorySamples {

    private final List<String> lines = new ArrayList<>();

    /** Something that takes from two accounts and writes one journal. */
    static final class Transfer {

        private Transfer() {}

        static void write(List<StringBuilder> accounts, StringBuilder journal) {
            accounts.get(0).append("- 10");
            accounts.get(1).append("+ 10");
            journal.append("10 moved");
        }
    }

    /**
     * Moves something between two accounts.
     *
     * @param accounts two at least
     * @param journals one at least
     * @throws InterruptedException if interrupted
     */
    public static void transfer(Pool<StringBuilder> accounts, Pool<StringBuilder> journals)
            throws InterruptedException {
        // @start region="group"
        try (LeaseGroup group = Pools.acquireAll(Duration.ofSeconds(5), accounts, accounts, journals)) {
            Transfer.write(group.all(accounts), group.get(journals));
        }
        // @end
    }

    private void log(CharSequence line) {
        lines.add(line.toString());
    }

    /** {@return what was logged} */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * Logs and reads.
     *
     * @param id who it is about
     * @param channel where something can be read
     * @return what the pools counted
     * @throws IOException if it cannot be read
     * @throws InterruptedException if interrupted
     */
    public CombinedStats logAndRead(int id, ReadableByteChannel channel) throws IOException, InterruptedException {
        // @start region="memory"
        try (MemoryPools memory = MemoryPools.create()) {
            memory.builders().run(text -> log(text.append("player ").append(id)));
            try (Lease<ByteBuffer> lease = memory.buffer(3_000)) { // of 4,096 bytes, the next size
                channel.read(lease.get());
            }
            return memory.combinedStats();
        }
        // @end
    }

    /** {@return pools for secrets} */
    public static MemoryPools secrets() {
        // @start region="secrets"
        MemoryPools secrets = MemoryPools.builder()
                .buffers(20, 4_096)
                .builders(10, 1_000)
                .keepBuildersUpTo(2_000)
                .zeroOnReturn(true)
                .build();
        // @end
        return secrets;
    }
}
