package dev.rockpool.internal.slot;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** 64 slots. */
final class Chunk<T> extends Bits {

    private static final int FEW = 4; // most pools, and most keys of a keyed one, have few objects

    final Block<T> block;
    final int position; // in the block
    int freeSlots; // how many of its slots are in the table's free list; under the engine's lock
    private int added; // how many slots there are; under the engine's lock

    /** Grown and filled in order under the engine's lock; a bit is set, and the table's end is moved, after its slot is there. */
    private @Nullable Slot<T>[] slots = newSlots(FEW);

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Slot<T>[] newSlots(int length) {
        return new Slot[length];
    }

    Chunk(Block<T> block, int position) {
        this.block = block;
        this.position = position;
    }

    @Nullable
    Slot<T> slot(int index) {
        @Nullable Slot<T>[] seen = slots;
        return index < seen.length ? seen[index] : null;
    }

    /** The number of the next slot that is added. Under the lock. */
    int nextNumber() {
        return (block.number * WIDTH + position) * WIDTH + added;
    }

    boolean isFull() {
        return added == WIDTH;
    }

    void add(Slot<T> slot) {
        if (added == slots.length) {
            slots = Arrays.copyOf(slots, 4 * added);
        }
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
