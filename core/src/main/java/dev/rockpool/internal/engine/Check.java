package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;

/** The validation of an object for a waiter, which keeps its place in the queue meanwhile. It gets its verdict once. */
final class Check<T> {

    final Waiter<T> waiter;
    final Slot<T> slot;
    boolean isValid; // the verdict; written by whoever brings it, before it takes the lock

    Check(Waiter<T> waiter, Slot<T> slot) {
        this.waiter = waiter;
        this.slot = slot;
    }
}
