package dev.rockpool.internal.engine;

import dev.rockpool.DestroyCause;
import dev.rockpool.PoolException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.engine.Waiter.State;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.Tally.Event;
import dev.rockpool.internal.time.Nanos;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The acquire of a thread that found nothing on the fast path. Called without the lock. */
final class ThreadAcquirer<T> {

    /** A woken waiter that found the object gone as often as this is served directly. */
    private static final int MOST_LOST_WAKE_UPS = 4;

    /** A waiter that was not served within this time is served directly, before those woken: 100 ms. */
    private static final long PATIENCE_NANOS = 100_000_000L;

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
        Attempt<T> permit = core.callersCreate && !isInTurn ? core.lock.get(core.creations::permitCaller) : null;
        CapturedFailure failure = null;
        while (true) {
            if (permit != null) {
                failure = core.creations.createHere(permit);
                if (failure == null) {
                    return permit.slot;
                }
            }
            if (timeoutNanos == 0) {
                throw failure == null ? refuse(start) : core.creations.creationException(failure);
            }
            ThreadWaiter<T> served = await(start, timeoutNanos, failure);
            if (served.slot != null) {
                return served.slot;
            }
            permit = served.permit;
        }
    }

    /** Whether an idle object must be validated on a worker, where that is done for those in the queue, so that they keep their turn. */
    private boolean hasDueInTurn() {
        return core.isStrict && core.seeksDue && !core.calls.validatesHere() && core.index.find(Take.PEEK, 0) != null;
    }

    /** Takes what is idle, without waiting for anything but a validation that is due. */
    @Nullable
    Slot<T> tryAcquire() {
        StackProbe.ensureRoom();
        try {
            Slot<T> valid = takeDue(core.ticker.nanoTime(), 0, false);
            if (valid == null && core.isClosed) {
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
        core.lock.settle(() -> {
            if (!core.callersCreate && !core.isClosed && !core.isSuspended) {
                core.creations.refill().askForOne();
            }
        });
    }

    private record Refused(
            Door.@Nullable Refusal refusal, @Nullable TimeUp timeUp) {}

    private PoolException refuse(long start) {
        Refused refused = core.lock.get(() -> {
            Door.Refusal refusal = core.door.refusal();
            return new Refused(refusal, refusal == null ? timeUp(Phase.WAITING, core.outage.lastFailure()) : null);
        });
        if (refused.refusal != null) {
            return core.door.exception(refused.refusal);
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
        if (!core.seeksDue) {
            return null;
        }
        long threadId = UserText.currentThreadId();
        long deadline = start + (timeoutNanos == 0 ? core.calls.validationNanos() : timeoutNanos);
        while (!(core.isStrict && core.queue.signal != WaitQueue.NOBODY)) {
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
            isLeased = core.lock.settleAfter(() -> leaseUnlessClosed(slot, threadId));
        } catch (Throwable cutShort) {
            core.strand(slot, Dispatcher.Origin.CHECKED);
            throw cutShort;
        }
        if (isLeased) {
            return slot;
        }
        throw core.closedException();
    }

    private boolean leaseUnlessClosed(Slot<T> slot, long threadId) {
        if (core.isClosed) {
            core.dispatcher.place(slot, Dispatcher.Origin.CHECKED);
            return false;
        }
        core.engine.begin(slot, threadId);
        return true;
    }

    /** Whether the object is found valid before the deadline; if not, it is no more this thread's business. */
    private boolean isValid(Slot<T> slot, long deadline, boolean isInterruptible) throws InterruptedException {
        if (core.calls.validatesHere()) {
            boolean isValid;
            try {
                isValid = core.calls.validateHere(slot.object(), true);
            } catch (Throwable cutShort) {
                core.strand(slot, DestroyCause.INVALID);
                throw cutShort;
            }
            if (!isValid) {
                core.retirement.destroyAndServe(slot, DestroyCause.INVALID);
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
            core.retirement.destroyAndServe(slot, DestroyCause.INVALID);
        }
        return wait.hasPassed();
    }

    private CheckWait startCheck(Slot<T> slot) {
        CheckWait wait = null;
        try {
            wait = new CheckWait(isValid -> core.returns.settleChecked(slot, isValid));
            core.checkWaits.add(wait);
            core.calls.validate(slot.object(), wait);
            return wait;
        } catch (Throwable cutShort) {
            slot.resident().suspect(true); // it is due as it was
            core.strand(slot, Dispatcher.Origin.RESTED);
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
            if (core.isClosed && leave(wait, slot)) {
                keepInterrupt(wasInterrupted);
                throw core.closedException();
            }
            core.ticker.parkUntil(wait, deadline);
            if (Thread.interrupted()) {
                if (isInterruptible && leave(wait, slot)) {
                    core.tally.count(Event.CANCELLED);
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
        Door.Refusal refusal = core.lock.get(() -> join(waiter));
        if (refusal != null) {
            throw core.door.exception(refusal);
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
            throw core.door.onThisThread(waiter.failure);
        }
        return waiter;
    }

    /** This thread fails and will not use what it was waiting for. Under the lock. */
    private void forsake(ThreadWaiter<T> waiter) {
        Attempt<T> permit = waiter.permit;
        Slot<T> slot = waiter.slot;
        if (waiter.state == State.WAITING) {
            core.dispatcher.leave(waiter, State.LEFT);
        } else if (permit != null) {
            waiter.permit = null;
            core.creations.giveUp(permit);
        } else if (slot != null) {
            slot.orphan = slot.look();
            core.isOwed = true;
        }
    }

    private void awaitOutcome(ThreadWaiter<T> waiter) throws InterruptedException {
        boolean wasInterrupted = false;
        try {
            while (waiter.state == State.WAITING) {
                if (waiter.isPassedOver) {
                    core.lock.settle(() -> core.queue.comeBack(waiter));
                }
                if (core.queue.woken == waiter) {
                    takeWhenWoken(waiter);
                    continue; // the lock may have used up the unpark of a grant: look at the state before parking
                }
                if (Thread.interrupted()) {
                    if (leave(waiter)) {
                        core.tally.count(Event.CANCELLED);
                        throw new InterruptedException();
                    }
                    wasInterrupted = true;
                } else {
                    parkOrTimeOut(waiter);
                }
            }
        } finally {
            core.door.waited(waiter);
        }
        if (waiter.permit != null) {
            giveUpIfTooLate(waiter.permit, waiter, wasInterrupted);
        } else {
            keepInterrupt(wasInterrupted);
        }
    }

    private Door.@Nullable Refusal join(ThreadWaiter<T> waiter) {
        Door.Refusal refusal = core.door.refusal();
        if (refusal == null) {
            core.door.join(waiter);
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
        if (core.queue.needsHandOver(waiter)) {
            core.ticker.parkUntil(this, deadline);
            return;
        }
        long patience = now + PATIENCE_NANOS;
        core.ticker.parkUntil(this, Nanos.earlier(deadline, patience));
        if (waiter.state == State.WAITING && Nanos.isPast(core.ticker.nanoTime(), patience)) {
            core.lock.settle(() -> starve(waiter));
        }
    }

    private void starve(ThreadWaiter<T> waiter) {
        if (waiter.state == State.WAITING) {
            core.queue.setStarving(waiter);
        }
    }

    /** Takes an idle object, or answers that there was none, so that the next wake-up can begin. */
    private void takeWhenWoken(ThreadWaiter<T> waiter) {
        long threadId = waiter.threadId;
        Slot<T> slot = core.index.find(Take.NOT_DUE, Hints.spread(threadId));
        try {
            core.lock.settle(() -> answerWakeUp(waiter, slot));
        } catch (Throwable cutShort) {
            if (slot != null) {
                core.strand(slot, Dispatcher.Origin.RESTED);
            }
            throw cutShort;
        }
    }

    private void answerWakeUp(ThreadWaiter<T> waiter, @Nullable Slot<T> slot) {
        if (slot != null && waiter.state == State.WAITING) {
            core.dispatcher.leave(waiter, State.GRANTED);
            core.engine.begin(slot, waiter.threadId);
            waiter.slot = slot;
        } else if (slot != null) {
            core.dispatcher.place(slot, Dispatcher.Origin.RESTED); // it was served otherwise meanwhile
        } else if (core.queue.woken == waiter) {
            core.queue.woken = null;
            if (++waiter.lostWakeUps >= MOST_LOST_WAKE_UPS) {
                starve(waiter);
            }
        }
    }

    /** Gives up; false if the waiter was served or failed before. */
    private boolean leave(ThreadWaiter<T> waiter) {
        return core.lock.settleAfter(() -> leaveUnderLock(waiter));
    }

    private boolean leaveUnderLock(ThreadWaiter<T> waiter) {
        boolean isWaiting = waiter.state == State.WAITING;
        if (isWaiting) {
            core.dispatcher.leave(waiter, State.LEFT);
        }
        return isWaiting;
    }

    /** What is known of an acquire whose time has run out. */
    private record TimeUp(
            Lapse lapse, Phase phase, @Nullable CapturedFailure failure) {}

    /** Looks at the pool as it is now that the time has run out, and the thread has left the queue. Under the lock. */
    private TimeUp timeUp(Phase phase, @Nullable CapturedFailure failure) {
        return new TimeUp(core.door.lapse(), phase, failure);
    }

    private PoolTimeoutException timedOut(TimeUp timeUp, long startNanos, long timeoutNanos) {
        return core.door.timedOut(timeUp.lapse, timeUp.phase, startNanos, timeoutNanos, timeUp.failure);
    }

    private void timeOut(ThreadWaiter<T> waiter) {
        TimeUp timeUp = core.lock.settleAfter(() -> {
            Phase phase = Door.phaseOf(waiter);
            CapturedFailure failure = core.door.failureFor(waiter);
            return leaveUnderLock(waiter) ? timeUp(phase, failure) : null;
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
            core.creations.giveUp(permit);
            return wasInterrupted ? null : timeUp(Phase.CREATING, core.door.failureFor(waiter));
        });
        if (timeUp == null) {
            core.tally.count(Event.CANCELLED);
            throw new InterruptedException();
        }
        throw timedOut(timeUp, waiter.startNanos, waiter.timeoutNanos);
    }
}
