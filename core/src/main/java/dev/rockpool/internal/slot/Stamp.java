package dev.rockpool.internal.slot;

/**
 * Who holds a lease, in one number: the id of the thread, whether it asked for a future, whether it is yet to be given the
 * lease; mixed with the low bits of the lease. A thread writes it soon after its CAS; until then the slot still has the last
 * one, which does not fit the new word.
 *
 * <pre>{@code
 *   stamp = holder ^ (low bits of the lease << 40)
 *   holder = FUTURE (1 bit) | PENDING (1 bit) | id of the thread (38 bits)
 * }</pre>
 */
public final class Stamp {

    private static final int SHIFT = 40;
    private static final long FUTURE = 1L << (SHIFT - 1);
    private static final long PENDING = 1L << (SHIFT - 2);

    private Stamp() {}

    /** The thread, as the asker of a future. */
    public static long future(long threadId) {
        return threadId | FUTURE;
    }

    /** Whether a holder is the asker of a future. */
    public static boolean isFuture(long holder) {
        return (holder & FUTURE) != 0;
    }

    /** The thread's id in a holder; 0 for nobody, or when it is not known. */
    public static long threadOf(long holder) {
        return holder & (PENDING - 1);
    }

    static long of(long lease, long holder) {
        return holder ^ (lease << SHIFT);
    }

    static long pending(long lease, long holder) {
        return of(lease, holder | PENDING);
    }

    /** The holder by a snapshot, or 0: nobody, or not written yet. One stale stamp in a million passes for a new one. */
    static long holderOf(long stamp, long seen) {
        return fitting(stamp, seen) & ~PENDING;
    }

    static boolean isGiven(long stamp, long seen) {
        long holder = fitting(stamp, seen);
        return holder != 0 && (holder & PENDING) == 0;
    }

    private static long fitting(long stamp, long seen) {
        long found = stamp ^ (Snapshot.leased(seen) << SHIFT);
        return found >>> SHIFT == 0 ? found : 0;
    }
}
