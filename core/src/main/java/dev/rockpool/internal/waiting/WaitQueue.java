package dev.rockpool.internal.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The waiters in arrival order: threads and futures in one doubly linked list, so that any of them can leave at once.
 * Under the engine's lock, but for {@link #size}; {@link Turn} says who of them is next.
 *
 * @param <W> the waiters
 */
public final class WaitQueue<W extends Queued<W>> {

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

    private @Nullable W first;
    private @Nullable W last;
    private volatile int size; // written by SIZE, without a fence: nothing is decided by it without the lock
    private volatile int peak;
    private int beingChecked; // under the lock
    private final Turn<W> turn;

    /** An empty one. */
    public WaitQueue(boolean isStrict) {
        this.turn = new Turn<>(this, isStrict);
    }

    /** Whose turn it is. */
    public Turn<W> turn() {
        return turn;
    }

    /** How many wait. Needs no lock. */
    public int size() {
        return size;
    }

    /** The most that have waited since the last reset. Needs no lock. */
    public int peak() {
        return peak;
    }

    /** The peak is what there is now. */
    public void resetPeak() {
        peak = size;
    }

    /** How many wait for a return or a creation, and not for the validation of an object that is there. */
    public int waitingForObject() {
        return size - beingChecked;
    }

    /** The one that came first, or null. */
    @Nullable
    public W first() {
        return first;
    }

    /** A waiter joins, behind all that have a lower number: behind all others, unless it has its number from before. */
    public void add(W waiter, long number) {
        W before = last;
        W after = null;
        while (before != null && before.number > number) {
            after = before;
            before = before.previous;
        }
        waiter.number = number;
        waiter.previous = before;
        waiter.next = after;
        if (before == null) {
            first = waiter;
        } else {
            before.next = waiter;
        }
        if (after == null) {
            last = waiter;
        } else {
            after.previous = waiter;
        }
        int grown = (int) SIZE.get(this) + 1;
        SIZE.setRelease(this, grown);
        if (grown > peak) {
            peak = grown;
        }
        turn.update();
    }

    /** Takes a waiter out; it goes on to {@code newState}, also if it never joined. */
    public void remove(W waiter, Queued.State newState) {
        if (waiter.previous == null && first != waiter) {
            waiter.state = newState;
            return;
        }
        W before = waiter.previous;
        W after = waiter.next;
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
    public void setBeingChecked(W waiter, boolean isBeingChecked) {
        if (waiter.isBeingChecked != isBeingChecked && waiter.state == Queued.State.WAITING) {
            beingChecked += isBeingChecked ? 1 : -1;
            waiter.isBeingChecked = isBeingChecked;
            turn.checkChanged(waiter);
        }
    }

    /** An object is being activated for the waiter, which has answered whatever woke it; or no longer. */
    public void setBeingActivated(W waiter, boolean isBeingActivated) {
        waiter.isBeingActivated = isBeingActivated;
        setBeingChecked(waiter, isBeingActivated);
        turn.activationChanged(waiter);
    }

    /** Whether the queue is in one piece, and the numbers are those of its waiters. */
    public boolean isSound() {
        int waiters = 0;
        int checked = 0;
        int starved = 0;
        W before = null;
        for (W waiter = first; waiter != null && waiters <= size; waiter = waiter.next) {
            if (waiter.previous != before || waiter.state != Queued.State.WAITING) {
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
    public void correct() {
        int waiters = 0;
        int starved = 0;
        beingChecked = 0;
        W before = null;
        W waiter = first;
        first = null;
        while (waiter != null) {
            W after = waiter.next;
            waiter.next = null;
            if (waiter.state == Queued.State.WAITING) {
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
