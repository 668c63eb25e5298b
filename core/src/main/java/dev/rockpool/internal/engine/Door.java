package dev.rockpool.internal.engine;

import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolException;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.WhenExhausted;
import dev.rockpool.internal.engine.IdleIndex.Take;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.stats.Tally.Event;
import java.time.Duration;
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

    /** Why an acquire that found nothing idle may not wait, or null. Under the lock. */
    @Nullable
    PoolException refusal() {
        if (core.isClosed) {
            return core.closedException();
        }
        boolean isHopeless = core.creations.isHopeless();
        boolean mustNotWait = core.config.whenExhausted() == WhenExhausted.FAIL && core.books.room() <= unattended();
        if (core.isSuspended || (!isHopeless && !mustNotWait) || hasIdle()) {
            return tooManyWait();
        }
        if (isHopeless) {
            return core.creations.creationException(core.creations.lastFailure());
        }
        core.tally.count(Event.REJECTED);
        noteRefusal();
        return new PoolExhaustedException(
                core.name(), "all " + core.books.maxSize() + " objects are out, and whenExhausted is FAIL");
    }

    /** Whether there is an object that only has to be validated. */
    private boolean hasIdle() {
        return core.validatesOnAcquire && core.index.find(Take.PEEK, 0) != null;
    }

    @Nullable
    private PoolException tooManyWait() {
        int waiting = core.queue.waitingForObject();
        if (waiting < core.config.maxWaiters()) {
            return null;
        }
        core.tally.count(Event.REJECTED);
        noteRefusal();
        return new PoolExhaustedException(
                core.name(), waiting + " acquires wait already, and maxWaiters is " + core.config.maxWaiters());
    }

    private void noteRefusal() {
        lastRefusalNanos = core.ticker.nanoTime();
        hasRefused = true;
    }

    /** Whether an acquire timed out or was refused within the last minute: then objects are wanted, if nobody waits, too. */
    boolean hasRefusedRecently() {
        return hasRefused && core.ticker.nanoTime() - lastRefusalNanos < A_SHORT_WHILE_NANOS;
    }

    /** Waiters that have a claim to the room that is left. */
    private int unattended() {
        int count = 0;
        for (Waiter<T> waiter = core.queue.first(); waiter != null; waiter = waiter.next) {
            if (waiter.attempt == null && !waiter.isBeingChecked) {
                count++;
            }
        }
        return count;
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
    Throwable failureFor(Waiter<?> waiter) {
        return waiter.lastFailure == null ? core.outage.lastFailure() : waiter.lastFailure;
    }

    /** The deadline of this thread passed: counts it, tells it, and says it. Not under the lock. */
    PoolTimeoutException timedOut(Phase phase, long startNanos, long timeoutNanos, @Nullable Throwable failure) {
        long threadId = Thread.currentThread().getId();
        return timedOut(phase, startNanos, timeoutNanos, failure, threadId);
    }

    /** The same for a future. */
    PoolTimeoutException timedOut(Phase phase, FutureWaiter<T> waiter, @Nullable Throwable failure) {
        return timedOut(phase, waiter.startNanos, waiter.timeoutNanos, failure, 0);
    }

    private PoolTimeoutException timedOut(
            Phase phase, long startNanos, long timeoutNanos, @Nullable Throwable failure, long threadId) {
        core.tally.count(Event.TIMEOUT);
        noteRefusal();
        PoolTimeoutException timeout = new PoolTimeoutException(
                phase,
                Duration.ofNanos(timeoutNanos),
                Duration.ofNanos(core.ticker.nanoTime() - startNanos),
                core.explainer.explainTimeout(phase, threadId),
                failure);
        core.calls.reports().timedOut(timeout);
        return timeout;
    }

    /** A failure that was found on another thread, as one that has this thread's stack. */
    PoolException onThisThread(@Nullable PoolException failure) {
        if (failure instanceof ObjectCreationException && failure.getCause() != null) {
            return core.creations.creationException(failure.getCause());
        }
        if (failure instanceof PoolClosedException) {
            return core.closedException();
        }
        throw new IllegalStateException("a waiter left the queue with neither an object nor a failure", failure);
    }
}
