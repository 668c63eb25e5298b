package dev.rockpool.internal.capacity;

/**
 * The ledger of capacity: how many objects and attempts there are, and whether there is room for one more. All under
 * the engine's lock; the sums that statistics read without it are volatile.
 *
 * <p>Invariants: {@code regular + regularDying + attempts <= maxSize}, but for a pool that was just shrunk; nothing is
 * negative; {@code size = regular + regularDying + overflow + overflowDying} is the number of objects that were created
 * and neither destroyed nor detached.
 */
public final class Ledger {

    private volatile int maxSize;
    private int regular; // alive within the bound, not being destroyed
    private int regularDying;
    private int overflow; // alive on top of the bound, not being destroyed
    private int overflowDying;
    private int regularAttempts; // attempts that have not overrun, those on callers included
    private int overflowAttempts;
    private int creatorAttempts; // those of them that run on creators

    private volatile int size;
    private volatile int overflowSize;
    private volatile int creating;
    private volatile int dying;
    private volatile int peakSize;

    /** Of an empty pool with a bound. */
    public Ledger(int maxSize) {
        this.maxSize = maxSize;
    }

    // ---- reading without the lock

    /** The bound. */
    public int maxSize() {
        return maxSize;
    }

    /** How many objects there are. */
    public int size() {
        return size;
    }

    /** How many of them are on top of the bound. */
    public int overflowSize() {
        return overflowSize;
    }

    /** How many attempts are in flight. */
    public int creating() {
        return creating;
    }

    /** The most objects there have been since the last reset. */
    public int peakSize() {
        return peakSize;
    }

    /** How many objects are being destroyed. */
    public int dying() {
        return dying;
    }

    // ---- questions, under the lock

    /** How many more objects may be created within the bound. */
    public int room() {
        return maxSize - regular - regularDying - regularAttempts;
    }

    /** How many more objects there may be without a return: room, what is being destroyed, and what creators make. */
    public int coming() {
        return room() + regularDying + creatorAttempts;
    }

    /** Objects that can serve somebody, now or when they come back. */
    public int living() {
        return regular + overflow;
    }

    /** How many attempts run on creators. */
    public int creatorAttempts() {
        return creatorAttempts;
    }

    /** Whether there are as many objects within the bound as there may be, none of which is being destroyed. */
    public boolean isFull() {
        return regular >= maxSize;
    }

    /** Whether there is one object too many within the bound. */
    public boolean hasSurplus() {
        return regular > maxSize;
    }

    /** Nothing alive, dying or being created. */
    public boolean isEmpty() {
        return size == 0 && creating == 0;
    }

    // ---- entries, under the lock

    /** The bound is another; objects that are too many by it stay. */
    public void resize(int newMaxSize) {
        maxSize = newMaxSize;
    }

    /** The peak is what there is now. */
    public void resetPeak() {
        peakSize = size;
    }

    /** An attempt has begun. */
    public void attemptStarted(boolean isOverflow, boolean onCreator) {
        regularAttempts += isOverflow ? 0 : 1;
        overflowAttempts += isOverflow ? 1 : 0;
        creatorAttempts += onCreator ? 1 : 0;
        sumUp();
    }

    /** An attempt has ended, or has overrun its time. */
    public void attemptEnded(boolean isOverflow, boolean onCreator) {
        regularAttempts -= isOverflow ? 0 : 1;
        overflowAttempts -= isOverflow ? 1 : 0;
        creatorAttempts -= onCreator ? 1 : 0;
        sumUp();
    }

    /** An object was created. */
    public void added(boolean isOverflow) {
        regular += isOverflow ? 0 : 1;
        overflow += isOverflow ? 1 : 0;
        sumUp();
    }

    /** An overflow object fills a place within the bound. */
    public void overflowBecomesRegular() {
        overflow--;
        regular++;
        sumUp();
    }

    /** An object has left with its holder, or is gone at once. */
    public void detached(boolean isOverflow) {
        regular -= isOverflow ? 0 : 1;
        overflow -= isOverflow ? 1 : 0;
        sumUp();
    }

    /** An object is being destroyed. */
    public void destroyStarted(boolean isOverflow) {
        regular -= isOverflow ? 0 : 1;
        overflow -= isOverflow ? 1 : 0;
        regularDying += isOverflow ? 0 : 1;
        overflowDying += isOverflow ? 1 : 0;
        sumUp();
    }

    /** A destroyed object is gone. */
    public void destroyEnded(boolean isOverflow) {
        regularDying -= isOverflow ? 0 : 1;
        overflowDying -= isOverflow ? 1 : 0;
        sumUp();
    }

    // ---- audit, under the lock; each array has a number within the bound, and one on top of it

    /** Whether these are the numbers. */
    public boolean agreeWith(int[] creatingSlots, int[] living, int[] dying) {
        return regularAttempts == creatingSlots[0]
                && overflowAttempts == creatingSlots[1]
                && regular == living[0]
                && overflow == living[1]
                && regularDying == dying[0]
                && overflowDying == dying[1]
                && size == regular + regularDying + overflow + overflowDying
                && creating == regularAttempts + overflowAttempts
                && this.dying == regularDying + overflowDying;
    }

    /** Takes these numbers over. */
    public void correct(int[] creatingSlots, int[] living, int[] dying) {
        regularAttempts = creatingSlots[0];
        overflowAttempts = creatingSlots[1];
        regular = living[0];
        overflow = living[1];
        regularDying = dying[0];
        overflowDying = dying[1];
        sumUp();
    }

    private void sumUp() {
        int sum = regular + regularDying + overflow + overflowDying;
        size = sum;
        overflowSize = overflow + overflowDying;
        creating = regularAttempts + overflowAttempts;
        dying = regularDying + overflowDying;
        if (sum > peakSize) {
            peakSize = sum;
        }
    }
}
