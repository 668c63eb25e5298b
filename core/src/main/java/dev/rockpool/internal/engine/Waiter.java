package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import org.jspecify.annotations.Nullable;

/**
 * An acquire that found nothing: a parked thread or a pending future.
 *
 * <pre>{@code
 *   WAITING ──> GRANTED   it has a slot
 *      │    ──> CREATE    it may create: it has a slot in CREATING (threads, when callers create)
 *      │    ──> FAILED    it has a failure
 *      └──────> LEFT      it gave up: deadline, interrupt, cancel, or it took an object itself
 * }</pre>
 *
 * Nothing leaves the four states on the right, and only a waiter in WAITING is in the queue. All fields are guarded by
 * the engine's lock; {@code state} is also read without it, by the waiter itself, and what is written before it (slot,
 * failure) is visible after it.
 */
abstract class Waiter<T> {

    enum State {
        WAITING,
        GRANTED,
        CREATE,
        FAILED,
        LEFT
    }

    final long startNanos;
    final long timeoutNanos;

    volatile State state = State.WAITING;

    @Nullable
    Slot<T> slot;

    boolean isMiss; // in GRANTED: whether the object was created for it

    @Nullable
    Refusal refusal; // in FAILED: why

    @Nullable
    Waiter<T> previous; // in the queue

    @Nullable
    Waiter<T> next;

    long number; // in one sequence with the attempts' numbers

    @Nullable
    Attempt<T> permit; // in CREATE: what it may do; written before the state

    boolean hasAttempt; // one is in flight that was started for it
    boolean isBeingChecked; // an object is being validated for it; it keeps its place, and is served with nothing else
    boolean isStarving; // it is served directly
    int lostWakeUps; // how often it was woken and found nothing
    volatile boolean isPassedOver; // its thread was woken and does not run; written under the lock, read by that thread

    @Nullable
    CapturedFailure lastFailure; // of an attempt that was started for it

    Waiter(long startNanos, long timeoutNanos) {
        this.startNanos = startNanos;
        this.timeoutNanos = timeoutNanos;
    }

    final long deadlineNanos() {
        return startNanos + timeoutNanos;
    }

    /** Whether it has ever been in the queue. */
    final boolean hasJoined() {
        return number != 0;
    }

    /** Whether it could create an object by itself. */
    abstract boolean canCreate();

    /** What makes it look at its state, or null where nobody looks. */
    abstract @Nullable Effect<T> wakeUp();

    /** What tells it of the object that it is about to get. */
    abstract Effect<T> delivery(Slot<T> slot);

    /**
     * A slot in hand becomes its own; says whether that begins its lease. Throws nothing.
     *
     * @param isMiss whether the object was created just now
     * @param isForeign whether who brings it has nothing to do with the pool's objects
     */
    abstract boolean take(Slot<T> slot, boolean isMiss, boolean isForeign);

    /** An object was validated for it in vain, and it waits on. */
    abstract void checkedInVain();

    /** It has left the queue with a refusal. */
    abstract void failed();

    /** Whether an object must be put into its hands, as it cannot come and take it. */
    abstract boolean needsHandOver();
}
