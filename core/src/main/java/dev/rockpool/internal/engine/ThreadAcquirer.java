package dev.rockpool.internal.engine;

import dev.rockpool.PoolException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.engine.Waiter.State;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.DestroyCause;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The acquire of a thread that found nothing on the fast path. Called without the lock. */
final class ThreadAcquirer<T> {

    private final Core<T> core;
    private final Consumer<ThreadWaiter<T>> forsake = this::forsake;

    ThreadAcquirer(Core<T> core) {
        this.core = core;
    }

    /** Acquires, waiting up to {@code timeoutNanos}. The slot is leased to the current thread. */
    Slot<T> acquire(long timeoutNanos) throws InterruptedException {
        StackProbe.ensureRoom(); // for all that follows
        long start = core.ticker.nanoTime();
        boolean isInTurn = timeoutNanos != 0 && hasDueInTurn();
        Slot<T> valid = isInTurn ? null : takeDue(start, timeoutNanos, true);
        if (valid != null) {
            return valid;
        }
        Attempt<T> permit = core.facts.callersCreate && !isInTurn ? core.lock.get(core.monitor::permitCaller) : null;
        CapturedFailure failure = null;
        while (true) {
            if (permit != null) {
                failure = core.creators.createHere(permit);
                if (failure == null) {
                    return permit.slot;
                }
            }
            if (timeoutNanos == 0) {
                throw failure == null ? refuse(start) : core.errors.creationFailed(failure);
            }
            ThreadWaiter<T> served = await(start, timeoutNanos, failure);
            Slot<T> slot = served.slot;
            if (slot != null) {
                core.engine.sample(slot);
                return slot;
            }
            permit = served.permit;
        }
    }

    /** Whether an idle object must be validated on a worker, where that is done for those in the queue, so that they keep their turn. */
    private boolean hasDueInTurn() {
        return core.facts.isStrict
                && core.facts.seeksDue
                && !core.lifecycle.validatesHere()
                && core.index.find(Take.PEEK, 0) != null;
    }

    /** Takes what is idle, without waiting for anything but a validation that is due. */
    @Nullable
    Slot<T> tryAcquire() {
        StackProbe.ensureRoom();
        try {
            Slot<T> valid = takeDue(core.ticker.nanoTime(), 0, false);
            if (valid == null && core.facts.isClosed) {
                throw core.closedException();
            }
            if (valid == null) {
                askForOne();
            }
            return valid;
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("interrupted although interrupts are ignored", impossible);
        }
    }

    /** Settles also because the search may have hidden an idle object from a waiter for a moment. */
    private void askForOne() {
        core.lock.settle(core.monitor::askForOne);
    }

    private record Refused(
            @Nullable Refusal refusal, @Nullable TimeUp timeUp) {}

    private PoolException refuse(long start) {
        Refused refused = core.lock.get(() -> {
            Refusal refusal = core.monitor.refusal();
            return new Refused(refusal, refusal == null ? timeUp(Phase.WAITING, core.outage.lastFailure()) : null);
        });
        if (refused.refusal != null) {
            return core.errors.of(refused.refusal);
        }
        askForOne();
        return timedOut(Objects.requireNonNull(refused.timeUp), start, 0);
    }

    // ---- validation on acquire

    /**
     * Takes an idle object that is due for validation and found valid, while there are such and the time lasts. A timeout
     * of zero leaves the validations the time of one, as the objects are there.
     */
    @Nullable
    private Slot<T> takeDue(long start, long timeoutNanos, boolean isInterruptible) throws InterruptedException {
        if (!core.facts.seeksDue) {
            return null;
        }
        long threadId = UserText.currentThreadId();
        long deadline = start + (timeoutNanos == 0 ? core.lifecycle.validationNanos() : timeoutNanos);
        while (core.turn.mayBarge()) {
            Slot<T> slot = core.index.find(Take.DUE, Hints.spread(threadId));
            if (slot == null) {
                return null;
            }
            slot.heldBy(threadId);
            slot.resident().suspect(false);
            if (isValid(slot, deadline, isInterruptible)) {
                return lease(slot, threadId);
            }
            slot = core.engine.takeIdle(threadId);
            if (slot != null) {
                return slot;
            }
            if (Nanos.isPast(core.ticker.nanoTime(), deadline)) {
                if (timeoutNanos == 0) {
                    return null;
                }
                throw timedOut(core.lock.get(() -> timeUp(Phase.VALIDATING, null)), start, timeoutNanos);
            }
        }
        return null;
    }

