package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;

/**
 * What a lease knows of the pool that it is from: whoever hands out leases of slots is the owner of them. By the holder of the
 * lease, on any thread; nothing here waits for a lock of users.
 *
 * @param <T> the pooled objects' type
 */
interface LeaseOwner<T> {

    /** Ends a lease, if it has not ended. */
    void giveBack(Slot<T> slot, long lease);

    /** Ends a lease, if it has not ended, as what was done with its object threw. */
    void giveBackAfter(Throwable failure, Slot<T> slot, long lease);

    /** The slot's lease has been ended by its holder, who takes the object along: it is returned. */
    T detach(Slot<T> slot);

    /** The slot's lease has been ended by its holder, who found the object broken. */
    void invalidate(Slot<T> slot);

    /** The same, and the object is destroyed on this thread; throws what the lifecycle throws. */
    void destroy(Slot<T> slot) throws Exception;

    /** There was no memory or stack to end a lease: it is ended a little later. Needs hardly any of either. */
    void endLater(Slot<T> slot, long lease);

    /**
     * Runs what ends a lease and then completes a future: first of all, as what else comes of it waits in the trampoline until
     * that has been done.
     */
    void callBack(Runnable callback);

    /** The name of the pool, for messages. */
    String poolName();
}
