package dev.rockpool.internal.engine;

import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolException;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.explain.Whereabouts;
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

    /** Whether some pool of the process has made a timeout's exception. Set by the scheduler's thread; twice does no harm. */
    private static volatile boolean isRehearsed;

    private final PoolState<T> state;
    private final Facts facts;
    private final Platform<T> platform;
    private final StatsReader<T> statsReader;
    private final Explainer<T> explainer;
    private final Audit<T> audit;

    AcquireErrors(
            PoolState<T> state,
            Platform<T> platform,
            StatsReader<T> statsReader,
            Explainer<T> explainer,
            Audit<T> audit) {
        this.state = state;
        this.facts = state.facts;
        this.platform = platform;
        this.statsReader = statsReader;
        this.explainer = explainer;
        this.audit = audit;
    }

    /**
     * The pool is closed, or has ended.
     *
     * @throws KeyEngine.Forgotten if it is the engine of a key that was forgotten
     */
    PoolClosedException closed() {
        if (facts.isForgotten) {
            throw new KeyEngine.Forgotten();
        }
        Throwable cause = audit.ruin();
        return cause == null
                ? new PoolClosedException(facts.name())
                : new PoolClosedException(facts.name(), "ended, as its state was cut short", cause);
    }

    /** Counts a refusal, and says it. Not under the lock. */
    PoolException of(Refusal refusal) {
        Refusal.Reason reason =
                refusal.reason(); // no switch: that has a class of its own, whose first use takes memory
        if (reason == Refusal.Reason.CLOSED) {
            return closed();
        }
        if (reason == Refusal.Reason.CREATION_FAILS) {
            return creationFailed(Objects.requireNonNull(refusal.failure(), "failure"));
        }
        if (reason == Refusal.Reason.EXHAUSTED) {
            return exhausted(whereabouts() + ", and whenExhausted is FAIL");
        }
        return exhausted(refusal.waiting() + " acquires wait already, and maxWaiters is " + facts.config.maxWaiters()
                + "; " + whereabouts());
    }

    private String whereabouts() {
        int total = state.ledger.fullTotal();
        return Whereabouts.of(state.table, state.ledger.maxSize(), state.ledger.creating())
                + (total == 0 ? "" : ", and all " + total + " places of maxTotal are used");
    }

    private PoolExhaustedException exhausted(String reason) {
        platform.events.happened(Counter.REJECTED);
        explainer.noteRefusal();
        return new PoolExhaustedException(facts.name(), reason);
    }

    /** Creation failed, and there was nothing else to wait for. */
    ObjectCreationException creationFailed(CapturedFailure failure) {
        return new ObjectCreationException(facts.name(), failure.failure(), failure.toString());
    }

    /** A wait has ended, with or without success. */
    void waited(Waiter<T> waiter) {
        platform.events.happened(Counter.WAITED);
        platform.latencies.record(Timed.WAIT, platform.ticker.nanoTime() - waiter.startNanos);
    }

    /** What a waiter was waiting for. Under the lock, before it leaves. */
    static Phase phaseOf(Waiter<?> waiter) {
        if (waiter.isBeingActivated) {
            return Phase.ACTIVATING;
        }
        if (waiter.isBeingChecked) {
            return Phase.VALIDATING;
        }
        return !waiter.hasAttempt || waiter.timeoutNanos == 0 ? Phase.WAITING : Phase.CREATING;
    }

    /** The last failure that a waiter suffered from. Under the lock. */
    @Nullable
    CapturedFailure failureFor(Waiter<?> waiter) {
        return waiter.lastFailure == null ? state.outage.lastFailure() : waiter.lastFailure;
    }

    /** The time of some acquires ran out, and they have left the queue: counts them, and looks. Under the lock. */
    void lapsed(Lapse lapse, int count) {
        for (int i = 0; i < count; i++) {
            platform.events.happened(Counter.TIMEOUT);
        }
        explainer.noteRefusal();
        if (!state.table.isLarge()) {
            try {
                lapse.numbers = statsReader.numbers();
            } catch (Throwable noMemory) {
                lapse.numbers = null; // it is looked at later
            }
        }
    }

    /** What is known when the time of a thread is up; nobody builds an exception under the lock. */
    record TimeUp(Lapse lapse, Phase phase, @Nullable CapturedFailure failure) {}

    /** The same for one acquire. Under the lock. */
    TimeUp timeUp(Phase phase, @Nullable CapturedFailure failure) {
        Lapse lapse = new Lapse(platform.ticker.nanoTime());
        lapsed(lapse, 1);
        return new TimeUp(lapse, phase, failure);
    }

    /** The same for one that made no attempt: what there is to say of creations is what the outage says. Under the lock. */
    TimeUp timeUpInOutage() {
        return timeUp(Phase.WAITING, state.outage.lastFailure());
    }

    /** The deadline of this thread passed: tells it, and says it. Not under the lock. */
    PoolTimeoutException timedOut(TimeUp timeUp, long startNanos, long timeoutNanos) {
        Lapse lapse = timeUp.lapse;
        CapturedFailure failure = timeUp.failure;
        Supplier<Explanation> explanation = explainer.explain(lapse, timeUp.phase, UserText.currentThreadId());
        return told(new PoolTimeoutException(
                facts.name(),
                timeUp.phase,
                Duration.ofNanos(timeoutNanos),
                Duration.ofNanos(lapse.atNanos - startNanos),
                explanation,
                failure == null ? null : failure.failure()));
    }

    /** The same for a future. */
    PoolTimeoutException timedOut(Lapse lapse, FutureWaiter<T> waiter) {
        return told(new PoolTimeoutException(
                facts.name(),
                waiter.phase,
                Duration.ofNanos(waiter.timeoutNanos),
                Duration.ofNanos(lapse.atNanos - waiter.startNanos),
                explainer.explain(lapse, waiter.phase, 0),
                waiter.lastFailure == null ? null : waiter.lastFailure.failure()));
    }

    /**
     * Makes a timeout's exception, once in a process, and tells nobody. The first one takes a hundred times as long as those
     * after it, as nothing of it has been loaded; and it is made when the deadline has passed, for all who wait at once. By the
     * first sweep, as no thread of a user then pays for it.
     */
    void rehearse() {
        if (isRehearsed) {
            return;
        }
        Lapse lapse = new Lapse(platform.ticker.nanoTime());
        lapse.numbers = statsReader.numbers();
        new PoolEvent.TimedOut(new PoolTimeoutException(
                facts.name(),
                Phase.WAITING,
                Duration.ZERO,
                Duration.ZERO,
                explainer.explain(lapse, Phase.WAITING, UserText.currentThreadId()),
                null));
        isRehearsed = true;
    }

    /** Whether that was done. */
    static boolean isRehearsed() {
        return isRehearsed;
    }

    private PoolTimeoutException told(PoolTimeoutException timeout) {
        platform.events.happened(new PoolEvent.TimedOut(timeout));
        return timeout;
    }
}
