/** Why something went wrong: who holds what, since when, and the likely cause. Reads slots and threads, and changes nothing. */
package dev.rockpool.internal.explain;
