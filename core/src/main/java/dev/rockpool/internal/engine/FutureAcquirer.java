package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.engine.Fitness.Origin;
import dev.rockpool.internal.engine.Waiter.State;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Stamp;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The acquire of a future that found nothing on the fast path. Called without the lock unless a method says otherwise. */
final class FutureAcquirer<T> {

    /** So many futures whose time has run out leave the queue while the lock is held once. */
    static final int MOST_AT_ONCE = 1_000;

    private final Core<T> core;
    private final Deadlines<T> deadlines;
    private final Failures<T> failures;
    private final Consumer<FutureWaiter<T>> withdraw = this::withdraw;

    FutureAcquirer(Core<T> core) {
        this.core = core;
        this.deadlines = new Deadlines<>(core.scheduler, this);
        this.failures = new Failures<>(core);
    }

    // ---- acquire

    CompletableFuture<Lease<T>> acquire(long timeoutNanos) {
        long threadId = UserText.currentThreadId();
        Slot<T> idle = core.engine.takeIdle(threadId);
        return idle != null ? leaseIdle(idle, Stamp.future(threadId)) : await(timeoutNanos);
    }

    private CompletableFuture<Lease<T>> leaseIdle(Slot<T> idle, long holder) {
        long word = idle.look();
        try {
            if (core.engine.isWatched()) {
                core.acquireWatch.began(idle);
            }
            return CompletableFuture.completedFuture(core.engine.leaseOf(idle, holder));
        } catch (Throwable cutShort) { // no memory or stack for the lease: the next sweep gives the slot back
            idle.orphan = word;
            core.owed.isOwed = true;
            return CompletableFuture.failedFuture(cutShort);
        }
    }

    private CompletableFuture<Lease<T>> await(long timeoutNanos) {
        try {
            StackProbe.ensureRoom();
            FutureWaiter<T> waiter = new FutureWaiter<>(this, core.ticker.nanoTime(), timeoutNanos);
            if (core.engine.isWatched()) {
                waiter.askedAt = core.acquireWatch.asked();
            }
            Refusal refusal = core.lock.get(() -> joinUnlessRefused(waiter));
            return refusal == null ? waiter.future : CompletableFuture.failedFuture(core.errors.of(refusal));
        } catch (Throwable failure) { // no memory, no stack, no thread for the deadline; nobody gets the future
            return CompletableFuture.failedFuture(failure);
        }
    }

    private @Nullable Refusal joinUnlessRefused(FutureWaiter<T> waiter) {
        Refusal refusal = core.monitor.refusal();
        if (refusal == null) {
            try {
                join(waiter);
            } catch (Throwable cutShort) { // nobody gets this future
                waiter.future.claim();
                withdraw(waiter);
                throw cutShort;
            }
        }
        return refusal;
    }

    private void join(FutureWaiter<T> waiter) {
        if (waiter.timeoutNanos != 0 && waiter.timeoutNanos < Nanos.FOREVER) {
            deadlines.add(waiter, waiter.startNanos, waiter.deadlineNanos()); // before it joins: this may fail
        }
        core.monitor.join(waiter);
        core.serve();
        if (waiter.timeoutNanos == 0 && waiter.state == State.WAITING && !waiter.isBeingChecked) {
            timeUp(waiter);
        }
    }

    // ---- time

    /** Looks whose deadline has passed, some at a time, so that others get the lock in between. */
    void deadlinePassed() {
        boolean areMore;
        do {
            areMore = core.lock.settleAfter(() -> expireSome(core.ticker.nanoTime()));
        } while (areMore);
    }

    private boolean expireSome(long now) {
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
            return !core.monitor.service().serveAtLast(waiter) && leaveInVain(waiter);
        }
        if (waiter.state == State.GRANTED && waiter.future.claim()) {
            core.monitor.takeBack(waiter);
            waiter.phase = Phase.WAITING;
            waiter.lastFailure = core.errors.failureFor(waiter);
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
        CapturedFailure failure = core.errors.failureFor(waiter);
        boolean isOurs = waiter.future.claim(); // first: who sees that it has left cannot cancel it any more
        core.monitor.leave(waiter);
        if (!isOurs) {
            return false;
        }
        core.errors.waited(waiter);
        waiter.phase = phase;
        waiter.lastFailure = failure;
        return true;
    }

    /** A future that still waits has waited long enough. Under the lock. */
    void timeUp(FutureWaiter<T> waiter) {
        Lapse lapse = new Lapse(core.ticker.nanoTime());
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
        core.errors.lapsed(lapse, expired.size());
        for (int i = 0; i < expired.size(); i++) {
            FutureWaiter<T> waiter = expired.get(i);
            waiter.lapse = lapse;
            failSoon(waiter);
        }
    }

