package dev.rockpool.internal.engine;

import org.jspecify.annotations.Nullable;

/** 64 slots. */
final class Chunk<T> extends Bits {
    final Block<T> block;
    final int position; // in the block
    private final @Nullable Slot<T>[]
            slots; // filled in order under the engine's lock; a bit is set after its slot is there

    @SuppressWarnings({"unchecked", "rawtypes"})
    Chunk(Block<T> block, int position) {
        this.block = block;
        this.position = position;
        this.slots = new Slot[WIDTH];
    }

    @Nullable
    Slot<T> slot(int index) {
        return slots[index];
    }

    void put(Slot<T> slot) {
        slots[slot.number % WIDTH] = slot;
    }
}
