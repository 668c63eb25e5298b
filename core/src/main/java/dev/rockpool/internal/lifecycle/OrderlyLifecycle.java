package dev.rockpool.internal.lifecycle;

import dev.rockpool.Lifecycle;

/**
 * Of objects that are put in order when a lease of them begins, by code of ours that is quick, throws nothing, waits for nothing
 * and may run any number of times. So this needs no state of a slot, as an activation or a reset does: it runs when the thread
 * has made its CAS, and before it has the lease.
 *
 * @param <T> the objects' type
 */
public interface OrderlyLifecycle<T> extends Lifecycle<T> {

    /** Makes an object as good as new, whatever its last holder has done with it. */
    void putInOrder(T object);
}
