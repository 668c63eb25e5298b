package dev.rockpool.internal.slot;

/**
 * What a slot's word said when it was read, as {@link Slot#look} gives it: the state, the mark, and how many leases there have
 * been. A number, so that a walk over the slots needs no memory.
 *
 * <pre>{@code
 *   word = generation (60 bits) | LOOK (1 bit) | state (3 bits)
 * }</pre>
 *
 * <p>A lease is known by the word it began with, without the mark.
 */
public final class Snapshot {

    static final int FREE = 0;
    static final int CREATING = 1;
    static final int IDLE = 2;
    static final int LEASED = 3;
    static final int RESETTING = 4;
    static final int CHECKING = 5;
    static final int HELD = 6;
    static final int DEAD = 7;

    static final long STATE = 7;
    static final long LOOK = 8;
    private static final int GENERATION_SHIFT = 4;
    static final long ONE_LEASE = 1L << GENERATION_SHIFT;
    private static final long NOT_GENERATION = ONE_LEASE - 1;
    private static final long SAMPLE_MASK = 0xFFL << GENERATION_SHIFT;

    private Snapshot() {}

    static int state(long seen) {
        return (int) (seen & STATE);
    }

    /** Of the same generation, in another state. */
    static long with(long seen, int state, boolean look) {
        return (seen & ~NOT_GENERATION) | state | (look ? LOOK : 0);
    }

    /** Whether there is no object, and none on its way. */
    public static boolean isFree(long seen) {
        return state(seen) == FREE;
    }

    /** Whether an attempt creates the object. */
    public static boolean isCreating(long seen) {
        return state(seen) == CREATING;
    }

    /** Whether anyone may lease or take it. */
    public static boolean isIdle(long seen) {
        return state(seen) == IDLE;
    }

    /** Whether the object is in the pool and nobody has to do with it: idle, or held as the pool is suspended. */
    public static boolean isAtRest(long seen) {
        int state = state(seen);
        return state == IDLE || state == HELD;
    }

    /** Whether a lease is out. */
    public static boolean isLeased(long seen) {
        return state(seen) == LEASED;
    }

    /** Whether the object came back and is being cleaned. */
    public static boolean isResetting(long seen) {
        return state(seen) == RESETTING;
    }

    /** Whether somebody in the pool has the object in hand: cleans it, validates it, or is about to hand it on. */
    public static boolean isInHand(long seen) {
        int state = state(seen);
        return state == RESETTING || state == CHECKING;
    }

    /** Whether the object is being destroyed. */
    public static boolean isDead(long seen) {
        return state(seen) == DEAD;
    }

    static boolean isMoving(long seen) {
        int state = state(seen);
        return state == LEASED || state == RESETTING || state == CHECKING || state == CREATING;
    }

    /** Whether the slow path is to have a look: of an idle object, whether it is due for validation. */
    public static boolean isMarked(long seen) {
        return (seen & LOOK) != 0;
    }

    /** How many leases there have been. */
    public static long leases(long seen) {
        return seen >>> GENERATION_SHIFT;
    }

    /** What the lease is known by, if one is out; else what changes with each change of the state. */
    public static long lease(long seen) {
        return seen & ~LOOK;
    }

    /** The lease that comes so many leases after this; the highest number if there is none. */
    public static long leaseAfter(long seen, long leases) {
        return leases > (Long.MAX_VALUE >>> GENERATION_SHIFT) - leases(seen)
                ? Long.MAX_VALUE
                : leased(seen + (leases << GENERATION_SHIFT));
    }

    /** The lease of this generation. */
    static long leased(long seen) {
        return with(seen, LEASED, false);
    }

    /** Whether a lease is one of the sample: the first, and each 256th after it. */
    public static boolean isSampled(long lease) {
        return (lease & SAMPLE_MASK) == ONE_LEASE;
    }
}
