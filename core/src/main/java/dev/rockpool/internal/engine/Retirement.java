package dev.rockpool.internal.engine;

import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.ObjectEvent;
import dev.rockpool.internal.waiting.WaitQueue;
import dev.rockpool.monitor.DestroyCause;
import java.util.Deque;

/** How objects leave the pool. A part of {@link Monitor}: all under the engine's lock. */
final class Retirement<T> {

    private final SlotTable<T> table;
    private final IdleIndex<T> index;
    private final Ledger ledger;
    private final Demand<T> demand;
    private final Effects<T> effects;
    private final Monitor.Port<T> port;
    private final WaitQueue<Waiter<T>> queue;
    private final Owed owed;

    Retirement(PoolState<T> state, Demand<T> demand, Monitor.Port<T> port, Owed owed) {
        this.table = state.table;
        this.index = state.index;
        this.ledger = state.ledger;
        this.effects = state.effects;
        this.demand = demand;
        this.port = port;
        this.queue = state.queue;
        this.owed = owed;
    }

    /**
     * Destroys the object of a slot in hand, when the lock is given up. Its capacity is free when that has returned or
     * overrun its time.
     */
    void destroy(Slot<T> slot, DestroyCause cause) {
        slot.uncount();
        T object = slot.object();
        boolean hasEnd = port.destroys(object);
        try {
            if (hasEnd) {
                effects.add(new Effect.Destroy<>(slot, cause));
            } else {
                effects.happened(ObjectEvent.Destroyed.by(cause));
                port.forget(object);
            }
        } catch (Throwable cutShort) {
            owed.strand(slot, cause);
            throw cutShort;
        }
        slot.heldByNobody();
        slot.condemn();
        demand.gone(slot, cause);
        if (hasEnd) {
            ledger.destroyStarted(slot.resident().isOverflow());
            port.healthMayHaveChanged(); // it does not serve any more, however long its destroy takes
        } else {
            ledger.detached(slot.resident().isOverflow());
            free(slot);
        }
    }

    /** The object of a slot in hand is being destroyed by whoever has it, and then comes to {@link #goOn}. */
    void condemn(Slot<T> slot) {
        slot.uncount();
        slot.condemn();
        demand.gone(slot, DestroyCause.INVALIDATED);
        ledger.destroyStarted(slot.resident().isOverflow());
        port.healthMayHaveChanged();
    }

    /** Begins to destroy the object of a slot in hand, or enters that it is destroyed. */
    void goOn(Slot<T> slot, DestroyCause cause) {
        if (!Snapshot.isDead(slot.look())) {
            destroy(slot, cause);
            return;
        }
        try {
            effects.happened(ObjectEvent.Destroyed.by(cause));
            port.forget(slot.object());
        } catch (Throwable cutShort) {
            owed.strand(slot, cause);
            throw cutShort;
        }
        ledger.destroyEnded(slot.resident().isOverflow());
        free(slot);
    }

    /** The object of a slot in hand is its holder's from now on; its capacity is free at once. */
    void detached(Slot<T> slot) {
        effects.happened(Counter.DETACHED);
        port.forget(slot.object());
        slot.uncount();
        ledger.detached(slot.resident().isOverflow());
        slot.condemn();
        demand.gone(slot, null);
        free(slot);
    }

    /**
     * Destroys idle objects that nobody has used since they were seen; none while somebody waits.
     *
     * @param candidates the first to go first; those that are dealt with are taken out
     * @param most how many may go
     * @param looks how many to look at, at the most
     * @return how many went
     */
    int shed(Deque<Aged<T>> candidates, int most, int looks, DestroyCause cause) {
        int gone = 0;
        for (int i = 0; i < looks && gone < most && queue.first() == null; i++) {
            Aged<T> candidate = candidates.poll();
            if (candidate == null) {
                break;
            }
            if (candidate.isUnused() && candidate.slot().takeIdle()) {
                destroy(candidate.slot(), cause);
                gone++;
            }
        }
        return gone;
    }

    private void free(Slot<T> slot) {
        index.retired(slot);
        slot.vacate();
        table.giveFree(slot);
        port.healthMayHaveChanged();
    }
}
