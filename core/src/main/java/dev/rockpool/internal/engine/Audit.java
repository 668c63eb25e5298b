package dev.rockpool.internal.engine;

import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether what the lock guards adds up: what the slots say is what {@link Ledger}, the free list and the attempts in
 * flight say, and the queue is in one piece. Slots change from one of the groups below to another only under the lock, so
 * this can be counted while leases come and go. Asked when a section was cut short; allocates nothing. All under the lock,
 * but for {@link #ruin}.
 *
 * <p>This walk over all slots and waiters is not made in parts: between two parts the groups would change, and sums of no
 * one moment cannot be compared; and until the answer is known, nobody may go by a state that may be broken. It comes after
 * an error only, and is a few reads for each slot and waiter.
 */
final class Audit<T> implements Predicate<Slot<T>> {

    private final PoolState<T> state;
    private final Demand<T> demand;
    private final Owed owed;
    private final Runnable end;
    private volatile @Nullable Throwable ruin; // set once, under the lock
    private int free;
    private final int[] creating = new int[2]; // within the bound, and on top of it; the others too
    private final int[] living = new int[2];
    private final int[] dying = new int[2];

    /**
     * Of one pool.
     *
     * @param end begins the shutdown of the pool, under the lock
     */
    Audit(PoolState<T> state, Demand<T> demand, Owed owed, Runnable end) {
        this.state = state;
        this.demand = demand;
        this.owed = owed;
        this.end = end;
    }

    /** A section was cut short: the pool ends, if its state cannot be trusted. */
    void judge(Throwable cause) {
        if (ruin == null && !isSound()) {
            ruin = cause;
            correct();
            try {
                end.run();
            } catch (Throwable again) { // the rest of it comes with the next section
                owed.isOwed = true;
            }
        }
    }

    /** Why the pool has ended without having been closed, or null. By any thread. */
    @Nullable
    Throwable ruin() {
        return ruin;
    }

    private boolean isSound() {
        count();
        return free == state.table.freeCount()
                && creating[0] + creating[1] == demand.inFlight()
                && state.ledger.agreeWith(creating, living, dying)
                && demand.isSound()
                && state.queue.isSound();
    }

    /** Makes books and queue say what the slots and the waiters say, so that a pool that ends can end. */
    private void correct() {
        count();
        state.ledger.correct(creating, living, dying);
        state.queue.correct();
    }

    private void count() {
        free = 0;
        for (int i = 0; i < 2; i++) {
            creating[i] = 0;
            living[i] = 0;
            dying[i] = 0;
        }
        @Nullable Slot<T> none = state.table.first(this);
        assert none == null;
    }

    /** Counts a slot, and goes on to the next. */
    @Override
    public boolean test(Slot<T> slot) {
        long seen = slot.look();
        if (Snapshot.isFree(seen)) {
            free++;
            return false;
        }
        int[] group = Snapshot.isCreating(seen) ? creating : Snapshot.isDead(seen) ? dying : living;
        group[slot.resident().isOverflow() ? 1 : 0]++;
        return false;
    }
}
