package dev.rockpool.internal.engine;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.engine.AcquireErrors.TimeUp;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.monitor.DestroyCause;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes idle objects with which something is to be done first, for a thread that acquires and is not in the queue: that are due for
 * validation, or are to be activated ({@link Activation}). Without the lock.
 */
final class DueAcquirer<T> {

    private final PoolState<T> state;
    private final Facts facts;
    private final Turn<Waiter<T>> turn;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final Owed owed;
    private final FastPath<T> engine;
    private final AcquireErrors<T> errors;
    private final Dispatcher<T> dispatcher;
    private final Activation<T> activation;

    /** Threads that wait for a verdict, so that a close can wake them; by any thread. */
    private final Set<CheckWait> waits = ConcurrentHashMap.newKeySet();

    DueAcquirer(
            PoolState<T> state,
            Platform<T> platform,
            EngineLock<T> lock,
            FastPath<T> engine,
            AcquireErrors<T> errors,
            Activation<T> activation) {
        this.state = state;
        this.facts = state.facts;
        this.turn = state.queue.turn();
        this.platform = platform;
        this.lock = lock;
        this.owed = lock.owed();
        this.engine = engine;
        this.errors = errors;
        this.dispatcher = activation.dispatcher();
        this.activation = activation;
    }

    /** How the thread activates that is in the queue. */
    Activation<T> activation() {
        return activation;
    }

    /** The pool is closed: those that wait for a verdict look at that. Under the lock. */
    void closed() {
        for (CheckWait wait : waits) {
            state.effects.add(wait.wakeUp());
        }
    }

    /**
     * Takes an idle object that can be activated and, if it is due for validation, is found valid, while there are such and the
     * time lasts. A timeout of zero leaves the validations the time of one, as the objects are there, and the activations
     * the time that they take.
     *
     * @param mayCreate whether who asks can create or wait, and be interrupted; else it takes any thread's object
     */
    @Nullable
    Slot<T> take(long start, long timeoutNanos, boolean mayCreate) throws InterruptedException {
        long threadId = UserText.currentThreadId();
        Slot<T> activated = facts.activates ? takeActivated(threadId, start, timeoutNanos, mayCreate) : null;
        if (activated != null || !facts.seeksDue) {
            return activated;
        }
        long deadline = start + (timeoutNanos == 0 ? platform.lifecycle.validationNanos() : timeoutNanos);
        while (turn.mayBarge()) {
            Slot<T> slot = engine.takeDue(threadId, !mayCreate);
            if (slot == null) {
                return null;
            }
            slot.heldBy(threadId);
            slot.resident().suspect(false);
            if (isValid(slot, deadline, mayCreate) && activation.lease(slot, threadId, false) == null) {
                return slot;
            }
            slot = facts.activates
                    ? takeActivated(threadId, start, timeoutNanos, mayCreate)
                    : engine.takeIdle(threadId);
            if (slot != null) {
                return slot;
            }
            if (Nanos.isPast(platform.ticker.nanoTime(), deadline)) {
                if (timeoutNanos == 0) {
                    return null;
                }
                throw errors.timedOut(lock.get(new TimeIsUp(Phase.VALIDATING, null)), start, timeoutNanos);
            }
        }
        return null;
    }

    private final class TimeIsUp implements Supplier<TimeUp> {
        private final Phase phase;
        private final @Nullable CapturedFailure failure;

        TimeIsUp(Phase phase, @Nullable CapturedFailure failure) {
            this.phase = phase;
            this.failure = failure;
        }

        @Override
        public TimeUp get() {
            return errors.timeUp(phase, failure);
        }
    }

    /** One that is not due for validation, or null. */
    private @Nullable Slot<T> takeActivated(long threadId, long start, long timeoutNanos, boolean mayCreate) {
        while (turn.mayBarge()) {
            Slot<T> slot = engine.takeInHand(threadId, !mayCreate);
            if (slot == null) {
                return null;
            }
            CapturedFailure failure = activation.lease(slot, threadId, false);
            if (failure == null) {
                return slot;
            }
            if (timeoutNanos != 0 && Nanos.isPast(platform.ticker.nanoTime(), start + timeoutNanos)) {
                throw errors.timedOut(lock.get(new TimeIsUp(Phase.ACTIVATING, failure)), start, timeoutNanos);
            }
        }
        return null;
    }

    /** Whether the object is found valid before the deadline; if not, it is no more this thread's business. */
    private boolean isValid(Slot<T> slot, long deadline, boolean isInterruptible) throws InterruptedException {
        if (platform.lifecycle.validatesHere()) {
            boolean isValid;
            try {
                isValid = platform.direct.validate(slot.object(), true);
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
            wait = new CheckWait(new LateVerdict(slot));
            waits.add(wait);
            platform.lifecycle.validate(slot.object(), wait);
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
            platform.ticker.parkUntil(wait, deadline);
            if (Thread.interrupted()) {
                if (isInterruptible && leave(wait, slot)) {
                    platform.events.happened(Counter.CANCELLED);
                    throw new InterruptedException();
                }
                wasInterrupted = true;
            }
            if (Nanos.isPast(platform.ticker.nanoTime(), deadline)) {
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

    /** Hears the verdict about an object that was validated for a thread which has left meanwhile. */
    private final class LateVerdict implements Consumer<Boolean> {
        private final Slot<T> slot;

        LateVerdict(Slot<T> slot) {
            this.slot = slot;
        }

        @Override
        public void accept(Boolean isValid) {
            dispatcher.conclude(slot, isValid ? Fitness.Origin.CHECKED : DestroyCause.INVALID);
        }
    }
}
