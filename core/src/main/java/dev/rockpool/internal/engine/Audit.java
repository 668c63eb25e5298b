package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether what the lock guards adds up: what the slots say is what {@link Ledger}, the free list and the attempts in
 * flight say, and the queue is in one piece. Slots change from one of the groups below to another only under the lock, so
 * this can be counted while leases come and go. Asked when a section was cut short; allocates nothing. All under the lock.
 */
final class Audit<T> implements Predicate<Slot<T>> {

    private final Core<T> core;
    private int free;
    private final int[] creating = new int[2]; // within the bound, and on top of it; the others too
    private final int[] living = new int[2];
    private final int[] dying = new int[2];

    Audit(Core<T> core) {
        this.core = core;
    }

    boolean isSound() {
        count();
        return free == core.table.freeCount()
                && creating[0] + creating[1] == core.monitor.demand().inFlight()
                && core.ledger.agreeWith(creating, living, dying)
                && core.monitor.demand().isSound()
                && core.queue.isSound();
    }

    /** Makes books and queue say what the slots and the waiters say, so that a pool that ends can end. */
    void correct() {
        count();
        core.ledger.correct(creating, living, dying);
        core.queue.correct();
    }

    private void count() {
        free = 0;
        for (int i = 0; i < 2; i++) {
            creating[i] = 0;
            living[i] = 0;
            dying[i] = 0;
        }
        @Nullable Slot<T> none = core.table.first(this);
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
