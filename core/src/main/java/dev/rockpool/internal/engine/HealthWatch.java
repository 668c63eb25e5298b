package dev.rockpool.internal.engine;

import dev.rockpool.PoolHealth;
import dev.rockpool.PoolHealth.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The verdict about the pool, and since when it has been so. All under the engine's lock, but for {@link #health}. */
final class HealthWatch<T> {

    private final Core<T> core;
    private State state = State.UP;
    private Instant since;

    HealthWatch(Core<T> core) {
        this.core = core;
        this.since = core.ticker.wallTime();
    }

    /** The present verdict. Takes the lock. */
    PoolHealth health() {
        core.lock();
        update();
        PoolHealth present = present();
        core.unlock();
        return present;
    }

    /** Looks again, and tells the listener if the verdict has changed. */
    void update() {
        State found = found();
        if (found != state) {
            PoolHealth before = present();
            state = found;
            since = core.ticker.wallTime();
            // Only queues it; here, so that changes keep their order.
            core.calls.reports().healthChanged(before, present());
        }
    }

    private PoolHealth present() {
        int[] dying = {0};
        core.table.forEach(slot -> dying[0] += slot.state() == Slot.DEAD ? 1 : 0);
        return new PoolHealth(
                state,
                since,
                reason(),
                core.outage.lastFailure(),
                nextAttempt(),
                dying[0],
                core.statsReader.snapshot());
    }

    private State found() {
        if (core.isClosed) {
            return State.DOWN;
        }
        if (core.outage.isDown()) {
            return core.books.living() == 0 ? State.DOWN : State.DEGRADED;
        }
        return core.isSuspended ? State.DEGRADED : State.UP;
    }

    private String reason() {
        if (core.isClosed) {
            return "the pool is closed";
        }
        if (core.outage.isDown()) {
            int living = core.books.living();
            String left = living == 0
                    ? "there is no object"
                    : living + (living == 1 ? " object still serves" : " objects still serve");
            return "creation fails: " + core.outage.lastFailure() + "; " + left;
        }
        return core.isSuspended ? "the pool is suspended" : "creation works, or was not needed yet";
    }

    @Nullable
    private Instant nextAttempt() {
        if (core.isClosed || !core.outage.isDown()) {
            return null;
        }
        long left = core.outage.nextAttempt() - core.ticker.nanoTime();
        return core.ticker.wallTime().plusNanos(Math.max(0, left));
    }
}
