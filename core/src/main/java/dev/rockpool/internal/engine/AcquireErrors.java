package dev.rockpool.internal.engine;

import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolException;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.monitor.Explanation;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What acquires get that get no object: counts them, and makes the exceptions. For threads and futures alike. */
final class AcquireErrors<T> {

    /** For so long an acquire that got nothing still tells that objects are wanted, also if nobody waits: 60 s. */
    private static final long RECENT_NANOS = 60_000_000_000L;

    private final Core<T> core;
    private volatile long lastRefusalNanos; // written by any thread, before the next
    private volatile boolean hasRefused;

    AcquireErrors(Core<T> core) {
        this.core = core;
    }

    /** Counts a refusal, and says it. Not under the lock. */
    PoolException of(Refusal refusal) {
        return switch (refusal.reason()) {
            case CLOSED -> core.closedException();
            case CREATION_FAILS -> creationFailed(Objects.requireNonNull(refusal.failure(), "failure"));
            case EXHAUSTED -> exhausted(Whereabouts.of(core) + ", and whenExhausted is FAIL");
            case QUEUE_FULL ->
                exhausted(refusal.waiting() + " acquires wait already, and maxWaiters is "
                        + core.facts.config.maxWaiters() + "; " + Whereabouts.of(core));
        };
    }

    private PoolExhaustedException exhausted(String reason) {
        core.events.happened(Counter.REJECTED);
        noteRefusal();
        return new PoolExhaustedException(core.facts.name(), reason);
    }

    /** Creation failed, and there was nothing else to wait for. */
    ObjectCreationException creationFailed(CapturedFailure failure) {
        return new ObjectCreationException(core.facts.name(), failure.failure(), failure.toString());
    }

    private void noteRefusal() {
        lastRefusalNanos = core.ticker.nanoTime();
        hasRefused = true;
    }

    /** Whether an acquire timed out or was refused within the last minute: then objects are wanted, if nobody waits, too. */
    boolean hasRefusedRecently() {
        return hasRefused && core.ticker.nanoTime() - lastRefusalNanos < RECENT_NANOS;
    }

    /** A wait has ended, with or without success. */
    void waited(Waiter<T> waiter) {
        core.events.happened(Counter.WAITED);
        core.latencies.record(Timed.WAIT, core.ticker.nanoTime() - waiter.startNanos);
    }

    /** What a waiter was waiting for. Under the lock, before it leaves. */
    static Phase phaseOf(Waiter<?> waiter) {
        if (waiter.isBeingChecked) {
            return Phase.VALIDATING;
        }
        return !waiter.hasAttempt || waiter.timeoutNanos == 0 ? Phase.WAITING : Phase.CREATING;
    }

    /** The last failure that a waiter suffered from. Under the lock. */
    @Nullable
    CapturedFailure failureFor(Waiter<?> waiter) {
        return waiter.lastFailure == null ? core.outage.lastFailure() : waiter.lastFailure;
    }

    /** The time of some acquires ran out, and they have left the queue: counts them, and looks. Under the lock. */
    void lapsed(Lapse lapse, int count) {
        for (int i = 0; i < count; i++) {
            core.events.happened(Counter.TIMEOUT);
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
                core.facts.name(),
                phase,
                Duration.ofNanos(timeoutNanos),
                Duration.ofNanos(lapse.atNanos - startNanos),
                explanation,
                failure == null ? null : failure.failure()));
    }

    /** The same for a future. */
    PoolTimeoutException timedOut(Lapse lapse, FutureWaiter<T> waiter) {
        return told(new PoolTimeoutException(
                core.facts.name(),
                waiter.phase,
                Duration.ofNanos(waiter.timeoutNanos),
                Duration.ofNanos(lapse.atNanos - waiter.startNanos),
                core.explainer.explain(lapse, waiter.phase, 0),
                waiter.lastFailure == null ? null : waiter.lastFailure.failure()));
    }

    private PoolTimeoutException told(PoolTimeoutException timeout) {
        core.events.happened(new PoolEvent.TimedOut(timeout));
        return timeout;
    }
}
