package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Stamp;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.time.Scheduler;
import dev.rockpool.internal.waiting.Callbacks;
import dev.rockpool.internal.waiting.Queued.State;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The acquire of a future that found nothing on the fast path. Called without the lock unless a method says otherwise. */
final class FutureAcquirer<T> implements Endings {

    private final FastPath<T> engine;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final Monitor<T> monitor;
    private final Owed owed;
    private final AcquireErrors<T> errors;
    private final Callbacks callbacks;
    private final FutureExits<T> exits;

    private final Function<FutureWaiter<T>, @Nullable Refusal> join = this::joinUnlessRefused;

    FutureAcquirer(
            FastPath<T> engine,
            Platform<T> platform,
            EngineLock<T> lock,
            AcquireErrors<T> errors,
            Callbacks callbacks,
            FutureExits<T> exits) {
        this.engine = engine;
        this.platform = platform;
        this.lock = lock;
        this.monitor = lock.monitor();
        this.owed = lock.owed();
        this.errors = errors;
        this.callbacks = callbacks;
        this.exits = exits;
    }

    // ---- acquire

    CompletableFuture<Lease<T>> acquire(long timeoutNanos) {
        long threadId = UserText.currentThreadId();
        Slot<T> idle = engine.takeAnybodys(threadId);
        return idle != null ? leaseIdle(idle, Stamp.future(threadId)) : await(timeoutNanos);
    }

    private CompletableFuture<Lease<T>> leaseIdle(Slot<T> idle, long holder) {
        long word = idle.look();
        try {
            return CompletableFuture.completedFuture(engine.watchedLeaseOf(idle, holder));
        } catch (Throwable cutShort) { // no memory or stack for the lease: the next sweep gives the slot back
            idle.orphan = word;
            owed.isOwed = true;
            return CompletableFuture.failedFuture(cutShort);
        }
    }

    private CompletableFuture<Lease<T>> await(long timeoutNanos) {
        try {
            StackProbe.ensureRoom();
            FutureWaiter<T> waiter = new FutureWaiter<>(exits, platform.ticker.nanoTime(), timeoutNanos);
            waiter.askedAt = engine.asked();
            Refusal refusal = lock.get(waiter, join);
            return refusal == null ? waiter.future : CompletableFuture.failedFuture(errors.of(refusal));
        } catch (Throwable failure) { // no memory, no stack, no thread for the deadline; nobody gets the future
            return CompletableFuture.failedFuture(failure);
        }
    }

    private @Nullable Refusal joinUnlessRefused(FutureWaiter<T> waiter) {
        Refusal refusal = monitor.refusal();
        if (refusal == null) {
            try {
                join(waiter);
            } catch (Throwable cutShort) { // nobody gets this future
                waiter.future.claim();
                exits.withdraw(waiter);
                throw cutShort;
            }
        }
        return refusal;
    }

    private void join(FutureWaiter<T> waiter) {
        exits.expect(waiter); // before it joins: this may fail
        monitor.join(waiter);
        lock.serve();
        if (waiter.timeoutNanos == 0 && waiter.state == State.WAITING && !waiter.isBeingChecked) {
            exits.timeUp(waiter);
        }
    }

    // ---- deliver

    /** Completes a future with the slot in hand: on the executor, else in this thread's trampoline. */
    void deliver(FutureWaiter<T> waiter, Slot<T> slot) {
        if (!waiter.hasWaited) { // it may come here again
            waiter.hasWaited = true;
            errors.waited(waiter);
        }
        Delivery delivery = new Delivery(waiter, slot);
        if (waiter.isForeign || Scheduler.isOnItsThread()) {
            callbacks.elsewhere(new HandedOn(delivery));
        } else {
            callbacks.run(delivery, false);
        }
    }

    /** Completes a future. A class: a lambda that a want of memory keeps from being linked is broken for good. */
    private final class Delivery implements Runnable {
        private final FutureWaiter<T> waiter;
        private final Slot<T> slot;

        Delivery(FutureWaiter<T> waiter, Slot<T> slot) {
            this.waiter = waiter;
            this.slot = slot;
        }

        @Override
        public void run() {
            complete(waiter, slot);
        }
    }

    /** Lets a future be completed where callbacks run. */
    private final class HandedOn implements Runnable {
        private final Delivery delivery;

        HandedOn(Delivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public void run() {
            callbacks.run(delivery, false);
        }
    }

    /** Does no harm where the future has been completed. */
    private void complete(FutureWaiter<T> waiter, Slot<T> slot) {
        StackProbe.ensureRoom();
        if (!waiter.future.claim()) { // before the lease is counted
            if (waiter.future.isOutsides()) { // who claimed it did so, unless it had neither memory nor stack for it
                exits.withdrawSurely(waiter);
            }
            return;
        }
        try {
            waiter.stopWatching();
            long holder = Stamp.future(waiter.askerId);
            slot.leaseTo(holder);
            slot.promise(null); // last: a survey in between must not take the slot for one that is being cleaned
            engine.begins(slot, waiter.askedAt);
            if (waiter.isMiss) {
                platform.events.happened(Counter.MISS);
            }
            Lease<T> lease = engine.leaseOf(slot, holder);
            if (!waiter.future.deliver(lease)) { // it was obtruded
                lease.close();
            }
        } catch (Throwable failure) { // no memory for the lease, no stack
            if (waiter.future.isDone()) {
                throw failure;
            }
            engine.unlease(slot);
            waiter.cutShort = failure;
            exits.finish(waiter, failure);
        }
    }

    /** What completes a future that is no lease's; for whoever is about to. */
    @Override
    public Ending<T> ending(Runnable completion) {
        return new Ending<>(lock, callbacks, completion);
    }

    /** Tells those that have failed. */
    void tellFailures() {
        exits.tellFailures();
    }
}
