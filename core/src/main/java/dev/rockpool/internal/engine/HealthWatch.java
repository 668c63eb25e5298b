package dev.rockpool.internal.engine;

import dev.rockpool.PoolHealth;
import dev.rockpool.PoolHealth.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The verdict about the pool, and since when it has been so. All under the engine's lock, but for {@link #health}. */
final class HealthWatch<T> {

    private final Core<T> core;
    private PoolHealth health;

    HealthWatch(Core<T> core) {
        this.core = core;
        this.health = new PoolHealth(State.UP, core.ticker.wallTime(), null, null);
    }

    /** The present verdict. Takes the lock. */
    PoolHealth health() {
        core.lock();
        update();
        PoolHealth present = health;
        core.unlock();
        return present;
    }

    /** Looks again, and tells the listener if the verdict has changed. */
    void update() {
        PoolHealth before = health;
        State state = state();
        boolean isChanged = state != before.state();
        Instant since = isChanged ? core.ticker.wallTime() : before.since();
        health = new PoolHealth(state, since, core.outage.lastFailure(), nextAttempt());
        if (isChanged) {
            core.calls
                    .reports()
                    .healthChanged(before, health); // only queues it; here, so that changes keep their order
        }
    }

    private State state() {
        if (core.isClosed) {
            return State.DOWN;
        }
        if (core.outage.isDown()) {
            return core.books.living() == 0 ? State.DOWN : State.DEGRADED;
        }
        return core.isSuspended ? State.DEGRADED : State.UP;
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
