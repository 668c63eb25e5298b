package dev.rockpool.internal.engine;

import dev.rockpool.internal.engine.IdleIndex.Take;

/**
 * Does once, when a pool is built, what needs much stack the first time only: the static initialisers and the first uses of
 * variable handles. A static initialiser that is cut short spoils its class, and with it all pools, for good.
 */
final class Rehearsal {

    private Rehearsal() {}

    static <T> void of(PoolEngine<T> engine) {
        StackProbe.ensureRoom();
        LeaseFuture.load();
        SlotTable<T> table = new SlotTable<>(engine);
        IdleIndex<T> index = new AffineIndex<>(table);
        Slot<T> slot = table.takeFree();
        slot.set(Slot.IDLE, false);
        index.published(slot);
        index.find(Take.PEEK, 0);
        long lease = slot.tryLease();
        new SlotLease<>(slot, lease, null);
        slot.seemsCurrent(lease);
        slot.tryGiveBack(lease);
        slot.chunk.lower(0);
        WaitQueue<T> queue = new WaitQueue<>(false);
        ThreadWaiter<T> waiter = new ThreadWaiter<>(Thread.currentThread(), 0, 0);
        queue.add(waiter, 1);
        queue.remove(waiter, Waiter.State.LEFT);
        table.giveFree(slot);
        table.letGo();
        table.isCountGood(table.beginCount());
    }
}
