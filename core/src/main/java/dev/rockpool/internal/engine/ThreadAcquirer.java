package dev.rockpool.internal.engine;

import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.engine.AcquireErrors.TimeUp;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.waiting.Queued.State;
import dev.rockpool.internal.waiting.Turn;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The acquire of a thread that found nothing on the fast path. Called without the lock. */
final class ThreadAcquirer<T> {

    private final PoolState<T> state;
    private final Facts facts;
    private final Turn<Waiter<T>> turn;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final Monitor<T> monitor;
    private final Owed owed;
    private final AcquireErrors<T> errors;
    private final Creators<T> creators;
    private final DueAcquirer<T> due;

    // The sections. Made here, as what links one of them late may do so at the end of memory, and then it stays broken.
    private final Supplier<@Nullable Attempt<T>> permitCaller;
    private final Runnable askForOne;
    private final Supplier<Refused> refused = this::refused;
    private final Function<ThreadWaiter<T>, @Nullable Refusal> join = this::joinUnlessRefused;
    private final Consumer<ThreadWaiter<T>> comeBack;
    private final Consumer<ThreadWaiter<T>> starve;
    private final Consumer<ThreadWaiter<T>> answer = this::answer;
    private final Function<ThreadWaiter<T>, Boolean> leave = this::leaveUnderLock;
    private final Function<ThreadWaiter<T>, @Nullable TimeUp> timeUp = this::timeUp;
    private final Function<ThreadWaiter<T>, TimeUp> giveUp = this::giveUp;
    private final Consumer<ThreadWaiter<T>> forsake = this::forsake;
    private final Consumer<Check<T>> settleCheck;

    ThreadAcquirer(
            PoolState<T> state,
            Platform<T> platform,
            EngineLock<T> lock,
            AcquireErrors<T> errors,
            Creators<T> creators,
            DueAcquirer<T> due) {
        this.state = state;
        this.facts = state.facts;
        this.turn = state.queue.turn();
        this.platform = platform;
        this.lock = lock;
        this.monitor = lock.monitor();
        this.owed = lock.owed();
        this.errors = errors;
        this.creators = creators;
        this.due = due;
        this.permitCaller = monitor::permitCaller;
        this.askForOne = monitor::askForOne;
        this.comeBack = turn::comeBack;
        this.starve = turn::starve;
        this.settleCheck = monitor::checked;
    }

    /** Acquires, waiting up to {@code timeoutNanos}. The slot is leased to the current thread. */
    Slot<T> acquire(long timeoutNanos) throws InterruptedException {
        StackProbe.ensureRoom(); // for all that follows
        long start = platform.ticker.nanoTime();
        boolean isInTurn = timeoutNanos != 0 && facts.isStrict && isPreparedInTurn();
        Slot<T> valid = isInTurn ? null : due.take(start, timeoutNanos, true);
        if (valid != null) {
            return valid;
        }
        Attempt<T> permit = facts.callersCreate && !isInTurn ? lock.get(permitCaller) : null;
        CapturedFailure failure = null;
        long number = 0;
        while (true) {
            if (permit != null) {
                try {
                    failure = creators.createHere(permit);
                } catch (ObjectCreationException failed) {
                    Slot<T> instead = takeOfOthers();
                    if (instead == null) {
                        throw failed;
                    }
                    return instead;
                }
                if (failure == null) {
                    return permit.slot;
                }
            }
            Slot<T> other = takeOfOthers();
            if (other != null) {
                return other;
            }
            if (timeoutNanos == 0) {
                throw failure == null ? refuse(start) : errors.creationFailed(failure);
            }
            ThreadWaiter<T> waiter = new ThreadWaiter<>(Thread.currentThread(), start, timeoutNanos);
            waiter.lastFailure = failure;
            waiter.number = number;
            ThreadWaiter<T> served = await(waiter);
            Slot<T> slot = served.slot;
            if (slot != null) {
                return slot;
            }
            permit = served.permit;
            number = served.number;
        }
    }

    /** Where objects belong to threads, one of another thread, for one that could not create: there is no room, or it failed. */
    private @Nullable Slot<T> takeOfOthers() {
        if (!facts.isPerThread || facts.activates || !turn.mayBarge()) {
            return null;
        }
        return state.index.find(Take.LEASE, Hints.spread(UserText.currentThreadId()));
    }

