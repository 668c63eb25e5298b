/** Keyed pools: which keys there are, who gives way to whom, and what all keys have in common. */
package dev.rockpool.internal.keyed;
