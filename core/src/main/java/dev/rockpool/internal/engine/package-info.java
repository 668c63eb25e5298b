/** The pool itself: slots, the idle index, the queue of waiters, and the books about capacity. */
package dev.rockpool.internal.engine;
