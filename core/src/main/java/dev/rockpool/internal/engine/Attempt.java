package dev.rockpool.internal.engine;

import dev.rockpool.internal.lifecycle.Made;
import dev.rockpool.internal.process.NumberedList;
import dev.rockpool.internal.slot.Slot;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to create an object, from its start to its end or its abandonment, and what it is for. Its number is in one
 * sequence with those of the waiters: who came first. All under the engine's lock unless a field says otherwise.
 */
final class Attempt<T> extends NumberedList.Member<Attempt<T>> {

    /** What an attempt is for. */
    enum Wish {
        /** A waiter: the one that it points to, or another that has taken its place. */
        WAITER,
        /** The thread that creates by itself. */
        CALLER,
        /** Whoever comes: minIdle, a warm-up, a tryAcquire in vain. */
        STOCK,
        /** A late object that is taken in. */
        ADOPTION,
        /** An object that has had its time, or is gone and was not replaced before. */
        REPLACEMENT,
        /** To see whether creation works. */
        PROBE
    }

    final Slot<T> slot;
    final Wish wish;
    final boolean isOverflow;
    final long epoch;
    long probe; // set when it starts: its number among the probes of a factory that is down, or 0
    volatile long startNanos; // by whoever performs it, if hasStarted
    volatile boolean hasStarted;

    private long endNanos; // written before the next
    private volatile @Nullable Made<T> made; // how it has ended, until that is entered; written by whoever it ended on

    volatile boolean isForsaken; // whoever had its permit will not use it; by that thread

    @Nullable
    Waiter<T> waiter; // whose attempt this is; null: whoever comes, or nobody

    boolean isInFlight;

    Attempt(Slot<T> slot, Wish wish, boolean isOverflow, long epoch) {
        this.slot = slot;
        this.wish = wish;
        this.isOverflow = isOverflow;
        this.epoch = epoch;
    }

    /** Whether it runs on a creator, and not on a thread that acquires or brings a late object. */
    boolean onCreator() {
        return wish != Wish.CALLER && wish != Wish.ADOPTION;
    }

    /** It is about to be performed. By whoever does that. */
    void starts(long now) {
        startNanos = now;
        hasStarted = true;
    }

    /** It has ended so, which is to be entered. By whoever it ended on. */
    void ends(Made<T> made, long now) {
        endNanos = now;
        this.made = made;
    }

    /** How it has ended, or null. By any thread. */
    @Nullable
    Made<T> made() {
        return made;
    }

    /** When it has ended. After {@link #made}. */
    long endNanos() {
        return endNanos;
    }

    /** For how long it has been performed. */
    long ageNanos(long now) {
        return hasStarted ? now - startNanos : 0;
    }
}
