package dev.rockpool.internal.engine;

import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.ObjectEvent;
import dev.rockpool.monitor.DestroyCause;

/** How objects leave the pool. A part of {@link Monitor}: all under the engine's lock. */
final class Retirement<T> {

    private final SlotTable<T> table;
    private final IdleIndex<T> index;
    private final Ledger ledger;
    private final Effects<T> effects;
    private final Monitor.Port<T> port;
    private final Owed owed;

    Retirement(PoolState<T> state, Monitor.Port<T> port, Owed owed) {
        this.table = state.table;
        this.index = state.index;
        this.ledger = state.ledger;
        this.effects = state.effects;
        this.port = port;
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
        free(slot);
    }

    private void free(Slot<T> slot) {
        index.retired(slot);
        slot.vacate();
        table.giveFree(slot);
        port.healthMayHaveChanged();
    }
}
