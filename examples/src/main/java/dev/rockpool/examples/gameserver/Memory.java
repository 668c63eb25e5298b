package dev.rockpool.examples.gameserver;

import dev.rockpool.Pool;
import dev.rockpool.memory.MemoryPools;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory that a message is handled in.
 *
 * @param buffers array-backed buffers
 * @param builders empty builders
 * @param maps empty maps
 */
record Memory(
        Source<ByteBuffer, RuntimeException> buffers,
        Source<StringBuilder, RuntimeException> builders,
        Source<Map<String, String>, RuntimeException> maps) {

    private static final int BUFFER_BYTES = 1_024;
    private static final int BUILDER_CHARS = 256;
    private static final int MAP_CAPACITY = 22; // for 16 entries

    /** From the pools. */
    static Memory pooled(MemoryPools pools) {
        Pool<Map<String, String>> maps = pools.maps();
        return new Memory(pools.buffers()::acquire, pools.builders()::acquire, maps::acquire);
    }

    /** Made new each time, as large as the pooled ones, and left to the collector. */
    static Memory unpooled() {
        return new Memory(
                () -> new FreshLease<>(ByteBuffer.allocate(BUFFER_BYTES)),
                () -> new FreshLease<>(new StringBuilder(BUILDER_CHARS)),
                () -> new FreshLease<>(new HashMap<>(MAP_CAPACITY)));
    }

    /** Those pools that the game uses. */
    static List<Pool<?>> used(MemoryPools pools) {
        return List.of(pools.buffers(), pools.builders(), pools.maps());
    }
}
