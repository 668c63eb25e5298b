package dev.rockpool.internal.engine;

import org.jspecify.annotations.Nullable;

/** One attempt to create an object, from its start to its end or its abandonment. All under the engine's lock. */
final class Attempt<T> {

    final Slot<T> slot;
    final boolean isOverflow;
    final boolean onCreator;
    final boolean isProbe; // of a factory that is down
    final long number; // in one sequence with the waiters' numbers: who came first
    final long epoch;
    long startNanos; // set when it starts

    @Nullable
    Waiter<T> waiter; // the waiter whose attempt this is; null: whoever comes, or nobody

    Attempt(Slot<T> slot, boolean isOverflow, boolean onCreator, boolean isProbe, long number) {
        this.slot = slot;
        this.isOverflow = isOverflow;
        this.onCreator = onCreator;
        this.isProbe = isProbe;
        this.number = number;
        this.epoch = slot.epoch;
    }
}
