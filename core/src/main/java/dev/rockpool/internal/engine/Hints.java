package dev.rockpool.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * Remembers, for a hash of a thread's id, the slot that such a thread used last. A guess: the slot's word decides. No
 * {@link ThreadLocal}: works the same on virtual threads, keeps no class loader alive, and needs no clean-up.
 *
 * <p>Reads and writes are plain and race. A slot that is read here is a slot of this pool, as its fields that matter
 * here are final, and all others are read after a CAS on its word.
 */
final class Hints<T> {

    private static final int STRIDE_SHIFT = 4; // 16 references of 4 bytes: a cache line each
    private static final int LEAST = 16;
    private static final int MOST = 256;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: spreads consecutive ids

    private final @Nullable Slot<T>[] slots;
    private final int shift;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Hints(int processors) {
        int wanted = Math.max(LEAST, Math.min(MOST, processors * 4));
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1);
        this.slots = new Slot[1 << (bits + STRIDE_SHIFT)];
        this.shift = Long.SIZE - bits;
    }

    private int indexOf(long threadId) {
        return (int) ((threadId * GOLDEN) >>> shift) << STRIDE_SHIFT;
    }

    @Nullable
    Slot<T> get(long threadId) {
        return slots[indexOf(threadId)];
    }

    void put(long threadId, Slot<T> slot) {
        slots[indexOf(threadId)] = slot;
    }

    /** Where a thread should begin its search. */
    static int spread(long threadId) {
        return (int) ((threadId * GOLDEN) >>> (Integer.SIZE + 1));
    }
}
