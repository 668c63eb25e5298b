package dev.rockpool.internal.capacity;

import dev.rockpool.internal.time.Nanos;

/**
 * Objects that are made, and of which none can be activated for its first lease: they are of no use. From the second in a row
 * on one is made at a time, when a pause has passed. That is no outage: who waits for an object waits on. All under the
 * engine's lock, but for {@link #isAny}.
 */
public final class FutileCreations {

    private final BackOff backOff;
    private volatile int inARow; // written under the lock
    private boolean isPauseToCome; // the last of them has not led to a pause yet
    private long nextMaking; // when the next may be made, if none is
    private boolean isMaking; // the next, of which it is not known yet whether it is of use
    private long makingSince;

    FutileCreations(BackOff backOff) {
        this.backOff = backOff;
    }

    /** Whether the last object that was made, or the last few, could not be activated. Needs no lock. */
    public boolean isAny() {
        return inARow > 0;
    }

    /** Whether no object may be made now. */
    boolean forbid(long now) {
        return isSlowed() && (!Nanos.isPast(now, nextMaking) || isMaking(now));
    }

    private boolean isSlowed() {
        return inARow >= 2;
    }

    private boolean isMaking(long now) {
        return isMaking && !Nanos.isPast(now, makingSince + backOff.longestNanos());
    }

    /** In how many nanoseconds {@link #forbid} may change though nothing happens; -1 for never. */
    long changesIn(long now) {
        if (!isSlowed()) {
            return -1;
        }
        long next = BackOff.sooner(-1, nextMaking - now);
        return isMaking ? BackOff.sooner(next, makingSince + backOff.longestNanos() - now) : next;
    }

    /** One is being made. */
    void begins(long now) {
        if (isSlowed()) {
            isMaking = true;
            makingSince = now;
        }
    }

    /** It was not made. */
    void dropped() {
        isMaking = false;
    }

    /** It could not be activated. {@link #pauseAsNeeded} comes next. */
    public void failed() {
        inARow = Math.min(inARow + 1, Long.SIZE);
        isPauseToCome = true;
        isMaking = false;
    }

    /** An object was activated. */
    public void succeeded() {
        inARow = 0;
        isPauseToCome = false;
        isMaking = false;
    }

    /** Begins the pause after one that failed, if there is one to come. */
    public void pauseAsNeeded(long now) {
        if (isPauseToCome) {
            isPauseToCome = false;
            nextMaking = now + backOff.pause(inARow);
        }
    }
}
