/** The places that objects live in, who may have them, and how an idle one is found. Knows nothing of waiters, creation or the pool. */
package dev.rockpool.internal.slot;
