/** Time: the ticker of the system, saturating arithmetic, and the thread that waits for deadlines. */
package dev.rockpool.internal.time;
