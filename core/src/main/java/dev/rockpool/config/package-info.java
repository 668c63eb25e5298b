/**
 * The settings of a pool as immutable values, each checked when it is made. {@link dev.rockpool.config.PoolConfig} holds
 * all of them; a builder makes it, a pool shows it, and one that runs can be given another.
 */
package dev.rockpool.config;
