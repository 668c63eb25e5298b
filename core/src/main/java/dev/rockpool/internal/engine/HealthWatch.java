package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.PoolStats;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The verdict about the pool, and since when it has been so. All under the engine's lock, but for {@link #health}. */
final class HealthWatch<T> {

    private static final String UNUSED = "no object was needed yet";

    private final PoolState<T> state;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final StatsReader<T> statsReader;
    private final Audit<T> audit;
    private Finding finding;

    HealthWatch(
            PoolState<T> state, Platform<T> platform, EngineLock<T> lock, StatsReader<T> statsReader, Audit<T> audit) {
        this.state = state;
        this.platform = platform;
        this.lock = lock;
        this.statsReader = statsReader;
        this.audit = audit;
        this.finding = new Finding(State.UP, platform.ticker.wallTime(), UNUSED, null, null);
    }

    /** The present verdict. Takes the lock. */
    PoolHealth health() {
        return lock.get(new LookNow()).with(unhealthy(), statsReader.snapshot());
    }

    /** Whether creation works, and why not. Takes the lock. */
    State state() {
        return lock.get(new LookNow()).state;
    }

    private final class LookNow implements Supplier<Finding> {
        @Override
        public Finding get() {
            update();
            return finding();
        }
    }

    /** Looks again, and tells the listener if the verdict has changed. Throws nothing, as it is asked between two steps. */
    void update() {
        try {
            look();
        } catch (VirtualMachineError | LinkageError noMemory) { // whoever asks next sees it
            lock.owed().isOwed = true;
        }
    }

    private void look() {
        State found = found();
        if (found != finding.state) {
            int unhealthy = unhealthy();
            Finding before = finding;
            Finding after =
                    new Finding(found, platform.ticker.wallTime(), reason(), state.outage.lastFailure(), nextAttempt());
            finding = after;
            // Only queues it; here, so that changes keep their order.
            platform.events.happened(new PoolEvent.HealthChanged(
                    new Verdict(before, unhealthy), new Verdict(after, unhealthy), new Numbers()));
        }
    }

    private final class Numbers implements Supplier<PoolStats> {
        @Override
        public PoolStats get() {
            return statsReader.snapshot();
        }
    }

    /** A verdict, that lacks nothing but the numbers. */
    private record Verdict(Finding finding, int unhealthy) implements Function<PoolStats, PoolHealth> {
        @Override
        public PoolHealth apply(PoolStats stats) {
            return finding.with(unhealthy, stats);
        }
    }

    /** The present verdict, without the numbers. */
    Finding finding() {
        return new Finding(finding.state, finding.since, reason(), state.outage.lastFailure(), nextAttempt());
    }

    /** How many objects have failed or are let go for another reason, and are not gone yet. Needs no lock. */
    int unhealthy() {
        return state.ledger.dying();
    }

    /** A verdict, without the numbers. */
    record Finding(
            State state,
            Instant since,
            String reason,
            @Nullable CapturedFailure cause,
            @Nullable Instant nextAttempt) {

        PoolHealth with(int unhealthy, PoolStats stats) {
            Throwable failure = cause == null ? null : cause.failure();
            String text = cause == null ? null : cause.toString();
            return new PoolHealth(state, since, reason, failure, text, nextAttempt, unhealthy, stats);
        }
    }

    private State found() {
        if (state.facts.hasEnded()) {
            return State.DOWN;
        }
        if (state.outage.isDown()) {
            return state.ledger.living() == 0 ? State.DOWN : State.DEGRADED;
        }
        return state.facts.isSuspended ? State.DEGRADED : State.UP;
    }

    private String reason() {
        if (state.facts.hasEnded()) {
            return audit.ruin() == null ? "the pool is closed" : "the pool has ended, as its state was cut short";
        }
        if (state.outage.isDown()) {
            int living = state.ledger.living();
            String left = living == 0
                    ? "there is no object"
                    : living + (living == 1 ? " object still serves" : " objects still serve");
            return "creation fails: " + state.outage.lastFailure() + "; " + left;
        }
        return state.facts.isSuspended
                ? "the pool is suspended"
                : platform.counters.sum(Counter.CREATED) > 0 ? "creation works" : UNUSED;
    }

    @Nullable
    private Instant nextAttempt() {
        if (state.facts.isClosed || !state.outage.isDown()) {
            return null;
        }
        long left = state.outage.nextAttempt() - platform.ticker.nanoTime();
        return platform.ticker.wallTime().plusNanos(Math.max(0, left));
    }
}
