/** The pool itself: the fast path, what is decided under its lock and what comes of that, acquires, returns, upkeep, shutdown. */
package dev.rockpool.internal.engine;
