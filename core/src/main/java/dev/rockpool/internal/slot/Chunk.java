package dev.rockpool.internal.slot;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** 64 slots. */
final class Chunk<T> extends Bits {
    final Block<T> block;
    final int position; // in the block
    int freeSlots; // how many of its slots are in the table's free list; under the engine's lock
    private int added; // how many slots there are; under the engine's lock
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

    /** The number of the next slot that is added. Under the lock. */
    int nextNumber() {
        return (block.number * WIDTH + position) * WIDTH + added;
    }

    boolean isFull() {
        return added == WIDTH;
    }

    void add(Slot<T> slot) {
        slots[added++] = slot;
    }

    /** Whether all slots are free, and nothing is noted in them that a sweep has to see to. Under the lock. */
    boolean isUnused() {
        if (freeSlots < added) {
            return false;
        }
        for (int i = 0; i < added; i++) {
            Slot<T> slot = slots[i];
            if (slot != null && slot.hasNotes()) {
                return false;
            }
        }
        return true;
    }

    /** The chunk was let go: whoever still knows one of its slots does not keep the others alive. Under the lock. */
    void empty() {
        Arrays.fill(slots, null);
    }
}
