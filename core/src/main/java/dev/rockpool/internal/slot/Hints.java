package dev.rockpool.internal.slot;

import org.jspecify.annotations.Nullable;

/**
 * Remembers, for a hash of a thread's id, the slots that such a thread used last: one that is tried first, and some
 * before it, for threads that hold several at once (measured: a search instead of them costs a nested pair, or a burst,
 * as much again). A guess: the slot's word decides. No {@link ThreadLocal}: works the same on virtual threads, keeps no
 * class loader alive, and needs no clean-up.
 *
 * <p>Reads and writes are plain and race. A slot that is read here is a slot of this pool, as its fields that matter
 * here are final, and all others are read after a CAS on its word.
 */
public final class Hints<T> {

    private static final int STRIDE_SHIFT = 4; // 16 references of 4 bytes: a cache line each
    private static final int REMEMBERED = 8; // half a line: each costs a look, when those before it are leased
    private static final int FEW = 1;
    private static final int LEAST = 16;
    private static final int MOST = 256;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: spreads consecutive ids

    private final @Nullable Slot<T>[] slots;
    private final int mask;

    /** For the threads of a machine with so many processors. */
    public static <T> Hints<T> of(int processors) {
        return new Hints<>(Math.max(LEAST, Math.min(MOST, processors * 4)));
    }

    /** For few threads: one key of many is used by few at a time. */
    public static <T> Hints<T> few() {
        return new Hints<>(FEW);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Hints(int wanted) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1);
        this.slots = new Slot[1 << (bits + STRIDE_SHIFT)];
        this.mask = slots.length - (1 << STRIDE_SHIFT);
    }

    private int indexOf(long threadId) {
        return place(threadId, mask);
    }

    /** Where in the {@link #array} the slot is that a thread used last. Ids that follow each other have places of their own. */
    public static int place(long threadId, int mask) {
        return ((int) threadId << STRIDE_SHIFT) & mask;
    }

    /** The slots, for who reads one with each acquire; see {@link #place}. Only read. */
    public @Nullable Slot<T>[] array() {
        return slots;
    }

    /** See {@link #place}. */
    public int mask() {
        return mask;
    }

    /** The slot that was used last. */
    public @Nullable Slot<T> get(long threadId) {
        return slots[indexOf(threadId)];
    }

    /** Leases one of those that were used before the last one, which then is the last; null if none of them is idle. */
    public @Nullable Slot<T> leaseOlder(long threadId) {
        int last = indexOf(threadId);
        for (int i = last + 1; i < last + REMEMBERED; i++) {
            Slot<T> older = slots[i];
            if (older == null) {
                return null;
            }
            if (older.tryLease() != 0) {
                slots[i] = slots[last];
                slots[last] = older;
                return older;
            }
        }
        return null;
    }

    /**
     * A slot that was found by a search, as none of the remembered ones was idle. It comes first; the oldest of the others
     * is forgotten, or the same slot, if it was idle a moment later: each is remembered once, and looked at once.
     */
    public void put(long threadId, Slot<T> slot) {
        int last = indexOf(threadId);
        Slot<T> moved = slot;
        for (int i = last; i < last + REMEMBERED; i++) {
            Slot<T> next = slots[i];
            slots[i] = moved;
            if (next == null || next == slot) {
                return;
            }
            moved = next;
        }
    }

    /**
     * Where a thread should begin its search: behind the slot that it used last, where it found one before, and where in a
     * large pool the slots are in the processor's caches.
     */
    public int start(long threadId) {
        Slot<T> last = get(threadId);
        return last == null ? spread(threadId) : last.number + 1;
    }

    /** Where a thread should begin of which nothing is known. */
    public static int spread(long threadId) {
        return (int) ((threadId * GOLDEN) >>> (Integer.SIZE + 1));
    }
}
