/** Who waits in which order, whose turn it is, and where futures are completed. Knows nothing of slots, attempts or the pool. */
package dev.rockpool.internal.waiting;
