package dev.rockpool.internal.engine;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.monitor.DestroyCause;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Takes idle objects that are due for validation, for a thread that acquires and is not in the queue. Without the lock. */
final class DueAcquirer<T> {

    private final PoolState<T> state;
    private final Facts facts;
    private final Turn<Waiter<T>> turn;
    private final Platform<T> runtime;
    private final EngineLock<T> lock;
    private final Owed owed;
    private final FastPath<T> engine;
    private final AcquireErrors<T> errors;
    private final Dispatcher<T> dispatcher;

    /** Threads that wait for a verdict, so that a close can wake them; by any thread. */
    private final Set<CheckWait> waits = ConcurrentHashMap.newKeySet();

    DueAcquirer(
            PoolState<T> state,
            Platform<T> runtime,
            EngineLock<T> lock,
            FastPath<T> engine,
            AcquireErrors<T> errors,
            Dispatcher<T> dispatcher) {
        this.state = state;
        this.facts = state.facts;
        this.turn = state.queue.turn();
        this.runtime = runtime;
        this.lock = lock;
        this.owed = lock.owed();
        this.engine = engine;
        this.errors = errors;
        this.dispatcher = dispatcher;
    }

    /** The pool is closed: those that wait for a verdict look at that. Under the lock. */
    void closed() {
        waits.forEach(wait -> state.effects.add(new Effect.Run<>(wait::wakeUp)));
    }

    /**
     * Takes an idle object that is due for validation and found valid, while there are such and the time lasts. A timeout
     * of zero leaves the validations the time of one, as the objects are there.
     */
    @Nullable
    Slot<T> take(long start, long timeoutNanos, boolean isInterruptible) throws InterruptedException {
        if (!facts.seeksDue) {
            return null;
        }
        long threadId = UserText.currentThreadId();
        long deadline = start + (timeoutNanos == 0 ? runtime.lifecycle.validationNanos() : timeoutNanos);
        while (turn.mayBarge()) {
            Slot<T> slot = state.index.find(Take.DUE, Hints.spread(threadId));
            if (slot == null) {
                return null;
            }
            slot.heldBy(threadId);
            slot.resident().suspect(false);
            if (isValid(slot, deadline, isInterruptible)) {
                return lease(slot, threadId);
            }
            slot = engine.takeIdle(threadId);
            if (slot != null) {
                return slot;
            }
            if (Nanos.isPast(runtime.ticker.nanoTime(), deadline)) {
                if (timeoutNanos == 0) {
                    return null;
                }
                throw errors.timedOut(lock.get(() -> errors.timeUp(Phase.VALIDATING, null)), start, timeoutNanos);
            }
        }
        return null;
    }

    /** Leases a slot in hand to this thread, unless the pool was closed meanwhile. */
    private Slot<T> lease(Slot<T> slot, long threadId) {
        boolean isLeased;
        try {
            isLeased = lock.settleAfter(() -> lock.monitor().lease(slot, threadId));
        } catch (Throwable cutShort) {
            owed.strand(slot, Fitness.Origin.CHECKED);
            throw cutShort;
        }
        if (isLeased) {
            runtime.sample(slot);
            return slot;
        }
        throw errors.closed();
    }

    /** Whether the object is found valid before the deadline; if not, it is no more this thread's business. */
    private boolean isValid(Slot<T> slot, long deadline, boolean isInterruptible) throws InterruptedException {
        if (runtime.lifecycle.validatesHere()) {
            boolean isValid;
            try {
                isValid = runtime.direct.validate(slot.object(), true);
            } catch (Throwable cutShort) {
                owed.strand(slot, DestroyCause.INVALID);
                throw cutShort;
            }
            if (!isValid) {
                dispatcher.conclude(slot, DestroyCause.INVALID);
            }
            return isValid;
        }
        CheckWait wait = startCheck(slot);
        try {
            awaitVerdict(wait, slot, deadline, isInterruptible);
        } finally {
            waits.remove(wait);
        }
        if (wait.hasFailed()) {
            dispatcher.conclude(slot, DestroyCause.INVALID);
        }
        return wait.hasPassed();
    }

    private CheckWait startCheck(Slot<T> slot) {
        CheckWait wait = null;
        try {
            wait = new CheckWait(isValid -> settleChecked(slot, isValid));
            waits.add(wait);
            runtime.lifecycle.validate(slot.object(), wait);
            return wait;
        } catch (Throwable cutShort) {
            slot.resident().suspect(true); // it is due as it was
            owed.strand(slot, Fitness.Origin.RESTED);
            if (wait != null) {
                waits.remove(wait);
            }
            throw cutShort;
        }
    }

    /** Waits for the verdict, the deadline or the end of the pool. */
    private void awaitVerdict(CheckWait wait, Slot<T> slot, long deadline, boolean isInterruptible)
            throws InterruptedException {
        boolean wasInterrupted = false;
        while (wait.isPending()) {
            if (facts.isClosed && leave(wait, slot)) {
                keepInterrupt(wasInterrupted);
                throw errors.closed();
            }
            runtime.ticker.parkUntil(wait, deadline);
            if (Thread.interrupted()) {
                if (isInterruptible && leave(wait, slot)) {
                    runtime.events.happened(Counter.CANCELLED);
                    throw new InterruptedException();
                }
                wasInterrupted = true;
            }
            if (Nanos.isPast(runtime.ticker.nanoTime(), deadline)) {
                leave(wait, slot);
            }
        }
        keepInterrupt(wasInterrupted);
    }

    static void keepInterrupt(boolean wasInterrupted) {
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops waiting for a verdict. The slot is nobody's from then on, so it is first written that this thread has it not. */
    private boolean leave(CheckWait wait, Slot<T> slot) {
        slot.heldByNobody();
        return wait.leave();
    }

    /** An object was validated for a thread that has left meanwhile. */
    private void settleChecked(Slot<T> slot, boolean isValid) {
        dispatcher.conclude(slot, isValid ? Fitness.Origin.CHECKED : DestroyCause.INVALID);
    }
}
