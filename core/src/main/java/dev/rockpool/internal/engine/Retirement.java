package dev.rockpool.internal.engine;

import dev.rockpool.DestroyCause;

/**
 * How objects leave the pool. The capacity of a destroyed one is free when its destroy has returned or overrun its time;
 * that of a detached one at once.
 */
final class Retirement<T> {

    private final Core<T> core;

    Retirement(Core<T> core) {
        this.core = core;
    }

    /** Destroys the object of a slot in hand, when the lock is given up. Under the lock. */
    void destroy(Slot<T> slot, DestroyCause cause) {
        slot.set(Slot.DEAD, false);
        T object = slot.object();
        if (!core.calls.destroys(object)) {
            count(object, cause);
            core.books.detached(slot.isOverflow);
            free(slot);
            return;
        }
        core.books.destroyStarted(slot.isOverflow);
        core.healthWatch.update(); // it does not serve any more, however long its destroy takes
        core.later(() -> core.calls.destroy(object, () -> destroyed(slot, object, cause)));
    }

    private void count(T object, DestroyCause cause) {
        core.calls.countDestroyed(object, cause);
        core.later(() -> core.calls.reportDestroyed(cause));
    }

    /** The same for a thread without the lock, which then serves those who wait. */
    void destroyAndServe(Slot<T> slot, DestroyCause cause) {
        core.lock.settle(() -> destroy(slot, cause));
    }

    private void destroyed(Slot<T> slot, T object, DestroyCause cause) {
        core.lock.settle(() -> {
            count(object, cause);
            core.books.destroyEnded(slot.isOverflow);
            free(slot);
        });
    }

    /** The object of a slot in hand is its holder's from now on. Takes the lock. */
    T detach(Slot<T> slot) {
        T object = slot.object();
        core.lock.settle(() -> {
            core.calls.detach(object);
            core.books.detached(slot.isOverflow);
            slot.set(Slot.DEAD, false);
            free(slot);
        });
        return object;
    }

    private void free(Slot<T> slot) {
        core.index.retired(slot);
        slot.object = null;
        slot.isSuspect = false;
        slot.tokenRef = null;
        slot.token = null;
        slot.heldByNobody();
        slot.trace = null;
        slot.set(Slot.FREE, false);
        core.table.giveFree(slot);
        core.healthWatch.update();
    }
}
