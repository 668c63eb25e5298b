/** How many objects there may be, and whether creation works: plain state machines, guarded by the lock of the pool. */
package dev.rockpool.internal.capacity;
