package dev.rockpool.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The waiters in arrival order: threads and futures in one doubly linked list, so that any of them can leave at once.
 * Under the engine's lock, but for {@link #signal} and {@link #size}.
 */
final class WaitQueue<T> {

    static final int NOBODY = 0;
    static final int WAKE = 1; // somebody waits: publish, then wake
    static final int HAND_OVER = -1; // the next is to be served directly: do not publish

    private static final VarHandle SIZE;

    static {
        try {
            SIZE = MethodHandles.lookup()
                    .findVarHandle(WaitQueue.class, "size", int.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final boolean isStrict;
    private @Nullable Waiter<T> first;
    private @Nullable Waiter<T> last;
    private volatile int size; // written by SIZE, without a fence: nothing is decided by it without the lock
    private volatile int peak;
    private int beingChecked; // under the lock
    private int starving; // those that starve and are not being checked; under the lock

    /** What a release has to know, in one word: read bare before and after it. Written under the lock. */
    volatile int signal;

    /** The waiter that was woken to take an object itself and has not answered yet: one wake-up is in flight at a time. */
    volatile @Nullable Waiter<T> woken;

    private int wakeUps; // how many there have been; under the lock
    private int sweptWakeUps; // by the last sweep; under the lock

    WaitQueue(boolean isStrict) {
        this.isStrict = isStrict;
    }

    int size() {
        return size;
    }

    int peak() {
        return peak;
    }

    void resetPeak() {
        peak = size;
    }

    /** How many wait for a return or a creation, and not for the validation of an object that is there. */
    int waitingForObject() {
        return size - beingChecked;
    }

    @Nullable
    Waiter<T> first() {
        return first;
    }

    /**
     * The one that is to be served next, or null: the first, but once anybody starves the first that gets its object from a
     * hand. The first of all may have been woken and be unable to run; those that starve behind it must not share its fate.
     */
    @Nullable
    Waiter<T> firstServable() {
        Waiter<T> waiter = first;
        while (waiter != null && isPassedBy(waiter)) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /** With strict fairness one keeps its turn while an object is being validated for it: another may come before. */
    private boolean isPassedBy(Waiter<T> waiter) {
        return waiter.isPassedOver || (waiter.isBeingChecked && !isStrict) || (starving > 0 && !needsHandOver(waiter));
    }

    /** The one for which an object is to be validated next, or null. */
    @Nullable
    Waiter<T> firstToCheckFor() {
        Waiter<T> waiter = first;
        while (waiter != null && (waiter.isBeingChecked || isPassedBy(waiter))) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /** A thread is woken to take an object itself. */
    void wake(Waiter<T> waiter) {
        woken = waiter;
        wakeUps++;
    }

    /**
     * A sweep: a thread that was woken before the last one, and has not answered, cannot run. Others are served before it
     * until it does.
     */
    void passOverWhoDoesNotAnswer() {
        Waiter<T> silent = woken;
        if (silent != null && wakeUps == sweptWakeUps && !silent.isStarving) {
            woken = null;
            silent.isPassedOver = true;
            update();
        }
        sweptWakeUps = wakeUps;
    }

    /** One that was passed over runs again, and has its place back. */
    void comeBack(Waiter<T> waiter) {
        waiter.isPassedOver = false;
        update();
    }

    /** Whether the waiter gets its object from a hand, or comes and takes it. */
    boolean needsHandOver(Waiter<T> waiter) {
        return isStrict || waiter.needsHandOver();
    }

    void add(Waiter<T> waiter, long number) {
        waiter.number = number;
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        int grown = (int) SIZE.get(this) + 1;
        SIZE.setRelease(this, grown);
        if (grown > peak) {
            peak = grown;
        }
        update();
    }

    /** Takes a waiter out; it goes on to {@code newState}, also if it never joined. */
    void remove(Waiter<T> waiter, Waiter.State newState) {
        if (waiter.previous == null && first != waiter) {
            waiter.state = newState;
            return;
        }
        Waiter<T> before = waiter.previous;
        Waiter<T> after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        SIZE.setRelease(this, (int) SIZE.get(this) - 1);
        if (waiter.isBeingChecked) {
            beingChecked--;
        } else if (waiter.isStarving) {
            starving--;
        }
        if (woken == waiter) {
            woken = null;
        }
        waiter.state = newState;
        update();
    }

    /** An object is being validated for the waiter, or no longer. */
    void setBeingChecked(Waiter<T> waiter, boolean isBeingChecked) {
        if (waiter.isBeingChecked != isBeingChecked && waiter.state == Waiter.State.WAITING) {
            beingChecked += isBeingChecked ? 1 : -1;
            waiter.isBeingChecked = isBeingChecked;
            if (waiter.isStarving) {
                starving += isBeingChecked ? -1 : 1;
            }
            update();
        }
    }

    /** A waiter in the queue lost too often or waited too long: it is served directly from now on. */
    void setStarving(Waiter<T> waiter) {
        if (!waiter.isStarving) {
            waiter.isStarving = true;
            if (!waiter.isBeingChecked) {
                starving++;
            }
            update();
        }
    }

    /** Whether the queue is in one piece, and the numbers are those of its waiters. */
    boolean isSound() {
        int waiters = 0;
        int checked = 0;
        int starved = 0;
        Waiter<T> before = null;
        for (Waiter<T> waiter = first; waiter != null && waiters <= size; waiter = waiter.next) {
            if (waiter.previous != before || waiter.state != Waiter.State.WAITING) {
                return false;
            }
            waiters++;
            checked += waiter.isBeingChecked ? 1 : 0;
            starved += waiter.isStarving && !waiter.isBeingChecked ? 1 : 0;
            before = waiter;
        }
        return before == last && waiters == size && checked == beingChecked && starved == starving;
    }

    /** Makes it sound again, with those that are found in it. */
    void correct() {
        int waiters = 0;
        beingChecked = 0;
        starving = 0;
        woken = null;
        Waiter<T> before = null;
        Waiter<T> waiter = first;
        first = null;
        while (waiter != null) {
            Waiter<T> after = waiter.next;
            waiter.next = null;
            if (waiter.state == Waiter.State.WAITING) {
                waiter.previous = before;
                if (before == null) {
                    first = waiter;
                } else {
                    before.next = waiter;
                }
                before = waiter;
                waiters++;
                beingChecked += waiter.isBeingChecked ? 1 : 0;
                starving += waiter.isStarving && !waiter.isBeingChecked ? 1 : 0;
            }
            waiter = after;
        }
        last = before;
        SIZE.setRelease(this, waiters);
        update();
    }

    private void update() {
        Waiter<T> next = firstServable();
        int present = next == null ? NOBODY : needsHandOver(next) ? HAND_OVER : WAKE;
        if (signal != present) {
            signal = present;
        }
    }
}
