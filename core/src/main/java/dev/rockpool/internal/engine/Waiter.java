package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.waiting.Queued;
import org.jspecify.annotations.Nullable;

/**
 * An acquire that found nothing: a parked thread or a pending future.
 *
 * <ul>
 *   <li>GRANTED: it has a slot.
 *   <li>CREATE: it has a permit, with a slot in CREATING (threads, when callers create).
 *   <li>FAILED: it has a refusal.
 *   <li>LEFT: deadline, interrupt, cancel, or it took an object itself.
 * </ul>
 *
 * All fields are guarded by the engine's lock; what is written before the state (slot, refusal, permit) is visible to who reads
 * that without the lock. Its number is in one sequence with those of the attempts.
 */
abstract class Waiter<T> extends Queued<Waiter<T>> {

    final long startNanos;
    final long timeoutNanos;

    @Nullable
    Slot<T> slot;

    boolean isMiss; // in GRANTED: whether the object was created for it

    @Nullable
    Refusal refusal; // in FAILED: why

    @Nullable
    Attempt<T> permit; // in CREATE: what it may do; written before the state

    boolean hasAttempt; // one is in flight that was started for it

    @Nullable
    CapturedFailure lastFailure; // of an attempt that was started for it

    Waiter(long startNanos, long timeoutNanos) {
        this.startNanos = startNanos;
        this.timeoutNanos = timeoutNanos;
    }

    final long deadlineNanos() {
        return startNanos + timeoutNanos;
    }

    /** Whether it could create an object by itself. */
    abstract boolean canCreate();

    /** What makes it look at its state, or null where nobody looks. */
    abstract @Nullable Effect<T> wakeUp();

    /** What has an object activated for it: by itself, or on a worker. */
    abstract Effect<T> activation(Check<T> check);

    /** An object is in hand for its activation. Throws nothing. */
    abstract void activates(Check<T> check);

    /** What tells it of the object that it is about to get. */
    abstract Effect<T> delivery(Slot<T> slot);

    /**
     * A slot in hand becomes its own; says whether that begins its lease. Throws nothing.
     *
     * @param isMiss whether the object was created just now
     * @param isForeign whether who brings it has nothing to do with the pool's objects
     */
    abstract boolean take(Slot<T> slot, boolean isMiss, boolean isForeign);

    /** An object was validated or activated for it in vain, and it waits on. */
    abstract void checkedInVain();

    /** It has left the queue with a refusal. */
    abstract void failed();
}
