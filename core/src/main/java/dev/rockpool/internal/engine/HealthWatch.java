package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.PoolStats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The verdict about the pool, and since when it has been so. All under the engine's lock, but for {@link #health}. */
final class HealthWatch<T> {

    private static final String UNUSED = "no object was needed yet";

    private final Core<T> core;
    private Finding finding;

    HealthWatch(Core<T> core) {
        this.core = core;
        this.finding = new Finding(State.UP, core.ticker.wallTime(), UNUSED, null, null);
    }

    /** The present verdict. Takes the lock. */
    PoolHealth health() {
        Finding present = core.lock.get(() -> {
            update();
            return finding();
        });
        return present.with(unhealthy(), core.statsReader.snapshot());
    }

    /** Looks again, and tells the listener if the verdict has changed. Throws nothing, as it is asked between two steps. */
    void update() {
        try {
            look();
        } catch (VirtualMachineError noMemory) { // whoever asks next sees it
            core.owed.isOwed = true;
        }
    }

    private void look() {
        State found = found();
        if (found != finding.state) {
            PoolStats stats = core.statsReader.snapshot();
            int unhealthy = unhealthy();
            PoolHealth before = finding.with(unhealthy, stats);
            finding = new Finding(found, core.ticker.wallTime(), reason(), core.outage.lastFailure(), nextAttempt());
            // Only queues it; here, so that changes keep their order.
            core.events.happened(new PoolEvent.HealthChanged(before, finding.with(unhealthy, stats)));
        }
    }

    /** The present verdict, without the numbers. */
    Finding finding() {
        return new Finding(finding.state, finding.since, reason(), core.outage.lastFailure(), nextAttempt());
    }

    /** How many objects have failed or are let go for another reason, and are not gone yet. Needs no lock. */
    int unhealthy() {
        return core.ledger.dying();
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
        if (core.facts.isClosed) {
            return State.DOWN;
        }
        if (core.outage.isDown()) {
            return core.ledger.living() == 0 ? State.DOWN : State.DEGRADED;
        }
        return core.facts.isSuspended ? State.DEGRADED : State.UP;
    }

    private String reason() {
        if (core.facts.isClosed) {
            return core.ruin() == null ? "the pool is closed" : "the pool has ended, as its state was cut short";
        }
        if (core.outage.isDown()) {
            int living = core.ledger.living();
            String left = living == 0
                    ? "there is no object"
                    : living + (living == 1 ? " object still serves" : " objects still serve");
            return "creation fails: " + core.outage.lastFailure() + "; " + left;
        }
        return core.facts.isSuspended
                ? "the pool is suspended"
                : core.counters.sum(Counter.CREATED) > 0 ? "creation works" : UNUSED;
    }

    @Nullable
    private Instant nextAttempt() {
        if (core.facts.isClosed || !core.outage.isDown()) {
            return null;
        }
        long left = core.outage.nextAttempt() - core.ticker.nanoTime();
        return core.ticker.wallTime().plusNanos(Math.max(0, left));
    }
}
