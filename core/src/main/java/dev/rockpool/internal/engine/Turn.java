package dev.rockpool.internal.engine;

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
 */
final class Turn<T> {

    static final int NOBODY = 0;
    static final int WAKE = 1; // somebody waits: publish, then wake
    static final int HAND_OVER = -1; // the next is to be served directly: do not publish

    /** A woken waiter that found the object gone as often as this is served directly. */
    static final int MOST_LOST_WAKE_UPS = 4;

    /** A waiter that was not served within this time is served directly, before those woken: 100 ms. */
    static final long PATIENCE_NANOS = 100_000_000L;

    private final WaitQueue<T> queue;
    private final boolean isStrict;

    /** What a release has to know, in one word: read bare before and after it. Written under the lock. */
    volatile int signal;

    /** The waiter that was woken to take an object itself and has not answered yet: one wake-up is in flight at a time. */
    private volatile @Nullable Waiter<T> woken;

    private int wakeUps; // how many there have been; under the lock
    private int sweptWakeUps; // by the last sweep; under the lock
    private int starving; // those that starve and are not being checked; under the lock

    Turn(WaitQueue<T> queue, boolean isStrict) {
        this.queue = queue;
        this.isStrict = isStrict;
    }

    // ---- questions

    /**
     * The one that is to be served next, or null: the first, but once anybody starves the first that gets its object from a
     * hand. The first of all may have been woken and be unable to run; those that starve behind it must not share its fate.
     */
    @Nullable
    Waiter<T> next() {
        Waiter<T> waiter = queue.first();
        while (waiter != null && isPassedBy(waiter)) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /** With strict fairness one keeps its turn while an object is being validated for it: another may come before. */
    private boolean isPassedBy(Waiter<T> waiter) {
        return waiter.isPassedOver || (waiter.isBeingChecked && !isStrict) || (starving > 0 && !isHandedOver(waiter));
    }

    /** The one for which an object is to be validated next, or null. */
    @Nullable
    Waiter<T> nextToCheckFor() {
        Waiter<T> waiter = queue.first();
        while (waiter != null && (waiter.isBeingChecked || isPassedBy(waiter))) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /** Who gets an object that was validated for a waiter: with strict fairness somebody may be before it. */
    Waiter<T> afterCheckFor(Waiter<T> waiter) {
        Waiter<T> first = isStrict ? next() : null;
        return first == null ? waiter : first;
    }

    /** Whether the waiter gets its object from a hand, or comes and takes it. */
    boolean isHandedOver(Waiter<T> waiter) {
        return isStrict || waiter.needsHandOver();
    }

    /** Whether who comes now may take what is there before those who wait. Needs no lock where it is only a hint. */
    boolean mayBarge() {
        return !isStrict || signal == NOBODY;
    }

    /** Whether a wake-up is in flight. */
    boolean hasWoken() {
        return woken != null;
    }

    /** Whether this one was woken to take an object itself, and has not answered. By any thread. */
    boolean hasWoken(Waiter<T> waiter) {
        return woken == waiter;
    }

    // ---- events

    /** A thread is woken to take an object itself. */
    void wake(Waiter<T> waiter) {
        woken = waiter;
        wakeUps++;
    }

    /** The waiter was woken, and has found nothing. */
    void foundNothing(Waiter<T> waiter) {
        if (woken == waiter) {
            woken = null;
            if (++waiter.lostWakeUps >= MOST_LOST_WAKE_UPS) {
                starve(waiter);
            }
        }
    }

    /** A waiter in the queue lost too often or waited too long: it is served directly from now on. */
    void starve(Waiter<T> waiter) {
        if (waiter.state == Waiter.State.WAITING && !waiter.isStarving) {
            waiter.isStarving = true;
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

    // ---- from the queue

    /** One is being checked for now, or no longer. */
    void checkChanged(Waiter<T> waiter) {
        if (waiter.isStarving) {
            starving += waiter.isBeingChecked ? -1 : 1;
        }
        update();
    }

    /** One has left the queue. */
    void left(Waiter<T> waiter) {
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
        Waiter<T> next = next();
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
