package dev.rockpool.internal.capacity;

import org.jspecify.annotations.Nullable;

/**
 * The ledger of capacity: how many objects and attempts there are, and whether there is room for one more. All under
 * the engine's lock; the sums that statistics read without it are volatile.
 *
 * <p>A ledger may have a share of a {@link Budget}; then there is room if there is both within its own bound and in the
 * budget. {@link #room} that is not zero has a place of the budget in hand, so that it is there when an attempt begins; what is
 * in hand at the end of a section goes back by {@link #giveBackSpare}.
 *
 * <p>Invariants: {@code regular + regularDying + attempts <= maxSize}, but for a pool that was just shrunk; nothing is
 * negative; {@code size = regular + regularDying + overflow + overflowDying} is the number of objects that were created
 * and neither destroyed nor detached.
 */
public final class Ledger {

    private final Budget.@Nullable Share share;
    private int spare; // places of the budget in hand
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
        this(maxSize, null);
    }

    /** The same, with a share of a budget. */
    public Ledger(int maxSize, Budget.@Nullable Share share) {
        this.maxSize = maxSize;
        this.share = share;
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

    /** How many more objects may be created within the bound, and the budget. */
    public int room() {
        int local = localRoom();
        if (share == null || local <= 0) {
            return local;
        }
        if (spare == 0 && share.tryReserve()) {
            spare = 1;
        }
        return spare == 0 ? 0 : (int) Math.min(local, spare + (long) share.free());
    }

    private int localRoom() {
        return maxSize - regular - regularDying - regularAttempts;
    }

    /** Whether there is room within the bound, and none in the budget. */
    public boolean lacksBudget() {
        return share != null && localRoom() > 0 && room() == 0;
    }

    /** How many more objects there may be without a return of an own one: room, what is being destroyed or made. */
    public int coming() {
        return localRoom() + regularDying + creatorAttempts;
    }

    /** Whether it is that of a key of which nothing is left. */
    public boolean isForgettable() {
        return share != null && isEmpty();
    }

    /**
     * Whether an object within the bound that is at rest must give way to others in the budget; if so, it is destroyed.
     *
     * @param own the number of the waiter that could have it; {@link Long#MAX_VALUE} if there is none
     */
    public boolean mustYield(long own) {
        return share != null && share.mustYield(own);
    }

    /** How many places the budget has, if all are used; else 0. By any thread. */
    public int fullTotal() {
        return share == null ? 0 : share.fullTotal();
    }

    /** Whether it has a share of a budget. By any thread. */
    public boolean isShared() {
        return share != null;
    }

    /** Its share of a budget, if it has one. */
    public Budget.@Nullable Share share() {
        return share;
    }

    /** Whether others in the budget need an object to give way. */
    public boolean isShort() {
        return share != null && share.isShort();
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
        takePlaces(isOverflow ? 0 : 1);
        sumUp();
    }

    /** An attempt has failed, or has overrun its time; others may have come first for its place. */
    public void attemptEnded(boolean isOverflow, boolean onCreator) {
        regularAttempts -= isOverflow ? 0 : 1;
        overflowAttempts -= isOverflow ? 1 : 0;
        creatorAttempts -= onCreator ? 1 : 0;
        spare += isOverflow ? 0 : 1;
        giveBackSpare();
        sumUp();
    }

    /** An attempt has made an object, which has its place. */
    public void attemptSucceeded(boolean isOverflow, boolean onCreator) {
        regularAttempts -= isOverflow ? 0 : 1;
        overflowAttempts -= isOverflow ? 1 : 0;
        creatorAttempts -= onCreator ? 1 : 0;
        regular += isOverflow ? 0 : 1;
        overflow += isOverflow ? 1 : 0;
        sumUp();
    }

    /** An object is there, without an attempt. For tests. */
    public void added(boolean isOverflow) {
        regular += isOverflow ? 0 : 1;
        overflow += isOverflow ? 1 : 0;
        takePlaces(isOverflow ? 0 : 1);
        sumUp();
    }

    /** An overflow object fills a place within the bound. */
    public void overflowBecomesRegular() {
        overflow--;
        regular++;
        takePlaces(1);
        sumUp();
    }

    /** An object has left with its holder, or is gone at once. */
    public void detached(boolean isOverflow) {
        regular -= isOverflow ? 0 : 1;
        overflow -= isOverflow ? 1 : 0;
        if (share != null && !isOverflow) {
            share.release(1);
        }
        sumUp();
    }

    /** An object is being destroyed. */
    public void destroyStarted(boolean isOverflow) {
        regular -= isOverflow ? 0 : 1;
        overflow -= isOverflow ? 1 : 0;
        regularDying += isOverflow ? 0 : 1;
        overflowDying += isOverflow ? 1 : 0;
        if (share != null && !isOverflow) {
            share.destroyStarted();
        }
        sumUp();
    }

    /** A destroyed object is gone. */
    public void destroyEnded(boolean isOverflow) {
        regularDying -= isOverflow ? 0 : 1;
        overflowDying -= isOverflow ? 1 : 0;
        if (share != null && !isOverflow) {
            share.destroyEnded();
        }
        sumUp();
    }

    private void takePlaces(int places) {
        if (share == null) {
            return;
        }
        for (int i = 0; i < places; i++) {
            if (spare > 0) {
                spare--;
            } else {
                share.reserveSurely();
            }
        }
    }

    /** Gives back the places of the budget that are in hand, and not needed. Throws nothing, and does no harm twice. */
    public void giveBackSpare() {
        if (spare > 0) {
            int places = spare;
            spare = 0;
            if (share != null) {
                share.release(places);
            }
        }
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
        if (share != null) { // what was too many goes back, what was too few is taken all the same
            share.changeDying(
                    dying[0] - regularDying,
                    regular + regularDying + regularAttempts - creatingSlots[0] - living[0] - dying[0]);
        }
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
