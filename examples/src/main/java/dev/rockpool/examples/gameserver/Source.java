package dev.rockpool.examples.gameserver;

import dev.rockpool.Lease;

/** Where the server gets what it works with: from a pool, or made new each time. */
@FunctionalInterface
interface Source<T, X extends Exception> {

    /** One to use; closing the lease says that one is done with it. */
    Lease<T> acquire() throws X, InterruptedException;
}
