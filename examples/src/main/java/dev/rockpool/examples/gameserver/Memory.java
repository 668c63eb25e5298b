package dev.rockpool.examples.gameserver;

import dev.rockpool.KeyedPool;
import dev.rockpool.Lease;
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
 * @param rooms what answers are encoded with, by the number of the room
 */
record Memory(
        Source<ByteBuffer, RuntimeException> buffers,
        Source<StringBuilder, RuntimeException> builders,
        Source<Map<String, String>, RuntimeException> maps,
        OfRoom rooms) {

    /** Where a room's scratch objects come from. */
    @FunctionalInterface
    interface OfRoom {
        Lease<RoomScratch> acquire(int room) throws InterruptedException;
    }

    private static final int BUFFER_BYTES = 1_024;
    private static final int BUILDER_CHARS = 256;
    private static final int MAP_CAPACITY = 22; // for 16 entries

    /** From the pools. */
    static Memory pooled(MemoryPools pools, KeyedPool<Integer, RoomScratch> rooms) {
        Pool<Map<String, String>> maps = pools.maps();
        return new Memory(pools.buffers()::acquire, pools.builders()::acquire, maps::acquire, rooms::acquire);
    }

    /** Made new each time, as large as the pooled ones, and left to the collector. */
    static Memory unpooled() {
        return new Memory(
                () -> new FreshLease<>(ByteBuffer.allocate(BUFFER_BYTES)),
                () -> new FreshLease<>(new StringBuilder(BUILDER_CHARS)),
                () -> new FreshLease<>(new HashMap<>(MAP_CAPACITY)),
                room -> new FreshLease<>(new RoomScratch()));
    }

    /** Those pools that the game uses. */
    static List<Pool<?>> used(MemoryPools pools) {
        return List.of(pools.buffers(), pools.builders(), pools.maps());
    }
}
