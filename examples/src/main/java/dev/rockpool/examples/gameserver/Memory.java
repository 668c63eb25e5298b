package dev.rockpool.examples.gameserver;

import java.nio.ByteBuffer;
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

    /** From the pools. */
    static Memory pooled(GameMemoryPools pools) {
        return new Memory(pools.buffers()::acquire, pools.builders()::acquire, pools.maps()::acquire);
    }

    /** Made new each time, as large as the pooled ones, and left to the collector. */
    static Memory unpooled() {
        return new Memory(
                () -> new FreshLease<>(GameMemoryPools.newBuffer()),
                () -> new FreshLease<>(GameMemoryPools.newBuilder()),
                () -> new FreshLease<>(GameMemoryPools.newMap()));
    }
}