    /**
     * Whether something is done with an idle object first that is done for those in the queue, so that they keep their turn:
     * it is activated, or validated on a worker. (A validation on this thread is no matter of the queue.)
     */
    private boolean isPreparedInTurn() {
        if (facts.seeksDue) {
            return !platform.lifecycle.validatesHere() && (facts.activates || state.index.find(Take.PEEK, 0) != null);
        }
        return facts.activates;
    }

    /** Takes what is idle, without waiting for anything but a validation that is due. */
    @Nullable
    Slot<T> tryAcquire() {
        StackProbe.ensureRoom();
        try {
            Slot<T> valid = due.take(platform.ticker.nanoTime(), 0, false);
            if (valid == null && facts.isClosed) {
                throw errors.closed();
            }
            if (valid != null) {
                return valid;
            }
            Slot<T> other = takeOfOthers();
            if (other == null) {
                askForOne();
            }
            return other;
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("interrupted although interrupts are ignored", impossible);
        }
    }

    /** Settles also because the search may have hidden an idle object from a waiter for a moment. */
    private void askForOne() {
        lock.settle(askForOne);
    }

    private record Refused(
            @Nullable Refusal refusal, @Nullable TimeUp timeUp) {}

    private PoolException refuse(long start) {
        Refused why = lock.get(refused);
        if (why.refusal != null) {
            return errors.of(why.refusal);
        }
        askForOne();
        return errors.timedOut(Objects.requireNonNull(why.timeUp), start, 0);
    }

    private Refused refused() {
        Refusal refusal = monitor.refusal();
        return new Refused(refusal, refusal == null ? errors.timeUpInOutage() : null);
    }

    // ---- waiting

    /** Waits in the queue; returns the waiter, with either a slot or a permit to create. */
    private ThreadWaiter<T> await(ThreadWaiter<T> waiter) throws InterruptedException {
        Refusal refusal;
        try {
            refusal = lock.get(waiter, join);
            if (refusal == null) {
                awaitOutcome(waiter);
            }
        } catch (Throwable cutShort) {
            if (waiter.state == State.WAITING
                    || waiter.slot != null
                    || waiter.permit != null
                    || waiter.toActivate != null) {
                lock.settleSurely(waiter, forsake);
            }
            throw cutShort;
        }
        if (refusal != null) {
            throw errors.of(refusal);
        }
        if (waiter.state == State.FAILED) {
            throw errors.of(Objects.requireNonNull(waiter.refusal, "refusal"));
        }
        return waiter;
    }

    /** This thread fails and will not use what it was waiting for. Under the lock. */
    private void forsake(ThreadWaiter<T> waiter) {
        Attempt<T> permit = waiter.permit;
        Slot<T> slot = waiter.slot;
        Check<T> check = waiter.toActivate;
        if (check != null) {
            waiter.toActivate = null;
            owed.strand(check.slot, Fitness.Origin.CHECKED);
        }
        if (waiter.state == State.WAITING) {
            monitor.leave(waiter);
        } else if (permit != null) {
            waiter.permit = null;
            monitor.giveUp(permit);
        } else if (slot != null) {
            owed.orphan(slot, slot.look());
        }
    }

    private void awaitOutcome(ThreadWaiter<T> waiter) throws InterruptedException {
        boolean wasInterrupted = false;
        try {
            while (true) {
                boolean isWaiting = waiter.state == State.WAITING; // first: what is to be activated is told before
                Check<T> check = waiter.toActivate;
                if (check != null) {
                    activate(waiter, check);
                    continue;
                }
                if (!isWaiting) {
                    break;
                }
                if (waiter.isPassedOver) {
                    lock.settle(waiter, comeBack);
                }
                if (turn.hasWoken(waiter)) {
                    takeWhenWoken(waiter);
                    continue; // the lock may have used up the unpark of a grant: look at the state before parking
                }
                if (Thread.interrupted()) {
                    if (leave(waiter)) {
                        platform.events.happened(Counter.CANCELLED);
                        throw new InterruptedException();
                    }
                    wasInterrupted = true;
                } else {
                    parkOrTimeOut(waiter);
                }
            }
        } finally {
            errors.waited(waiter);
        }
        if (waiter.permit != null) {
            giveUpIfTooLate(waiter, wasInterrupted);
        } else {
            DueAcquirer.keepInterrupt(wasInterrupted);
        }
    }

