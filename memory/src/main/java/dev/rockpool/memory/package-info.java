/**
 * Ready-made pools of memory: byte buffers on the heap and outside of it, byte arrays, string builders, maps. Start at
 * {@link dev.rockpool.memory.MemoryPools}.
 */
package dev.rockpool.memory;