    /** Leases a slot in hand to this thread, unless the pool was closed meanwhile. */
    private Slot<T> lease(Slot<T> slot, long threadId) {
        boolean isLeased;
        try {
            isLeased = core.lock.settleAfter(() -> core.monitor.lease(slot, threadId));
        } catch (Throwable cutShort) {
            core.owed.strand(slot, Fitness.Origin.CHECKED);
            throw cutShort;
        }
        if (isLeased) {
            core.engine.sample(slot);
            return slot;
        }
        throw core.closedException();
    }

    /** Whether the object is found valid before the deadline; if not, it is no more this thread's business. */
    private boolean isValid(Slot<T> slot, long deadline, boolean isInterruptible) throws InterruptedException {
        if (core.lifecycle.validatesHere()) {
            boolean isValid;
            try {
                isValid = core.direct.validate(slot.object(), true);
            } catch (Throwable cutShort) {
                core.owed.strand(slot, DestroyCause.INVALID);
                throw cutShort;
            }
            if (!isValid) {
                core.dispatcher.conclude(slot, DestroyCause.INVALID);
            }
            return isValid;
        }
        CheckWait wait = startCheck(slot);
        try {
            awaitVerdict(wait, slot, deadline, isInterruptible);
        } finally {
            core.checkWaits.remove(wait);
        }
        if (wait.hasFailed()) {
            core.dispatcher.conclude(slot, DestroyCause.INVALID);
        }
        return wait.hasPassed();
    }

    private CheckWait startCheck(Slot<T> slot) {
        CheckWait wait = null;
        try {
            wait = new CheckWait(isValid -> core.returns.settleChecked(slot, isValid));
            core.checkWaits.add(wait);
            core.lifecycle.validate(slot.object(), wait);
            return wait;
        } catch (Throwable cutShort) {
            slot.resident().suspect(true); // it is due as it was
            core.owed.strand(slot, Fitness.Origin.RESTED);
            if (wait != null) {
                core.checkWaits.remove(wait);
            }
            throw cutShort;
        }
    }

    /** Waits for the verdict, the deadline or the end of the pool. */
    private void awaitVerdict(CheckWait wait, Slot<T> slot, long deadline, boolean isInterruptible)
            throws InterruptedException {
        boolean wasInterrupted = false;
        while (wait.isPending()) {
            if (core.facts.isClosed && leave(wait, slot)) {
                keepInterrupt(wasInterrupted);
                throw core.closedException();
            }
            core.ticker.parkUntil(wait, deadline);
            if (Thread.interrupted()) {
                if (isInterruptible && leave(wait, slot)) {
                    core.events.happened(Counter.CANCELLED);
                    throw new InterruptedException();
                }
                wasInterrupted = true;
            }
            if (Nanos.isPast(core.ticker.nanoTime(), deadline)) {
                leave(wait, slot);
            }
        }
        keepInterrupt(wasInterrupted);
    }

