package dev.rockpool.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The waiters in arrival order: threads and futures in one doubly linked list, so that any of them can leave at once.
 * Under the engine's lock, but for {@link #size}; {@link Turn} says who of them is next.
 */
final class WaitQueue<T> {

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

    private @Nullable Waiter<T> first;
    private @Nullable Waiter<T> last;
    private volatile int size; // written by SIZE, without a fence: nothing is decided by it without the lock
    private volatile int peak;
    private int beingChecked; // under the lock
    private final Turn<T> turn;

    WaitQueue(boolean isStrict) {
        this.turn = new Turn<>(this, isStrict);
    }

    /** Whose turn it is. */
    Turn<T> turn() {
        return turn;
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
        turn.update();
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
        }
        waiter.state = newState;
        turn.left(waiter);
    }

    /** An object is being validated for the waiter, or no longer. */
    void setBeingChecked(Waiter<T> waiter, boolean isBeingChecked) {
        if (waiter.isBeingChecked != isBeingChecked && waiter.state == Waiter.State.WAITING) {
            beingChecked += isBeingChecked ? 1 : -1;
            waiter.isBeingChecked = isBeingChecked;
            turn.checkChanged(waiter);
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
        return before == last && waiters == size && checked == beingChecked && turn.agreesWith(starved);
    }

    /** Makes it sound again, with those that are found in it. */
    void correct() {
        int waiters = 0;
        int starved = 0;
        beingChecked = 0;
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
                starved += waiter.isStarving && !waiter.isBeingChecked ? 1 : 0;
            }
            waiter = after;
        }
        last = before;
        SIZE.setRelease(this, waiters);
        turn.correct(starved);
    }
}
