package dev.rockpool.internal.engine;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.waiting.Callbacks;
import dev.rockpool.internal.waiting.Queued.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How futures that wait end without a lease: their time runs out, they are cancelled, the pool is closed, creation fails.
 * Called without the lock unless a method says otherwise.
 */
final class FutureExits<T> {

    /** So many futures whose time has run out leave the queue while the lock is held once. */
    static final int MOST_AT_ONCE = 1_000;

    private final PoolState<T> state;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final Monitor<T> monitor;
    private final AcquireErrors<T> errors;
    private final Callbacks callbacks;
    private final Deadlines<T> deadlines;
    private final Failures<T> failures;
    private final Consumer<FutureWaiter<T>> withdraw = this::withdraw;
    private final Supplier<Boolean> expireSome = this::expireSome;

    FutureExits(
            PoolState<T> state,
            Platform<T> platform,
            EngineLock<T> lock,
            AcquireErrors<T> errors,
            Callbacks callbacks) {
        this.state = state;
        this.platform = platform;
        this.lock = lock;
        this.monitor = lock.monitor();
        this.errors = errors;
        this.callbacks = callbacks;
        this.deadlines = new Deadlines<>(platform.threads.scheduler(), this);
        this.failures = new Failures<>(state.effects, lock.owed(), callbacks, errors);
    }

    /** A waiter that is about to join has a deadline from now on. Under the lock; if this fails, it has none. */
    void expect(FutureWaiter<T> waiter) {
        if (waiter.timeoutNanos != 0 && waiter.timeoutNanos < Nanos.FOREVER) {
            deadlines.add(waiter, waiter.startNanos, waiter.deadlineNanos());
        }
    }

    // ---- time

    /** Looks whose deadline has passed, some at a time, so that others get the lock in between. */
    void deadlinePassed() {
        boolean areMore;
        do {
            areMore = lock.settleAfter(expireSome);
        } while (areMore);
    }

    private boolean expireSome() {
        long now = platform.ticker.nanoTime();
        Lapse lapse = new Lapse(now); // what memory this takes it takes first
        List<FutureWaiter<T>> expired = new ArrayList<>(Math.min(MOST_AT_ONCE, deadlines.size()));
        try {
            FutureWaiter<T> due = deadlines.takeDue(now);
            for (int left = MOST_AT_ONCE; due != null; due = --left > 0 ? deadlines.takeDue(now) : null) {
                if (ranOutOrIsPutBack(due)) {
                    expired.add(due);
                }
            }
        } finally {
            fail(expired, lapse);
        }
        return deadlines.isDue(now);
    }

    private boolean ranOutOrIsPutBack(FutureWaiter<T> waiter) {
        try {
            return ranOut(waiter);
        } catch (Throwable cutShort) {
            deadlines.putBack(waiter);
            throw cutShort;
        }
    }

    /**
     * The deadline of a future has passed. Also of one that was granted an object and has not got it: an executor may have
     * dropped the delivery, or it is behind a callback that hangs. Says whether the future fails for that.
     */
    private boolean ranOut(FutureWaiter<T> waiter) {
        if (waiter.state == State.WAITING) {
            return !monitor.service().serveAtLast(waiter) && leaveInVain(waiter);
        }
        if (waiter.state == State.GRANTED && waiter.future.claim()) {
            monitor.takeBack(waiter);
            waiter.phase = Phase.WAITING;
            waiter.lastFailure = errors.failureFor(waiter);
            waiter.isUndelivered = true;
            return true;
        }
        if (!waiter.future.isDone()) { // it fails, and the executor has not told it
            failures.add(waiter, true);
        }
        return false;
    }

    /** Leaves the queue, as the time is up; false if the future was claimed from outside before. */
    private boolean leaveInVain(FutureWaiter<T> waiter) {
        Phase phase = AcquireErrors.phaseOf(waiter);
        CapturedFailure failure = errors.failureFor(waiter);
        boolean isOurs = waiter.future.claim(); // first: who sees that it has left cannot cancel it any more
        monitor.leave(waiter);
        if (!isOurs) {
            return false;
        }
        errors.waited(waiter);
        waiter.phase = phase;
        waiter.lastFailure = failure;
        return true;
    }

    /** A future that still waits has waited long enough. Under the lock. */
    void timeUp(FutureWaiter<T> waiter) {
        Lapse lapse = new Lapse(platform.ticker.nanoTime());
        List<FutureWaiter<T>> expired = List.of(waiter);
        if (leaveInVain(waiter)) {
            fail(expired, lapse);
        }
    }

