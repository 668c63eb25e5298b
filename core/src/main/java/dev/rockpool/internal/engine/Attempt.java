package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.supply.Made;
import org.jspecify.annotations.Nullable;

/** One attempt to create an object, from its start to its end or its abandonment. All under the engine's lock. */
final class Attempt<T> {

    final Slot<T> slot;
    final boolean isOverflow;
    final boolean onCreator;
    long probe; // set when it starts: its number among the probes of a factory that is down, or 0
    final long number; // in one sequence with the waiters' numbers: who came first
    final long epoch;
    long startNanos; // set when it starts
    boolean isForNobody; // only to see whether creation works again

    @Nullable
    volatile Made<T> made; // how it has ended, until that is entered; written by whoever it ended on

    volatile boolean isForsaken; // whoever had its permit will not use it; by that thread

    @Nullable
    Waiter<T> waiter; // the waiter whose attempt this is; null: whoever comes, or nobody

    Attempt(Slot<T> slot, boolean isOverflow, boolean onCreator, long number, long epoch) {
        this.slot = slot;
        this.isOverflow = isOverflow;
        this.onCreator = onCreator;
        this.number = number;
        this.epoch = epoch;
    }
}
