package dev.rockpool.internal.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All slots of a pool: as many as it ever had objects at once. They are never removed, so that their generations stay
 * the exact count of leases; one whose object is gone waits in the free list for the next.
 *
 * <p>A tree of fixed arrays: 64 slots to a {@link Chunk}, 64 chunks to a {@link Block}; only the array of blocks is
 * copied as the table grows. Grown and taken from under the engine's lock, read by anyone.
 */
final class SlotTable<T> {

    private final PoolEngine<T> engine;
    private @Nullable Slot<T> free; // the first of a list; under the engine's lock
    private int freeCount; // under the engine's lock
    private volatile Block<T>[] blocks = newBlocks(0); // replaced under the engine's lock
    private volatile int size; // slots; written under the engine's lock, after the slot is in its chunk

    /** For tests: is told how many slots a walk has looked at; null outside of them. */
    @Nullable
    volatile IntConsumer onWalk;

    SlotTable(PoolEngine<T> engine) {
        this.engine = engine;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> Block<T>[] newBlocks(int length) {
        return new Block[length];
    }

    Block<T>[] blocks() {
        return blocks;
    }

    /** Whether looking at every slot is too much for a search. */
    boolean isLarge() {
        return size > Bits.WIDTH;
    }

    /** A slot without an object, which stays free until {@link #takeFree}. Under the lock. */
    Slot<T> firstFree() {
        Slot<T> slot = free;
        if (slot == null) {
            slot = grow();
            giveFree(slot);
        }
        return slot;
    }

    /** Takes the first free slot. Under the lock. */
    Slot<T> takeFree() {
        Slot<T> slot = firstFree();
        free = slot.nextFree;
        slot.nextFree = null;
        freeCount--;
        return slot;
    }

    /** The slot has no object any more. Under the lock. */
    void giveFree(Slot<T> slot) {
        slot.nextFree = free;
        free = slot;
        freeCount++;
    }

    /** How many slots are in the free list. Under the lock. */
    int freeCount() {
        return freeCount;
    }

    private Slot<T> grow() {
        int number = size;
        int inBlock = number / Bits.WIDTH % Bits.WIDTH;
        int inTable = number / (Bits.WIDTH * Bits.WIDTH);
        Block<T> block = inTable == blocks.length ? addBlock() : blocks[inTable];
        Chunk<T> chunk = block.chunk(inBlock);
        if (chunk == null) {
            chunk = new Chunk<>(block, inBlock);
            block.put(chunk);
        }
        Slot<T> slot = new Slot<>(engine, chunk, number);
        chunk.put(slot);
        size = number + 1;
        return slot;
    }

    private Block<T> addBlock() {
        Block<T>[] old = blocks;
        Block<T>[] grown = Arrays.copyOf(old, old.length + 1);
        Block<T> added = new Block<>();
        grown[old.length] = added;
        blocks = grown;
        return added;
    }

    /** Visits every slot that was there when this began. */
    void forEach(Consumer<? super Slot<T>> visitor) {
        first(slot -> {
            visitor.accept(slot);
            return false;
        });
    }

    /** The first slot that meets a condition, or null. */
    @Nullable
    Slot<T> first(Predicate<? super Slot<T>> condition) {
        IntConsumer test = onWalk;
        if (test == null) {
            return walk(condition);
        }
        int[] looks = {0};
        Slot<T> found = walk(slot -> {
            looks[0]++;
            return condition.test(slot);
        });
        test.accept(looks[0]);
        return found;
    }

    private @Nullable Slot<T> walk(Predicate<? super Slot<T>> condition) {
        int left = size;
        for (Block<T> block : blocks) {
            for (int c = 0; c < Bits.WIDTH && left > 0; c++) {
                Chunk<T> chunk = block.chunk(c);
                for (int s = 0; s < Bits.WIDTH && left > 0; s++, left--) {
                    Slot<T> slot = chunk == null ? null : chunk.slot(s);
                    if (slot != null && condition.test(slot)) {
                        return slot;
                    }
                }
            }
        }
        return null;
    }
}