    /** This thread, which keeps its place in the queue, activates an object that is in hand for it; tells that if it was refused. */
    private void activate(ThreadWaiter<T> waiter, Check<T> check) {
        waiter.toActivate = null; // what is cut short from here on leaves a note of its own
        if (waiter.state == State.WAITING) {
            check.activated(due.activation().activate(check.slot, waiter.threadId));
        } else {
            check.isValid = true;
            check.wasSkipped = true;
        }
        lock.settleSurely(check, settleCheck);
    }

    private @Nullable Refusal joinUnlessRefused(ThreadWaiter<T> waiter) {
        Refusal refusal = monitor.refusal();
        if (refusal != null && waiter.number != 0 && refusal.reason() == Refusal.Reason.QUEUE_FULL) {
            refusal = null; // it was in the queue before
        }
        if (refusal == null) {
            monitor.join(waiter);
            lock.serve();
        }
        return refusal;
    }

    private void parkOrTimeOut(ThreadWaiter<T> waiter) {
        long now = platform.ticker.nanoTime();
        long deadline = waiter.deadlineNanos();
        if (Nanos.isPast(now, deadline)) {
            timeOut(waiter);
            return;
        }
        if (turn.isHandedOver(waiter)) {
            platform.ticker.parkUntil(this, deadline);
            return;
        }
        long patience = now + Turn.PATIENCE_NANOS;
        platform.ticker.parkUntil(this, Nanos.earlier(deadline, patience));
        if (waiter.state == State.WAITING && Nanos.isPast(platform.ticker.nanoTime(), patience)) {
            lock.settle(waiter, starve);
        }
    }

    /** Takes an idle object, or answers that there was none, so that the next wake-up can begin. */
    private void takeWhenWoken(ThreadWaiter<T> waiter) {
        Slot<T> slot = state.index.find(Take.NOT_DUE, Hints.spread(waiter.threadId));
        try {
            waiter.found = slot;
            lock.settle(waiter, answer);
        } catch (Throwable cutShort) {
            Slot<T> mine = waiter.found; // null if the section has begun, which leaves a note itself, under the lock
            if (mine != null) {
                owed.strand(mine, Fitness.Origin.RESTED);
            }
            throw cutShort;
        }
    }

    private void answer(ThreadWaiter<T> waiter) {
        Slot<T> found = waiter.found;
        waiter.found = null;
        try {
            monitor.answer(waiter, found, waiter.threadId);
        } catch (Throwable cutShort) {
            if (found != null) {
                owed.strand(found, Fitness.Origin.RESTED);
            }
            throw cutShort;
        }
    }

    /** Gives up; false if the waiter was served or failed before. */
    private boolean leave(ThreadWaiter<T> waiter) {
        return lock.settleAfter(waiter, leave);
    }

    private boolean leaveUnderLock(ThreadWaiter<T> waiter) {
        return waiter.toActivate == null && monitor.leave(waiter);
    }

    private void timeOut(ThreadWaiter<T> waiter) {
        TimeUp time = lock.settleAfter(waiter, timeUp);
        if (time != null) {
            throw errors.timedOut(time, waiter.startNanos, waiter.timeoutNanos);
        }
    }

    private @Nullable TimeUp timeUp(ThreadWaiter<T> waiter) {
        Phase phase = AcquireErrors.phaseOf(waiter);
        CapturedFailure failure = errors.failureFor(waiter);
        return leaveUnderLock(waiter) ? errors.timeUp(phase, failure) : null;
    }

    /** Gives a permit back that an interrupt or the deadline has overtaken. */
    private void giveUpIfTooLate(ThreadWaiter<T> waiter, boolean wasInterrupted) throws InterruptedException {
        if (!wasInterrupted && !Nanos.isPast(platform.ticker.nanoTime(), waiter.deadlineNanos())) {
            return;
        }
        TimeUp time = lock.settleAfter(waiter, giveUp);
        if (wasInterrupted) {
            platform.events.happened(Counter.CANCELLED);
            throw new InterruptedException();
        }
        throw errors.timedOut(time, waiter.startNanos, waiter.timeoutNanos);
    }

    private TimeUp giveUp(ThreadWaiter<T> waiter) {
        Attempt<T> permit = Objects.requireNonNull(waiter.permit, "permit");
        waiter.permit = null;
        monitor.giveUp(permit);
        return errors.timeUp(Phase.CREATING, errors.failureFor(waiter));
    }
}
