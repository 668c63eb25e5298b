package dev.rockpool.internal.waiting;

import dev.rockpool.internal.process.NumberedList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The waiters in arrival order, threads and futures alike. Under the engine's lock, but for {@link #size}; {@link Turn} says who of them is next.
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

    private final NumberedList<W> waiters = new NumberedList<>();
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
        return waiters.first();
    }

    /** A waiter joins, behind all that have a lower number: behind all others, unless it has its number from before. */
    public void add(W waiter, long number) {
        waiters.add(waiter, number);
        int grown = (int) SIZE.get(this) + 1;
        SIZE.setRelease(this, grown);
        if (grown > peak) {
            peak = grown;
        }
        turn.update();
    }

    /** Takes a waiter out; it goes on to {@code newState}, also if it never joined. */
    public void remove(W waiter, Queued.State newState) {
        if (!waiters.contains(waiter)) {
            waiter.state = newState;
            return;
        }
        waiters.remove(waiter);
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
        if (!waiters.isSound()) {
            return false;
        }
        int found = 0;
        int checked = 0;
        int starved = 0;
        for (W waiter = first(); waiter != null; waiter = waiter.next) {
            if (waiter.state != Queued.State.WAITING) {
                return false;
            }
            found++;
            checked += waiter.isBeingChecked ? 1 : 0;
            starved += waiter.isStarving && !waiter.isBeingChecked ? 1 : 0;
        }
        return found == size && checked == beingChecked && turn.agreesWith(starved);
    }

    /** Makes it sound again, with those that are found in it. */
    public void correct() {
        waiters.correct();
        int found = 0;
        int starved = 0;
        beingChecked = 0;
        W waiter = first();
        while (waiter != null) {
            W after = waiter.next;
            if (waiter.state == Queued.State.WAITING) {
                found++;
                beingChecked += waiter.isBeingChecked ? 1 : 0;
                starved += waiter.isStarving && !waiter.isBeingChecked ? 1 : 0;
            } else {
                waiters.remove(waiter);
            }
            waiter = after;
        }
        SIZE.setRelease(this, found);
        turn.correct(starved);
    }
}
