/** What a pool decides in the background: pure functions of time and what was seen. */
package dev.rockpool.internal.upkeep;