    private static void keepInterrupt(boolean wasInterrupted) {
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops waiting for a verdict. The slot is nobody's from then on, so it is first written that this thread has it not. */
    private boolean leave(CheckWait wait, Slot<T> slot) {
        slot.heldByNobody();
        return wait.leave();
    }

    // ---- waiting

    /**
     * Waits in the queue.
     *
     * @param failure of an attempt that this acquire has made itself, or null
     * @return the waiter, with either a slot or a permit to create
     */
    private ThreadWaiter<T> await(long start, long timeoutNanos, @Nullable CapturedFailure failure)
            throws InterruptedException {
        ThreadWaiter<T> waiter = new ThreadWaiter<>(Thread.currentThread(), start, timeoutNanos);
        waiter.lastFailure = failure;
        Refusal refusal = core.lock.get(() -> joinUnlessRefused(waiter));
        if (refusal != null) {
            throw core.errors.of(refusal);
        }
        try {
            awaitOutcome(waiter);
        } catch (Throwable cutShort) {
            if (waiter.state == State.WAITING || waiter.slot != null || waiter.permit != null) {
                core.lock.settleSurely(waiter, forsake);
            }
            throw cutShort;
        }
        if (waiter.state == State.FAILED) {
            throw core.errors.of(Objects.requireNonNull(waiter.refusal, "refusal"));
        }
        return waiter;
    }

    /** This thread fails and will not use what it was waiting for. Under the lock. */
    private void forsake(ThreadWaiter<T> waiter) {
        Attempt<T> permit = waiter.permit;
        Slot<T> slot = waiter.slot;
        if (waiter.state == State.WAITING) {
            core.monitor.leave(waiter);
        } else if (permit != null) {
            waiter.permit = null;
            core.monitor.giveUp(permit);
        } else if (slot != null) {
            core.owed.orphan(slot, slot.look());
        }
    }

    private void awaitOutcome(ThreadWaiter<T> waiter) throws InterruptedException {
        boolean wasInterrupted = false;
        try {
            while (waiter.state == State.WAITING) {
                if (waiter.isPassedOver) {
                    core.lock.settle(() -> core.turn.comeBack(waiter));
                }
                if (core.turn.hasWoken(waiter)) {
                    takeWhenWoken(waiter);
                    continue; // the lock may have used up the unpark of a grant: look at the state before parking
                }
                if (Thread.interrupted()) {
                    if (leave(waiter)) {
                        core.events.happened(Counter.CANCELLED);
                        throw new InterruptedException();
                    }
                    wasInterrupted = true;
                } else {
                    parkOrTimeOut(waiter);
                }
            }
        } finally {
            core.errors.waited(waiter);
        }
        if (waiter.permit != null) {
            giveUpIfTooLate(waiter.permit, waiter, wasInterrupted);
        } else {
            keepInterrupt(wasInterrupted);
        }
    }

    private @Nullable Refusal joinUnlessRefused(ThreadWaiter<T> waiter) {
        Refusal refusal = core.monitor.refusal();
        if (refusal == null) {
            core.monitor.join(waiter);
            core.serve();
        }
        return refusal;
    }

    private void parkOrTimeOut(ThreadWaiter<T> waiter) {
        long now = core.ticker.nanoTime();
        long deadline = waiter.deadlineNanos();
        if (Nanos.isPast(now, deadline)) {
            timeOut(waiter);
            return;
        }
        if (core.turn.isHandedOver(waiter)) {
            core.ticker.parkUntil(this, deadline);
            return;
        }
        long patience = now + Turn.PATIENCE_NANOS;
        core.ticker.parkUntil(this, Nanos.earlier(deadline, patience));
        if (waiter.state == State.WAITING && Nanos.isPast(core.ticker.nanoTime(), patience)) {
            core.lock.settle(() -> core.turn.starve(waiter));
        }
    }

    /** Takes an idle object, or answers that there was none, so that the next wake-up can begin. */
    private void takeWhenWoken(ThreadWaiter<T> waiter) {
        long threadId = waiter.threadId;
        Slot<T> slot = core.index.find(Take.NOT_DUE, Hints.spread(threadId));
        try {
            core.lock.settle(() -> core.monitor.answer(waiter, slot, threadId));
        } catch (Throwable cutShort) {
            if (slot != null) {
                core.owed.strand(slot, Fitness.Origin.RESTED);
            }
            throw cutShort;
        }
    }

    /** Gives up; false if the waiter was served or failed before. */
    private boolean leave(ThreadWaiter<T> waiter) {
        return core.lock.settleAfter(() -> core.monitor.leave(waiter));
    }

    /** What is known of an acquire whose time has run out. */
    private record TimeUp(
            Lapse lapse, Phase phase, @Nullable CapturedFailure failure) {}

    /** Looks at the pool as it is now that the time has run out, and the thread has left the queue. Under the lock. */
    private TimeUp timeUp(Phase phase, @Nullable CapturedFailure failure) {
        return new TimeUp(core.errors.lapse(), phase, failure);
    }

    private PoolTimeoutException timedOut(TimeUp timeUp, long startNanos, long timeoutNanos) {
        return core.errors.timedOut(timeUp.lapse, timeUp.phase, startNanos, timeoutNanos, timeUp.failure);
    }

    private void timeOut(ThreadWaiter<T> waiter) {
        TimeUp timeUp = core.lock.settleAfter(() -> {
            Phase phase = AcquireErrors.phaseOf(waiter);
            CapturedFailure failure = core.errors.failureFor(waiter);
            return core.monitor.leave(waiter) ? timeUp(phase, failure) : null;
        });
        if (timeUp != null) {
            throw timedOut(timeUp, waiter.startNanos, waiter.timeoutNanos);
        }
    }

    /** Gives a permit back that an interrupt or the deadline has overtaken. */
    private void giveUpIfTooLate(Attempt<T> permit, ThreadWaiter<T> waiter, boolean wasInterrupted)
            throws InterruptedException {
        if (!wasInterrupted && !Nanos.isPast(core.ticker.nanoTime(), waiter.deadlineNanos())) {
            return;
        }
        TimeUp timeUp = core.lock.settleAfter(() -> {
            waiter.permit = null;
            core.monitor.giveUp(permit);
            return wasInterrupted ? null : timeUp(Phase.CREATING, core.errors.failureFor(waiter));
        });
        if (timeUp == null) {
            core.events.happened(Counter.CANCELLED);
            throw new InterruptedException();
        }
        throw timedOut(timeUp, waiter.startNanos, waiter.timeoutNanos);
    }
}
