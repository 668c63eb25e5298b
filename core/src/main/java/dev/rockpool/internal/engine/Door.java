package dev.rockpool.internal.engine;

import dev.rockpool.Explanation;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolException;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.WhenExhausted;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.stats.Tally.Event;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may join the queue, and what those get who leave it with nothing; for threads and futures alike. */
final class Door<T> {

    private static final long A_SHORT_WHILE_NANOS = 60_000_000_000L;

    private final Core<T> core;
    private volatile long lastRefusalNanos; // written by any thread, before the next
    private volatile boolean hasRefused;

    Door(Core<T> core) {
        this.core = core;
    }

    /**
     * Why an acquire may not wait; {@link #exception} makes the exception of it when the lock is given up.
     *
     * @param failure of the factory, if that is the reason
     * @param waiting how many wait already, if that is the reason
     */
    record Refusal(Reason reason, @Nullable CapturedFailure failure, int waiting) {

        private static final Refusal CLOSED = new Refusal(Reason.CLOSED, null, 0);
        private static final Refusal EXHAUSTED = new Refusal(Reason.EXHAUSTED, null, 0);
    }

    /** Reasons to refuse an acquire. */
    enum Reason {
        CLOSED,
        CREATION_FAILS,
        EXHAUSTED,
        QUEUE_FULL
    }

    /** Why an acquire that found nothing idle may not wait, or null. Under the lock. */
    @Nullable
    Refusal refusal() {
        if (core.isClosed) {
            return Refusal.CLOSED;
        }
        boolean isHopeless = core.creations.isHopeless();
        if (!core.isSuspended && hasIdle()) {
            return null; // what it waits for is its validation
        }
        if (core.isSuspended || (!isHopeless && !mustNotWait())) {
            int waiting = core.queue.waitingForObject();
            return waiting < core.config.maxWaiters() ? null : new Refusal(Reason.QUEUE_FULL, null, waiting);
        }
        return isHopeless ? new Refusal(Reason.CREATION_FAILS, core.creations.lastFailure(), 0) : Refusal.EXHAUSTED;
    }

    /** Whether all that comes without a return is somebody's already, and returns are not waited for. */
    private boolean mustNotWait() {
        return core.config.whenExhausted() == WhenExhausted.FAIL
                && core.books.coming() <= core.queue.waitingForObject();
    }

    /** Counts a refusal, and says it. Not under the lock. */
    PoolException exception(Refusal refusal) {
        return switch (refusal.reason) {
            case CLOSED -> core.closedException();
            case CREATION_FAILS -> core.creations.creationException(Objects.requireNonNull(refusal.failure, "failure"));
            case EXHAUSTED -> exhausted(Whereabouts.of(core) + ", and whenExhausted is FAIL");
            case QUEUE_FULL ->
                exhausted(refusal.waiting + " acquires wait already, and maxWaiters is " + core.config.maxWaiters()
                        + "; " + Whereabouts.of(core));
        };
    }

    private PoolExhaustedException exhausted(String reason) {
        core.tally.count(Event.REJECTED);
        noteRefusal();
        return new PoolExhaustedException(core.name(), reason);
    }

    /** Whether there is an object that only has to be validated. */
    private boolean hasIdle() {
        return core.seeksDue && core.index.find(Take.PEEK, 0) != null;
    }

    private void noteRefusal() {
        lastRefusalNanos = core.ticker.nanoTime();
        hasRefused = true;
    }

    /** Whether an acquire timed out or was refused within the last minute: then objects are wanted, if nobody waits, too. */
    boolean hasRefusedRecently() {
        return hasRefused && core.ticker.nanoTime() - lastRefusalNanos < A_SHORT_WHILE_NANOS;
    }

    /** Joins the queue. Under the lock. */
    void join(Waiter<T> waiter) {
        core.statsReader.observeExhaustion(); // first: it may fail for want of memory
        core.queue.add(waiter, core.nextNumber());
        core.serve();
    }

    /** A wait has ended, with or without success. */
    void waited(Waiter<T> waiter) {
        core.tally.count(Event.WAITED);
        core.latencies.record(Timed.WAIT, core.ticker.nanoTime() - waiter.startNanos);
    }

    /** What a waiter was waiting for. Under the lock, before it leaves. */
    static Phase phaseOf(Waiter<?> waiter) {
        if (waiter.isBeingChecked) {
            return Phase.VALIDATING;
        }
        return waiter.attempt == null || waiter.timeoutNanos == 0 ? Phase.WAITING : Phase.CREATING;
    }

    /** The last failure that a waiter suffered from. Under the lock. */
    @Nullable
    CapturedFailure failureFor(Waiter<?> waiter) {
        return waiter.lastFailure == null ? core.outage.lastFailure() : waiter.lastFailure;
    }

    /** The time of some acquires ran out, and they have left the queue: counts them, and looks. Under the lock. */
    void lapsed(Lapse lapse, int count) {
        for (int i = 0; i < count; i++) {
            core.tally.count(Event.TIMEOUT);
        }
        noteRefusal();
        if (!core.table.isLarge()) {
            try {
                lapse.numbers = core.statsReader.numbers();
            } catch (Throwable noMemory) {
                lapse.numbers = null; // it is looked at later
            }
        }
    }

    /** The same for one acquire. Under the lock. */
    Lapse lapse() {
        Lapse lapse = new Lapse(core.ticker.nanoTime());
        lapsed(lapse, 1);
        return lapse;
    }

    /** The deadline of this thread passed: tells it, and says it. Not under the lock. */
    PoolTimeoutException timedOut(
            Lapse lapse, Phase phase, long startNanos, long timeoutNanos, @Nullable CapturedFailure failure) {
        Supplier<Explanation> explanation = core.explainer.explain(lapse, phase, UserText.currentThreadId());
        return told(new PoolTimeoutException(
                core.name(),
                phase,
                Duration.ofNanos(timeoutNanos),
                Duration.ofNanos(lapse.atNanos - startNanos),
                explanation,
                failure == null ? null : failure.failure()));
    }

    /** The same for a future. */
    PoolTimeoutException timedOut(Lapse lapse, FutureWaiter<T> waiter) {
        return told(new PoolTimeoutException(
                core.name(),
                waiter.phase,
                Duration.ofNanos(waiter.timeoutNanos),
                Duration.ofNanos(lapse.atNanos - waiter.startNanos),
                core.explainer.explain(lapse, waiter.phase, 0),
                waiter.lastFailure == null ? null : waiter.lastFailure.failure()));
    }

    private PoolTimeoutException told(PoolTimeoutException timeout) {
        core.calls.reports().timedOut(timeout);
        return timeout;
    }

    /** A failure that was found on another thread, as one that has this thread's stack. */
    PoolException onThisThread(@Nullable PoolException failure) {
        Throwable cause = failure instanceof ObjectCreationException ? failure.getCause() : null;
        if (cause != null && failure instanceof ObjectCreationException creation) {
            return new ObjectCreationException(core.name(), cause, creation.causeText());
        }
        if (failure instanceof PoolClosedException) {
            return core.closedException();
        }
        throw new IllegalStateException("a waiter left the queue with neither an object nor a failure", failure);
    }
}
