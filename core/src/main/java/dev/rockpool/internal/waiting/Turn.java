package dev.rockpool.internal.waiting;

import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: all of fairness. To change who is next, change this class.
 *
 * <ul>
 *   <li><b>Who is next</b> ({@link #next}): the first in the queue, but for those that an object is being validated for,
 *       those that were woken and do not run, and, once anybody starves, those that do not.
 *   <li><b>Who may barge</b> ({@link #mayBarge}): with strict fairness nobody while others wait; else a thread that is
 *       running takes what is idle, as that keeps processors busy.
 *   <li><b>Who is handed an object</b> ({@link #isHandedOver}): all with strict fairness; else futures, which cannot come and
 *       take one, and threads that starve. The other threads are woken, one at a time, and take what they find.
 *   <li><b>Who starves</b>: a thread that was woken {@value #MOST_LOST_WAKE_UPS} times and found nothing, or has waited for
 *       {@link #PATIENCE_NANOS}. A release hands its object to it directly, and needs no clock to know that.
 *   <li><b>When a wake-up counts as lost</b> ({@link #passOverWhoDoesNotAnswer}): when two sweeps have seen it unanswered. The
 *       woken thread may be stopped, or all carriers of virtual threads pinned; others are served before it until it runs.
 * </ul>
 *
 * <p>All under the engine's lock, but for the two volatile fields.
 *
 * @param <W> the waiters
 */
public final class Turn<W extends Queued<W>> {

    /** Nobody waits. */
    public static final int NOBODY = 0;

    /** Somebody waits: publish, then wake. */
    public static final int WAKE = 1;

    /** The next is to be served directly: do not publish. */
    public static final int HAND_OVER = -1;

    /** A woken waiter that found the object gone as often as this is served directly. */
    static final int MOST_LOST_WAKE_UPS = 4;

    /** A waiter that was not served within this time is served directly, before those woken: 100 ms. */
    public static final long PATIENCE_NANOS = 100_000_000L;

    private final WaitQueue<W> queue;
    private final boolean isStrict;

    /** What a release has to know, in one word: read bare before and after it. Written under the lock. */
    public volatile int signal;

    /** The waiter that was woken to take an object itself and has not answered yet: one wake-up is in flight at a time. */
    private volatile @Nullable W woken;

    private int wakeUps; // how many there have been; under the lock
    private int sweptWakeUps; // by the last sweep; under the lock
    private int starving; // those that starve and are not being checked; under the lock

    Turn(WaitQueue<W> queue, boolean isStrict) {
        this.queue = queue;
        this.isStrict = isStrict;
    }

    // ---- questions

    /**
     * The one that is to be served next, or null: the first, but once anybody starves the first that gets its object from a
     * hand. The first of all may have been woken and be unable to run; those that starve behind it must not share its fate.
     */
    @Nullable
    public W next() {
        W waiter = queue.first();
        while (waiter != null && isPassedBy(waiter)) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /**
     * With strict fairness one keeps its turn while an object is being validated for it: another may come before. One for which
     * an object is being activated has that.
     */
    private boolean isPassedBy(W waiter) {
        return waiter.isPassedOver
                || waiter.isBeingActivated
                || (waiter.isBeingChecked && !isStrict)
                || (starving > 0 && !isHandedOver(waiter));
    }

    /** The one for which an object is to be validated next, or null. */
    @Nullable
    public W nextToCheckFor() {
        W waiter = queue.first();
        while (waiter != null && (waiter.isBeingChecked || isPassedBy(waiter))) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /** Who gets an object that was validated for a waiter: with strict fairness somebody may be before it. */
    public W afterCheckFor(W waiter) {
        W first = isStrict ? next() : null;
        return first == null ? waiter : first;
    }

    /** Whether the waiter gets its object from a hand, or comes and takes it. */
    public boolean isHandedOver(W waiter) {
        return isStrict || waiter.needsHandOver();
    }

    /** Whether who comes now may take what is there before those who wait. Needs no lock where it is only a hint. */
    public boolean mayBarge() {
        return !isStrict || signal == NOBODY;
    }

    /** Whether a thread that creates by itself may do so before those who wait. Under the lock. */
    public boolean mayCreateFirst() {
        return !isStrict || next() == null;
    }

    /** Whether a wake-up is in flight. */
    public boolean hasWoken() {
        return woken != null;
    }

    /** Whether this one was woken to take an object itself, and has not answered. By any thread. */
    public boolean hasWoken(W waiter) {
        return woken == waiter;
    }

    // ---- events

    /** A thread is woken to take an object itself. */
    public void wake(W waiter) {
        woken = waiter;
        wakeUps++;
    }

    /** The waiter was woken, and has found nothing. */
    public void foundNothing(W waiter) {
        if (woken == waiter) {
            woken = null;
            if (++waiter.lostWakeUps >= MOST_LOST_WAKE_UPS) {
                starve(waiter);
            }
        }
    }

    /**
     * A waiter in the queue lost too often or waited too long: it is served directly from now on. Its thread says so, and so
     * runs: one that was passed over has its place back. Else it would keep back those behind it that do not starve, and be
     * served no more than they.
     */
    public void starve(W waiter) {
        if (waiter.state == Queued.State.WAITING && !waiter.isStarving) {
            waiter.isStarving = true;
            waiter.isPassedOver = false;
            if (!waiter.isBeingChecked) {
                starving++;
            }
            update();
        }
    }

    /**
     * A sweep: a thread that was woken before the last one, and has not answered, cannot run. Others are served before it
     * until it does.
     */
    public void passOverWhoDoesNotAnswer() {
        W silent = woken;
        if (silent != null && wakeUps == sweptWakeUps && !silent.isStarving) {
            woken = null;
            silent.isPassedOver = true;
            update();
        }
        sweptWakeUps = wakeUps;
    }

    /** One that was passed over runs again, and has its place back. */
    public void comeBack(W waiter) {
        waiter.isPassedOver = false;
        update();
    }

    // ---- from the queue

    /** One is being checked for now, or no longer. */
    void checkChanged(W waiter) {
        if (waiter.isStarving) {
            starving += waiter.isBeingChecked ? -1 : 1;
        }
        update();
    }

    /** One gets an object that is being activated, or does not get it. */
    void activationChanged(W waiter) {
        if (woken == waiter && waiter.isBeingActivated) {
            woken = null;
        }
        update();
    }

    /** One has left the queue. */
    void left(W waiter) {
        if (waiter.isStarving && !waiter.isBeingChecked) {
            starving--;
        }
        if (woken == waiter) {
            woken = null;
        }
        update();
    }

    /** The queue has changed. */
    void update() {
        W next = next();
        int present = next == null ? NOBODY : isHandedOver(next) ? HAND_OVER : WAKE;
        if (signal != present) {
            signal = present;
        }
    }

    // ---- audit

    /** Whether so many starve. */
    boolean agreesWith(int starved) {
        return starving == starved;
    }

    /** So many starve, and nobody is woken. */
    void correct(int starved) {
        starving = starved;
        woken = null;
        update();
    }
}
