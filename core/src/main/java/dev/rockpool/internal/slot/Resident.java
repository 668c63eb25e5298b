package dev.rockpool.internal.slot;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the object that lives in a slot, apart from the object itself, which is with what changes with each
 * lease. Begins with the attempt to create it.
 */
public final class Resident {

    private final long epoch;
    private final double draw;
    private boolean isOverflow; // under the engine's lock
    private boolean isSuspect; // by whoever owns the slot

    // Written when it is created, before the slot says so.
    private boolean isBorn;
    private long bornNanos;
    private long leasesBefore; // of the slot
    private long lastLease = Long.MAX_VALUE;

    private volatile @Nullable Era old; // since when it is old, or null; written under the engine's lock
    private volatile long checkedNanos; // written under the engine's lock

    // For upkeep.
    private long usedNanos;
    private long seenLeases = -1;

    /**
     * For an attempt that starts.
     *
     * @param epoch of the pool at this moment: an object of an older one is destroyed
     * @param isOverflow whether it is one on top of the bound
     * @param draw a random number from 0 to less than 1
     */
    public Resident(long epoch, boolean isOverflow, double draw) {
        this.epoch = epoch;
        this.isOverflow = isOverflow;
        this.draw = draw;
    }

    /** How often the pool had been cleared when its creation began. */
    public long epoch() {
        return epoch;
    }

    /** Whether it is on top of the bound. Under the engine's lock. */
    public boolean isOverflow() {
        return isOverflow;
    }

    /** There is room for it within the bound. Under the engine's lock. */
    public void becomeRegular() {
        isOverflow = false;
    }

    /** Whether work with it threw: it is validated before its next lease. For whoever owns the slot. */
    public boolean isSuspect() {
        return isSuspect;
    }

    /** Work with it threw, or a validation of it begins. For whoever owns the slot. */
    public void suspect(boolean suspect) {
        isSuspect = suspect;
    }

    // ---- age

    /**
     * It is created. Under the engine's lock, before its slot says so.
     *
     * @param seen the word of its slot
     * @param maxUses after how many leases it goes; 0 for never
     */
    public void born(long nanos, long seen, long maxUses) {
        bornNanos = nanos;
        checkedNanos = nanos;
        leasesBefore = Snapshot.leases(seen);
        lastLease = maxUses == 0 ? Long.MAX_VALUE : Snapshot.leaseAfter(seen, maxUses);
        isBorn = true;
    }

    /** Whether it is created. */
    public boolean isBorn() {
        return isBorn;
    }

    /** When it was created, if it is. */
    public long bornNanos() {
        return bornNanos;
    }

    /** The random number that decides by how much it lives shorter than it might, from 0 to less than 1. */
    public double draw() {
        return draw;
    }

    /** The lease after which it goes. */
    public long lastLease() {
        return lastLease;
    }

    /** Whether a slot with this word has had its last lease. */
    public boolean isWorn(long seen) {
        return Snapshot.leased(seen) >= lastLease;
    }

    /** Whether it lives in a slot with this word, and has never been leased. */
    public boolean isUnused(long seen) {
        return Snapshot.leases(seen) == leasesBefore;
    }

    /** A time in which what is old stays old: so many are young again by one write. */
    public static final class Era {
        private volatile boolean isOver; // written under the engine's lock

        /** It begins. */
        public Era() {}

        /** What was old in it is old no more. Under the engine's lock. */
        public void ends() {
            isOver = true;
        }
    }

    /** Whether it has had its time, and is to be replaced. By any thread. */
    public boolean isOld() {
        Era since = old;
        return since != null && !since.isOver;
    }

    /** It has had its time, until the era is over; or it is not old, as it goes. Under the engine's lock. */
    public void old(@Nullable Era since) {
        old = since;
    }

    /** When its last health check began, or it was created. By any thread. */
    public long checkedNanos() {
        return checkedNanos;
    }

    /** A health check begins. Under the engine's lock. */
    public void checked(long nanos) {
        checkedNanos = nanos;
    }

    // ---- rest

    /**
     * A sweep has seen the slot with so many leases, in use or not. For upkeep.
     *
     * @param missedNanos how much of the time since the last sweep is no rest, as nobody could use or look at anything then
     */
    public void seen(long leases, boolean isInUse, long nanos, long missedNanos) {
        if (isInUse || leases != seenLeases) {
            usedNanos = nanos;
            seenLeases = leases;
        } else {
            usedNanos += missedNanos;
        }
    }

    /** When a sweep first saw that nobody uses it any more, or last that somebody does; later by what was missed since. For upkeep. */
    public long usedNanos() {
        return usedNanos;
    }
}
