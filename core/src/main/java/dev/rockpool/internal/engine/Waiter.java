package dev.rockpool.internal.engine;

import dev.rockpool.PoolException;
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
abstract sealed class Waiter<T> permits ThreadWaiter, FutureWaiter {

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

    @Nullable
    PoolException failure;

    @Nullable
    Waiter<T> previous; // in the queue

    @Nullable
    Waiter<T> next;

    long number; // in one sequence with the attempts' numbers

    @Nullable
    Attempt<T> attempt; // in flight, started for it

    boolean isBeingChecked; // an object is being validated for it; it keeps its place, and is served with nothing else
    boolean isStarving; // it is served directly
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

    /** Whether an object must be put into its hands, as it cannot come and take it. */
    abstract boolean needsHandOver();
}
