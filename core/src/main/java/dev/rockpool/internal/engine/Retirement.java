package dev.rockpool.internal.engine;

import dev.rockpool.DestroyCause;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;

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
        slot.uncount();
        T object = slot.object();
        try {
            if (core.calls.destroys(object)) {
                core.later(() -> core.calls.destroy(object, () -> destroyed(slot, cause)));
            } else {
                core.later(() -> core.calls.reportDestroyed(cause));
                core.calls.countDestroyed(object, cause);
            }
        } catch (Throwable cutShort) {
            core.strand(slot, cause);
            throw cutShort;
        }
        slot.condemn();
        if (core.calls.destroys(object)) {
            core.books.destroyStarted(slot.resident().isOverflow());
            core.healthWatch.update(); // it does not serve any more, however long its destroy takes
        } else {
            core.books.detached(slot.resident().isOverflow());
            free(slot);
        }
    }

    /** The same for a thread without the lock, which then serves those who wait. */
    void destroyAndServe(Slot<T> slot, DestroyCause cause) {
        core.dispatcher.conclude(slot, cause);
    }

    private void destroyed(Slot<T> slot, DestroyCause cause) {
        core.dispatcher.conclude(slot, cause);
    }

    /** Begins to destroy the object of a slot in hand, or enters that it is destroyed. Under the lock. */
    void goOn(Slot<T> slot, DestroyCause cause) {
        if (!Snapshot.isDead(slot.look())) {
            destroy(slot, cause);
            return;
        }
        try {
            core.later(() -> core.calls.reportDestroyed(cause));
            core.calls.countDestroyed(slot.object(), cause);
        } catch (Throwable cutShort) {
            core.strand(slot, cause);
            throw cutShort;
        }
        core.books.destroyEnded(slot.resident().isOverflow());
        free(slot);
    }

    /** The object of a slot in hand is its holder's from now on. Takes the lock. */
    T detach(Slot<T> slot) {
        T object = slot.object();
        try {
            core.lock.settle(() -> detached(slot, object));
        } catch (Throwable cutShort) { // its holder has not got it
            core.strand(slot, DestroyCause.INVALIDATED);
            throw cutShort;
        }
        return object;
    }

    private void detached(Slot<T> slot, T object) {
        core.calls.detach(object);
        slot.uncount();
        core.books.detached(slot.resident().isOverflow());
        slot.condemn();
        free(slot);
    }

    private void free(Slot<T> slot) {
        core.index.retired(slot);
        slot.vacate();
        core.table.giveFree(slot);
        core.healthWatch.update();
    }
}
