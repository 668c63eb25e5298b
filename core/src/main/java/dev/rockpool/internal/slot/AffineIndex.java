package dev.rockpool.internal.slot;

import org.jspecify.annotations.Nullable;

/**
 * The index of {@link dev.rockpool.config.Order#AFFINE}: a tree of bits over the slot table (see {@link Bits}), so that a
 * search among 100,000 slots of which few are idle looks at some dozens of words. A search begins at the number that it
 * is given: behind the slot that the thread used last, or anywhere, so that threads spread over the slots.
 *
 * <p>In a pool of up to 64 slots all bits are set from the start, and none is ever cleared: looking at all words is cheap, and a
 * release need not look at its bit ({@link SlotWord#isListed}), let alone write it.
 */
public final class AffineIndex<T> implements IdleIndex<T> {

    private final SlotTable<T> table;

    public AffineIndex(SlotTable<T> table) {
        this.table = table;
        table.listSlots();
    }

    @Override
    public void published(Slot<T> slot) {
        Chunk<T> chunk = slot.chunk;
        if (chunk.raise(slot.number % Bits.WIDTH)) {
            chunk.block.raise(chunk.position);
        }
    }

    @Override
    @Nullable
    public Slot<T> findNotDue(int most) {
        int left = most;
        for (Block<T> block : table.blocks()) {
            for (long chunks = block.get(); chunks != 0; chunks &= chunks - 1) {
                Chunk<T> chunk = block.chunk(Long.numberOfTrailingZeros(chunks));
                if (chunk == null) {
                    continue;
                }
                for (long slots = chunk.get(); slots != 0; slots &= slots - 1) {
                    Slot<T> slot = chunk.slot(Long.numberOfTrailingZeros(slots));
                    if (slot != null && slot.tryTake(false)) {
                        return slot;
                    }
                    if (slot != null && Snapshot.isIdle(slot.look()) && --left == 0) {
                        return null;
                    }
                }
            }
        }
        return null;
    }

    @Override
    @Nullable
    public Slot<T> find(Take take, @Nullable Home<T> of, int spread) {
        Block<T>[] blocks = table.blocks();
        if (blocks.length == 0) {
            return null;
        }
        int start = (spread >>> 12) % blocks.length;
        for (int i = 0; i < blocks.length; i++) {
            int at = start + i;
            Slot<T> found = findIn(blocks[at < blocks.length ? at : at - blocks.length], take, of, spread);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Nullable
    private Slot<T> findIn(Block<T> block, Take take, @Nullable Home<T> of, int spread) {
        int start = spread >>> 6;
        long left = Long.rotateRight(block.get(), start);
        while (left != 0) {
            int position = (Long.numberOfTrailingZeros(left) + start) & (Bits.WIDTH - 1);
            left &= left - 1;
            Chunk<T> chunk = block.chunk(position);
            Slot<T> found = chunk == null ? null : findIn(chunk, take, of, spread);
            if (found != null) {
                return found;
            }
            if (chunk == null || chunk.get() == 0) {
                block.lower(position);
                Chunk<T> present = block.chunk(position); // another one, if that one was let go meanwhile
                if (present != null && present.get() != 0) {
                    block.raise(position);
                }
            }
        }
        return null;
    }

    @Nullable
    private Slot<T> findIn(Chunk<T> chunk, Take take, @Nullable Home<T> of, int spread) {
        long left = Long.rotateRight(chunk.get(), spread);
        while (left != 0) {
            int position = (Long.numberOfTrailingZeros(left) + spread) & (Bits.WIDTH - 1);
            left &= left - 1;
            Slot<T> slot = chunk.slot(position);
            if (slot == null || (of != null && slot.home() != of)) {
                continue;
            }
            if (take.take(slot)) {
                return slot;
            }
            if (table.isLarge() && !Snapshot.isIdle(slot.look())) {
                chunk.lower(position);
                if (Snapshot.isIdle(slot.look())) {
                    published(slot);
                    if (take.take(slot)) { // it may have been published before the bit was clear, and nobody else knows
                        return slot;
                    }
                }
            }
        }
        return null;
    }
}
