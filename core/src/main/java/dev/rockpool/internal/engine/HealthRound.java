package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness.Origin;
import dev.rockpool.internal.capacity.Outage;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.waiting.WaitQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Checks the health of idle objects in the background, one at a time. A sweep plans which ({@link AgeSurvey}).
 *
 * <pre>{@code
 *   idle ── planned, and nobody needs it ──> being checked ─┬─ healthy ──> idle again
 *                                                           └─ ill, or overran its time ──> destroyed, replaced (Renewal)
 * }</pre>
 *
 * <p>None is checked while somebody waits, nor while creation fails, nor before the one that failed last has been replaced: so
 * checks that fail everything, or hang, never cost the pool more than one object at a time. In a pool in use, one idle
 * object is left.
 *
 * <p>A part of {@link Monitor}: all under the engine's lock.
 */
final class HealthRound<T> {

    private final WaitQueue<Waiter<T>> queue;
    private final Outage outage;
    private final Effects<T> effects;
    private final IdleIndex<T> index;
    private final Renewal<T> renewal;
    private final Owed owed;

    private Deque<Aged<T>> planned = new ArrayDeque<>(0);
    private long plannedAt;
    private boolean isInUse; // something was leased then
    private @Nullable Aged<T> checking; // the last one that was begun

    HealthRound(PoolState<T> state, Renewal<T> renewal, Owed owed) {
        this.queue = state.queue;
        this.outage = state.outage;
        this.effects = state.effects;
        this.index = state.index;
        this.renewal = renewal;
        this.owed = owed;
    }

    /**
     * These are to be checked, in this order; those planned before are forgotten.
     *
     * @param poolIsInUse whether something is leased
     */
    void plan(Deque<Aged<T>> next, boolean poolIsInUse, long now) {
        planned = next;
        isInUse = poolIsInUse;
        plannedAt = now;
    }

    /** The pool is closed. */
    void close() {
        planned = new ArrayDeque<>(0);
    }

    /** Begins the next check, if it is time for one. */
    void start() {
        while (mayStart() && !planned.isEmpty()) {
            check(planned.remove());
        }
    }

    private boolean mayStart() {
        return !outage.isDown() && !isChecking() && queue.first() == null && !renewal.isBehind();
    }

    private boolean isChecking() {
        Aged<T> last = checking;
        return last != null && last.isThere() && Snapshot.isInHand(last.slot().look());
    }

    private void check(Aged<T> next) {
        Slot<T> slot = next.slot();
        Effect<T> check = new Effect.CheckHealth<>(slot);
        boolean isDue = Snapshot.isMarked(slot.look());
        if (!next.isThere() || !slot.tryTake(isDue)) {
            return; // it is gone, or in use
        }
        if (isInUse && index.find(Take.PEEK, 0) == null && slot.tryPutBack(isDue)) {
            index.published(slot); // it is the only idle one
            return;
        }
        checking = next;
        next.resident().checked(plannedAt);
        try {
            effects.add(check);
        } catch (Throwable cutShort) { // it is idle again with the next sweep
            owed.strand(slot, Origin.RESTED);
            throw cutShort;
        }
    }
}
