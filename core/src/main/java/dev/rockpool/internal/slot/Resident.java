package dev.rockpool.internal.slot;

/**
 * What is known of the object that lives in a slot, apart from the object itself, which is with what changes with each
 * lease. Begins with the attempt to create it.
 */
public final class Resident {

    private final long epoch;
    private boolean isOverflow; // under the engine's lock
    private boolean isSuspect; // by whoever owns the slot

    /**
     * For an attempt that starts.
     *
     * @param epoch of the pool at this moment: an object of an older one is destroyed
     * @param isOverflow whether it is one on top of the bound
     */
    public Resident(long epoch, boolean isOverflow) {
        this.epoch = epoch;
        this.isOverflow = isOverflow;
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
}
