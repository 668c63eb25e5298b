package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.PoolException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.engine.Waiter.State;
import dev.rockpool.internal.stats.Tally.Event;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The acquire of a future that found nothing on the fast path. Called without the lock unless a method says otherwise. */
final class FutureAcquirer<T> {

    private final Core<T> core;
    private final Deadlines<T> deadlines;
    private final Consumer<FutureWaiter<T>> withdraw = this::withdraw;

    FutureAcquirer(Core<T> core) {
        this.core = core;
        this.deadlines = new Deadlines<>(core.scheduler, this);
    }

    CompletableFuture<Lease<T>> acquire(long timeoutNanos) {
        Slot<T> idle = core.engine.takeIdle();
        if (idle != null) {
            long word = idle.word;
            try {
                return CompletableFuture.completedFuture(leaseOfIdle(idle));
            } catch (Throwable cutShort) { // no memory or stack for the lease: the next sweep gives the slot back
                idle.orphan = word;
                core.isOwed = true;
                throw cutShort;
            }
        }
        StackProbe.ensureRoom();
        FutureWaiter<T> waiter = new FutureWaiter<>(this, core.ticker.nanoTime(), timeoutNanos);
        if (core.engine.isWatched()) {
            waiter.askedAt = core.acquireWatch.asked();
        }
        PoolException refusal = core.lock.get(() -> joinUnlessRefused(waiter));
        return refusal == null ? waiter.future : CompletableFuture.failedFuture(refusal);
    }

    @Nullable
    private PoolException joinUnlessRefused(FutureWaiter<T> waiter) {
        PoolException refusal = core.door.refusal();
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
            deadlines.add(waiter); // before it joins: this may fail, for want of memory or of a thread
        }
        core.door.join(waiter);
        if (waiter.timeoutNanos == 0 && waiter.state == State.WAITING && !waiter.isBeingChecked) {
            timeUp(waiter);
        }
    }

    private Lease<T> leaseOfIdle(Slot<T> idle) {
        idle.heldBy(Slot.future(Thread.currentThread().getId()));
        if (core.engine.isWatched()) {
            core.acquireWatch.began(idle);
        }
        return core.engine.leaseOf(idle);
    }

    /** Looks whose deadline has passed. */
    void deadlinePassed() {
        core.lock.settle(() -> {
            long now = core.ticker.nanoTime();
            for (FutureWaiter<T> due = deadlines.takeDue(now); due != null; due = deadlines.takeDue(now)) {
                try {
                    deadlinePassed(due);
                } catch (Throwable cutShort) {
                    deadlines.putBack(due);
                    throw cutShort;
                }
            }
        });
    }

    /** The pool is closed and done. Under the lock. */
    void stop() {
        deadlines.stop();
    }

    /**
     * Also for one that was granted an object and has not got it: an executor may have dropped the delivery, or it is
     * behind a callback that hangs. Under the lock.
     */
    private void deadlinePassed(FutureWaiter<T> waiter) {
        if (waiter.state == State.WAITING) {
            timeUp(waiter);
        } else if (waiter.state == State.GRANTED && waiter.future.claim()) {
            takeBack(waiter);
            Throwable failure = core.door.failureFor(waiter);
            core.laterCallback(
                    () -> failElsewhere(() -> waiter.future.fail(core.door.timedOut(Phase.WAITING, waiter, failure))));
        }
    }

    /** What was meant for a future that will not take it goes to the next waiter, or becomes idle. Under the lock. */
    private void takeBack(FutureWaiter<T> waiter) {
        Slot<T> slot = waiter.slot;
        if (slot != null) {
            core.dispatcher.place(slot, waiter.isMiss ? Dispatcher.Origin.CREATED : Dispatcher.Origin.CHECKED);
        }
    }

    /** A waiter that still waits has waited long enough. Under the lock. */
    void timeUp(Waiter<T> waiter) {
        Phase phase = Door.phaseOf(waiter);
        Throwable failure = core.door.failureFor(waiter);
        if (waiter instanceof FutureWaiter<T> pending) {
            core.laterCallback(() -> failElsewhere(() -> {
                core.door.waited(pending);
                pending.future.failUnlessClaimed(core.door.timedOut(phase, pending, failure));
            }));
        }
        core.dispatcher.leave(waiter, State.LEFT);
    }

    /** The future was claimed from outside, at whatever stage. */
    void cancelled(FutureWaiter<T> waiter) {
        core.tally.count(Event.CANCELLED);
        core.lock.settleSurely(waiter, withdraw);
    }

    /** The waiter leaves, whatever it has. Under the lock. */
    private void withdraw(FutureWaiter<T> waiter) {
        waiter.stopWatching();
        if (waiter.state == State.WAITING) {
            core.dispatcher.leave(waiter, State.LEFT);
            core.door.waited(waiter);
        } else if (waiter.state == State.GRANTED) {
            takeBack(waiter);
        }
    }

    /** Completes a future with the slot in hand: on the executor, else in this thread's trampoline. */
    void deliver(FutureWaiter<T> waiter, Slot<T> slot) {
        core.door.waited(waiter);
        dispatch(() -> complete(waiter, slot));
    }

    /** On the executor if there is one; never on the scheduler's thread; and never one callback inside the other. */
    private void dispatch(Runnable delivery) {
        if (Scheduler.isOnItsThread()) {
            core.calls.callBack(() -> dispatch(delivery));
            return;
        }
        if (core.callbackExecutor != null) {
            try {
                core.callbackExecutor.execute(() -> core.trampoline.run(delivery));
                return;
            } catch (Throwable refused) { // whatever it throws, the object must get to the future
                core.calls.reports().warn("the callback executor refused: " + refused);
            }
        }
        core.trampoline.run(delivery);
    }

    private void complete(FutureWaiter<T> waiter, Slot<T> slot) {
        if (!waiter.future.claim()) { // before the lease is counted; whoever claimed it has taken the slot back
            return;
        }
        waiter.stopWatching();
        core.engine.begin(slot, Slot.future(waiter.askerId));
        slot.isPromised = false; // last: a survey in between must not take the slot for one that is being cleaned
        if (core.engine.isWatched()) {
            core.acquireWatch.began(slot, waiter.askedAt);
        }
        if (waiter.isMiss) {
            core.tally.count(Event.MISS);
        }
        waiter.future.deliver(core.engine.leaseOf(slot));
    }

    /** Completes a future with a failure, on a thread of the pool: the present one may be anybody's. */
    void deliverFailure(FutureWaiter<T> waiter, PoolException failure) {
        waiter.stopWatching();
        core.door.waited(waiter);
        failElsewhere(() -> waiter.future.failUnlessClaimed(failure));
    }

    private void failElsewhere(Runnable delivery) {
        core.calls.callBack(core.callbackExecutor == null ? delivery : () -> dispatch(delivery));
    }
}
