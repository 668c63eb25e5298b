package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import org.jspecify.annotations.Nullable;

/**
 * What is done with an object for a waiter before it gets it, while the waiter keeps its place in the queue: its validation, or
 * its activation. It gets its verdict once.
 *
 * <p>A validation runs on a worker. An activation runs on the thread that acquires; for a future, on a worker. A thread that
 * is told to activate has the object in hand until it has told the verdict, also when it was refused meanwhile: then it
 * tells it at once.
 */
final class Check<T> {

    final Waiter<T> waiter;
    final Slot<T> slot;
    final boolean isActivation;
    final boolean isMiss; // whether the object was created for the waiter

    // The verdict; written by whoever brings it, before it takes the lock.
    boolean isValid;

    @Nullable
    CapturedFailure failure; // of an activation

    boolean wasSkipped; // an activation that was not tried, as nobody waits for it any more

    private Check(Waiter<T> waiter, Slot<T> slot, boolean isActivation, boolean isMiss) {
        this.waiter = waiter;
        this.slot = slot;
        this.isActivation = isActivation;
        this.isMiss = isMiss;
    }

    static <T> Check<T> validation(Waiter<T> waiter, Slot<T> slot) {
        return new Check<>(waiter, slot, false, false);
    }

    static <T> Check<T> activation(Waiter<T> waiter, Slot<T> slot, boolean isMiss) {
        return new Check<>(waiter, slot, true, isMiss);
    }

    /** The activation has ended. */
    void activated(@Nullable CapturedFailure why) {
        failure = why;
        isValid = why == null;
    }
}