    /** Those have been claimed; so this takes no memory that it cannot do without. */
    private void fail(List<FutureWaiter<T>> expired, Lapse lapse) {
        if (expired.isEmpty()) {
            return;
        }
        errors.lapsed(lapse, expired.size());
        for (int i = 0; i < expired.size(); i++) {
            FutureWaiter<T> waiter = expired.get(i);
            waiter.lapse = lapse;
            failSoon(waiter);
        }
    }

    /** A future fails with the failure that its waiter has, and has left the queue. Under the lock. */
    void failed(FutureWaiter<T> waiter) {
        if (waiter.future.claim()) {
            errors.waited(waiter);
            failSoon(waiter);
        }
    }

    private void failSoon(FutureWaiter<T> waiter) {
        boolean isDirect = platform.callbackExecutor == null || waiter.isUndelivered || !watchesExecutor(waiter);
        failures.add(waiter, isDirect);
    }

    /** Remembers to look whether the executor has begun; false if there is no memory for that. */
    private boolean watchesExecutor(FutureWaiter<T> waiter) {
        try {
            long now = platform.ticker.nanoTime();
            deadlines.add(waiter, now, now + Failures.GRACE_NANOS);
            return true;
        } catch (Throwable noMemory) {
            return false;
        }
    }

    /** Tells those that have failed. */
    void tellFailures() {
        failures.start();
    }

    /** Fails a future that the pool has claimed. */
    void finish(FutureWaiter<T> waiter, Throwable failure) {
        failures.finish(waiter, failure);
    }

    /** Upkeep looks whether anything was left undone for want of memory or of a thread. */
    void look() {
        deadlinePassed();
        failures.start();
        callbacks.retry();
    }

    /** The pool is closed: a future that was granted this slot and has not got it does not get it any more. Under the lock. */
    void withdraw(Slot<T> slot) {
        FutureWaiter<T> waiter = promisee(slot);
        if (waiter != null && waiter.state == State.GRANTED && waiter.future.claim()) {
            monitor.takeBack(waiter);
            waiter.isUndelivered = true;
            failSoon(waiter);
        }
    }

    @SuppressWarnings("unchecked") // objects are promised to futures of this pool only
    private @Nullable FutureWaiter<T> promisee(Slot<T> slot) {
        return (FutureWaiter<T>) slot.promisedTo();
    }

    /** The pool is closed and done. Under the lock. */
    void stop() {
        deadlines.stop();
    }

    // ---- cancel

    /**
     * The future was claimed from outside, at whatever stage. Whoever does that is no user of the pool's objects, may be the
     * timer of the JDK, and is spared the callbacks of those who are served by it.
     */
    void cancelled(FutureWaiter<T> waiter) {
        try {
            withdrawSurely(waiter);
            platform.events.happened(Counter.CANCELLED);
        } catch (Throwable cutShort) { // the next sweep takes it out of the queue
            lock.owed().isOwed = true;
            throw cutShort;
        }
    }

    /** A future that was claimed from outside is not served, or what it was granted is taken back. Without the lock. */
    void withdrawSurely(FutureWaiter<T> waiter) {
        lock.settleSurely(waiter, withdraw);
    }

    /** What was claimed is not to be served. Under the lock; takes no memory that it cannot do without. */
    void withdraw(FutureWaiter<T> waiter) {
        waiter.stopWatching();
        monitor.service().isForeign(true);
        try {
            if (waiter.state == State.WAITING && waiter.hasJoined()) {
                monitor.leave(waiter);
                errors.waited(waiter);
            } else if (waiter.state == State.GRANTED) {
                monitor.takeBack(waiter);
            }
            lock.serve();
        } finally {
            monitor.service().isForeign(false);
        }
    }

    // ---- what was cut short

    /** Looks after those in the queue that should not be there any more. Under the lock. */
    void endOwed() {
        Waiter<T> each = state.queue.first();
        while (each != null) {
            Waiter<T> next = each.next;
            if (each instanceof FutureWaiter<T> waiter) {
                if (waiter.future.isOutsides()) {
                    monitor.leave(waiter);
                    errors.waited(waiter);
                } else if (waiter.timeoutNanos == 0 && !waiter.isBeingChecked) {
                    timeUp(waiter);
                }
            }
            each = next;
        }
    }

    /** Delivers once more what a future may not have got. Under the lock. */
    void deliverAgain(Slot<T> slot) {
        FutureWaiter<T> waiter = promisee(slot);
        if (waiter != null && waiter.state == State.GRANTED && waiter.slot == slot) {
            state.effects.add(new Effect.Deliver<>(waiter, slot));
        }
    }
}