    /** A future fails with the failure that its waiter has, and has left the queue. Under the lock. */
    void failed(FutureWaiter<T> waiter) {
        if (waiter.future.claim()) {
            core.errors.waited(waiter);
            failSoon(waiter);
        }
    }

    private void failSoon(FutureWaiter<T> waiter) {
        boolean isDirect = core.callbackExecutor == null || waiter.isUndelivered || !watchesExecutor(waiter);
        failures.add(waiter, isDirect);
    }

    /** Remembers to look whether the executor has begun; false if there is no memory for that. */
    private boolean watchesExecutor(FutureWaiter<T> waiter) {
        try {
            long now = core.ticker.nanoTime();
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

    /** Upkeep looks whether anything was left undone for want of memory or of a thread. */
    void look() {
        deadlinePassed();
        failures.start();
        core.callbacks.retry();
    }

    /** The pool is closed: those that were granted an object and have not got it do not get it any more. Under the lock. */
    void closed() {
        core.table.forEach(slot -> {
            FutureWaiter<T> waiter = promisee(slot);
            if (waiter != null && waiter.state == State.GRANTED && waiter.future.claim()) {
                core.monitor.takeBack(waiter);
                waiter.isUndelivered = true;
                failSoon(waiter);
            }
        });
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
            core.lock.settleSurely(waiter, withdraw);
            core.events.happened(Counter.CANCELLED);
        } catch (Throwable cutShort) { // the next sweep takes it out of the queue
            core.owed.isOwed = true;
            throw cutShort;
        }
    }

    /** What was claimed is not to be served. Under the lock; takes no memory that it cannot do without. */
    private void withdraw(FutureWaiter<T> waiter) {
        waiter.stopWatching();
        core.monitor.service().isForeign(true);
        try {
            if (waiter.state == State.WAITING && waiter.hasJoined()) {
                core.monitor.leave(waiter);
                core.errors.waited(waiter);
            } else if (waiter.state == State.GRANTED) {
                core.monitor.takeBack(waiter);
            }
            core.serve();
        } finally {
            core.monitor.service().isForeign(false);
        }
    }

    // ---- deliver

    /** Completes a future with the slot in hand: on the executor, else in this thread's trampoline. */
    void deliver(FutureWaiter<T> waiter, Slot<T> slot) {
        if (!waiter.hasWaited) { // it may come here again
            waiter.hasWaited = true;
            core.errors.waited(waiter);
        }
        Runnable completion = () -> complete(waiter, slot);
        if (waiter.isForeign || Scheduler.isOnItsThread()) {
            core.callbacks.elsewhere(() -> core.callbacks.run(completion, false));
        } else {
            core.callbacks.run(completion, false);
        }
    }

    /** Does no harm where the future has been completed. */
    private void complete(FutureWaiter<T> waiter, Slot<T> slot) {
        StackProbe.ensureRoom();
        if (!waiter.future.claim()) { // before the lease is counted
            if (waiter.future.isOutsides()) { // who claimed it did so, unless it had neither memory nor stack for it
                core.lock.settleSurely(waiter, withdraw);
            }
            return;
        }
        try {
            waiter.stopWatching();
            long holder = Stamp.future(waiter.askerId);
            slot.leaseTo(holder);
            core.engine.sample(slot);
            slot.promise(null); // last: a survey in between must not take the slot for one that is being cleaned
            if (core.engine.isWatched()) {
                core.acquireWatch.began(slot, waiter.askedAt);
            }
            if (waiter.isMiss) {
                core.events.happened(Counter.MISS);
            }
            Lease<T> lease = core.engine.leaseOf(slot, holder);
            if (!waiter.future.deliver(lease)) { // it was obtruded
                lease.close();
            }
        } catch (Throwable failure) { // no memory for the lease, no stack
            if (waiter.future.isDone()) {
                throw failure;
            }
            unlease(slot);
            waiter.cutShort = failure;
            failures.finish(waiter, failure);
        }
    }

    /** The lease of a slot has begun, or was about to, and nobody has it. */
    private void unlease(Slot<T> slot) {
        slot.endLease(slot.lease());
        try {
            core.dispatcher.conclude(slot, Origin.CHECKED);
        } catch (Throwable cutShort) {
            core.owed.isOwed = true; // the next sweep concludes it
        }
    }

    // ---- what was cut short

    /** Looks after those in the queue that should not be there any more. Under the lock. */
    void endOwed() {
        Waiter<T> each = core.queue.first();
        while (each != null) {
            Waiter<T> next = each.next;
            if (each instanceof FutureWaiter<T> waiter) {
                if (waiter.future.isOutsides()) {
                    core.monitor.leave(waiter);
                    core.errors.waited(waiter);
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
            core.effects.add(new Effect.Deliver<>(waiter, slot));
        }
    }
}
