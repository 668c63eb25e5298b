package dev.rockpool.internal.slot;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All slots of a pool: one for each object, and some that are free. One whose object is gone waits in the free list for
 * the next; when many are free, chunks of them are let go.
 *
 * <p>A tree of fixed arrays: 64 slots to a {@link Chunk}, 64 chunks to a {@link Block}; only the array of blocks is
 * copied as the table grows. Grown, taken from and let go under the engine's lock, read by anyone.
 *
 * <p><b>Letting go.</b> Slots go by chunks, with all 64 and their bits, and a chunk that takes the place of another begins
 * anew; blocks stay. Who still knows a slot that was let go finds it free for ever: a hint fails, a lease has ended, a bit is
 * set that nobody sees. The generations of the slots are the count of leases, so what they sum up to is added to
 * {@link #formerLeases}, in one step with the disappearance of the chunk for those who count: see {@link #beginCount}.
 */
public final class SlotTable<T> {

    private final AtomicInteger countedIdle =
            new AtomicInteger(); // slots that are counted as idle: see SlotWord.countIdle
    private @Nullable Slot<T> free; // the first of a list; under the engine's lock
    private int freeCount; // under the engine's lock
    private @Nullable Chunk<T> filling; // the last one that a slot was added to; under the engine's lock
    private volatile Block<T>[] blocks = newBlocks(0); // replaced under the engine's lock
    private volatile int size; // slots; written under the engine's lock, after the slot is in its chunk
    private volatile int end; // after the highest number there ever was; written as size, for each slot that is added

    private boolean
            isListing; // the bits of slots are set from the start, as there never were many; under the engine's lock

    private volatile int version; // odd while a chunk is being let go; written under the engine's lock
    private long formerLeases; // of slots that were let go; written under the engine's lock, while the version is odd

    private volatile @Nullable IntConsumer onWalk; // null outside of tests

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> Block<T>[] newBlocks(int length) {
        return new Block[length];
    }

    /** For tests: who is told how many slots a walk has looked at. */
    public void onWalk(@Nullable IntConsumer test) {
        onWalk = test;
    }

    /** How many slots are counted as idle. */
    public int countedIdle() {
        return countedIdle.get();
    }

    Block<T>[] blocks() {
        return blocks;
    }

    /** Whether looking at every slot is too much for a search. */
    public boolean isLarge() {
        return size > Bits.WIDTH;
    }

    /** A slot without an object, which stays free until {@link #takeFree}. Under the lock. */
    public Slot<T> firstFree() {
        Slot<T> slot = free;
        if (slot == null) {
            slot = grow();
            giveFree(slot);
        }
        return slot;
    }

    /** Takes the first free slot. Under the lock. */
    public Slot<T> takeFree() {
        Slot<T> slot = firstFree();
        unlink(slot);
        return slot;
    }

    /** The slot has no object any more. Under the lock. */
    public void giveFree(Slot<T> slot) {
        Slot<T> next = free;
        slot.nextFree = next;
        if (next != null) {
            next.previousFree = slot;
        }
        free = slot;
        freeCount++;
        slot.chunk.freeSlots++;
    }

    private void unlink(Slot<T> slot) {
        Slot<T> previous = slot.previousFree;
        Slot<T> next = slot.nextFree;
        if (previous == null) {
            free = next;
        } else {
            previous.nextFree = next;
        }
        if (next != null) {
            next.previousFree = previous;
        }
        slot.previousFree = null;
        slot.nextFree = null;
        freeCount--;
        slot.chunk.freeSlots--;
    }

    /** How many slots are in the free list. Under the lock. */
    public int freeCount() {
        return freeCount;
    }

    private Slot<T> grow() {
        Chunk<T> chunk = filling;
        if (chunk == null || chunk.isFull()) {
            chunk = addChunk();
            filling = chunk;
        }
        Slot<T> slot = new Slot<>(countedIdle, chunk, chunk.nextNumber());
        chunk.add(slot);
        int grown = size + 1;
        if (isListing) {
            list(chunk, slot, grown);
        }
        size = grown;
        end = Math.max(end, slot.number + 1); // shows the slot, also if the number is not higher
        return slot;
    }

    /** The index is one that has bits. Before there are slots. */
    void listSlots() {
        isListing = true;
    }

    /**
     * Sets the bits of a slot, which nobody clears; or, when the table becomes large, says for good that each must be set by whoever
     * makes a slot idle. That is said before anybody finds it large: so who clears a bit and then finds the slot not idle was
     * there before it became idle, and whoever makes it so sees that the slot is not listed.
     */
    private void list(Chunk<T> chunk, Slot<T> slot, int grown) {
        if (grown <= Bits.WIDTH) {
            chunk.raise(slot.number);
            chunk.block.raise(chunk.position);
            slot.list(true);
            return;
        }
        isListing = false;
        Chunk<T> first = Objects.requireNonNull(blocks[0].chunk(0));
        for (int s = 0; s < Bits.WIDTH; s++) {
            Objects.requireNonNull(first.slot(s)).list(false);
        }
    }

    /** In the first gap, or at the end. */
    private Chunk<T> addChunk() {
        Block<T> block = null;
        for (Block<T> each : blocks) {
            if (!each.isFull()) {
                block = each;
                break;
            }
        }
        if (block == null) {
            block = addBlock();
        }
        Chunk<T> chunk = new Chunk<>(block, block.firstGap());
        block.add(chunk);
        return chunk;
    }

    private Block<T> addBlock() {
        Block<T>[] old = blocks;
        Block<T>[] grown = Arrays.copyOf(old, old.length + 1);
        Block<T> added = new Block<>(old.length);
        grown[old.length] = added;
        blocks = grown;
        return added;
    }

    // ---- letting go

    /**
     * Lets slots go while more of them are free than are in use, and than a chunk has: the last chunks first of which all
     * slots are free. At most 64 chunks at a time. On the scheduler's thread, which leaves notes in slots, and under the lock.
     *
     * @return whether there are more to let go
     */
    public boolean letGo() {
        int most = Bits.WIDTH;
        for (int b = blocks.length - 1; b >= 0; b--) {
            for (int c = Bits.WIDTH - 1; c >= 0; c--) {
                if (freeCount <= size - freeCount + Bits.WIDTH) {
                    return false;
                }
                Chunk<T> chunk = blocks[b].chunk(c);
                if (chunk != null && chunk.isUnused()) {
                    if (most == 0) {
                        return true;
                    }
                    most--;
                    letGo(chunk);
                }
            }
        }
        return false;
    }

    private void letGo(Chunk<T> chunk) {
        long leases = 0;
        int slots = chunk.freeSlots;
        for (int s = 0; s < slots; s++) {
            Slot<T> slot = chunk.slot(s);
            if (slot != null) {
                leases += Snapshot.leases(slot.look()); // it is free, and I have the lock: nobody leases it
                unlink(slot);
            }
        }
        if (filling == chunk) {
            filling = null;
        }
        int before = version;
        version = before + 1;
        VarHandle.fullFence(); // whoever sees what follows sees that the version is odd
        formerLeases += leases;
        chunk.block.remove(chunk);
        chunk.empty();
        version = before + 2;
        int shrunk = size - slots;
        size = shrunk;
    }

    /** Begins a count of leases: {@link #formerLeases} and those of all slots. */
    public int beginCount() {
        int seen = version;
        while ((seen & 1) != 0) { // that takes a moment
            Thread.onSpinWait();
            seen = version;
        }
        return seen;
    }

    /** Whether no slot was let go since the count began; else it must be begun anew. */
    public boolean isCountGood(int seen) {
        VarHandle.acquireFence(); // what was counted was read before this
        return version == seen;
    }

    /** How many leases there were of slots that were let go. */
    public long formerLeases() {
        return formerLeases;
    }

    // ---- walking

    /** Visits every slot that was there when this began, and has not been let go. */
    public void forEach(Consumer<? super Slot<T>> visitor) {
        first(new Visit<>(visitor));
    }

    /** Meets no condition. */
    private record Visit<T>(Consumer<? super Slot<T>> visitor) implements Predicate<Slot<T>> {
        @Override
        public boolean test(Slot<T> slot) {
            visitor.accept(slot);
            return false;
        }
    }

    /** The first slot that meets a condition, or null. */
    public @Nullable Slot<T> first(Predicate<? super Slot<T>> condition) {
        IntConsumer test = onWalk;
        if (test == null) {
            return walk(condition);
        }
        Counted<T> counted = new Counted<>(condition);
        Slot<T> found = walk(counted);
        test.accept(counted.looks);
        return found;
    }

    /** For tests. */
    private static final class Counted<T> implements Predicate<Slot<T>> {
        private final Predicate<? super Slot<T>> condition;
        private int looks;

        Counted(Predicate<? super Slot<T>> condition) {
            this.condition = condition;
        }

        @Override
        public boolean test(Slot<T> slot) {
            looks++;
            return condition.test(slot);
        }
    }

    /** After the highest number that a slot ever had. */
    public int end() {
        return end;
    }

    /**
     * Visits the slots with the next numbers, for a walk in parts.
     *
     * @param from the first number
     * @param most how many numbers
     * @return the number that the next part begins with; 0 when there is none
     */
    public int visit(int from, int most, Consumer<? super Slot<T>> visitor) {
        int last = Math.min(end, from + most);
        int looks = 0;
        for (int number = from; number < last; number++) {
            Chunk<T> chunk = blocks[number / (Bits.WIDTH * Bits.WIDTH)].chunk(number / Bits.WIDTH % Bits.WIDTH);
            Slot<T> slot = chunk == null ? null : chunk.slot(number % Bits.WIDTH);
            if (slot != null) {
                looks++;
                visitor.accept(slot);
            }
        }
        IntConsumer test = onWalk;
        if (test != null) {
            test.accept(looks);
        }
        return last < end ? last : 0;
    }

    private @Nullable Slot<T> walk(Predicate<? super Slot<T>> condition) {
        int left = end;
        for (Block<T> block : blocks) {
            for (int c = 0; c < Bits.WIDTH && left > 0; c++, left -= Bits.WIDTH) {
                Chunk<T> chunk = block.chunk(c);
                Slot<T> found = chunk == null ? null : walk(chunk, Math.min(left, Bits.WIDTH), condition);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable Slot<T> walk(Chunk<T> chunk, int most, Predicate<? super Slot<T>> condition) {
        for (int s = 0; s < most; s++) {
            Slot<T> slot = chunk.slot(s);
            if (slot != null && condition.test(slot)) {
                return slot;
            }
        }
        return null;
    }
}
