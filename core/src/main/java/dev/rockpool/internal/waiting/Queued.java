package dev.rockpool.internal.waiting;

import dev.rockpool.internal.process.NumberedList;

/**
 * Somebody who may be in a {@link WaitQueue}: what the queue and {@link Turn} know of a waiter.
 *
 * <pre>{@code
 *   WAITING ──> GRANTED   it has what it waited for
 *      │    ──> CREATE    it may create by itself
 *      │    ──> FAILED    it is refused
 *      └──────> LEFT      it gave up, or took an object itself
 * }</pre>
 *
 * Nothing leaves the four states on the right, and only a waiter in WAITING is in the queue. All fields are guarded by the
 * engine's lock; {@code state} is also read without it, and what is written before it is visible after it.
 *
 * @param <W> the waiters of one queue
 */
public abstract class Queued<W extends Queued<W>> extends NumberedList.Member<W> {

    /** Where a waiter has got to. */
    public enum State {
        /** In the queue, or about to join it. */
        WAITING,
        /** Served. */
        GRANTED,
        /** Served with the right to create. */
        CREATE,
        /** Refused. */
        FAILED,
        /** Gone. */
        LEFT
    }

    /** Its state. */
    public volatile State state = State.WAITING;

    /** An object is being validated for it; it keeps its place, and is served with nothing else. */
    public boolean isBeingChecked;

    /** The same, and the object is being prepared for it: whatever fairness says, it needs no other one meanwhile. */
    public boolean isBeingActivated;

    /** Its thread was woken and does not run; written under the lock, read by that thread. */
    public volatile boolean isPassedOver;

    boolean isStarving; // it is served directly
    int lostWakeUps; // how often it was woken and found nothing

    /** In no queue yet. */
    protected Queued() {}

    /** Whether it has ever been in the queue. */
    public final boolean hasJoined() {
        return number != 0;
    }

    /** Whether it lost so many wake-ups, or has waited for so long, that it is served directly. */
    public final boolean isStarving() {
        return isStarving;
    }

    /** Whether an object must be put into its hands, as it cannot come and take it. */
    public abstract boolean needsHandOver();
}
