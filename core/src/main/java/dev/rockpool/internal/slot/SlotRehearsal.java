package dev.rockpool.internal.slot;

import dev.rockpool.internal.slot.IdleIndex.Take;
import java.lang.ref.ReferenceQueue;

/** Goes once through all that needs much stack the first time: static initialisers, first uses of variable handles. */
public final class SlotRehearsal {

    private SlotRehearsal() {}

    /** With a table of its own. */
    public static void run() {
        SlotTable<Object> table = new SlotTable<>();
        IdleIndex<Object> index = new AffineIndex<>(table);
        Slot<Object> slot = table.takeFree();
        slot.beginCreation(new Resident(0, false, 0));
        slot.created(table, true);
        slot.publish(false);
        index.published(slot);
        index.find(Take.PEEK, 0);
        long lease = slot.tryLease();
        slot.newToken(new ReferenceQueue<>());
        slot.token();
        slot.given(lease, 1);
        slot.isGiven(lease);
        slot.objectAcquire();
        slot.seemsCurrent(lease);
        slot.tryGiveBack(lease);
        slot.chunk.lower(0);
        slot.markOrTake();
        slot.condemn();
        slot.vacate();
        table.giveFree(slot);
        table.letGo();
        table.isCountGood(table.beginCount());
    }
}
