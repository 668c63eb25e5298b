/**
 * The object pool. Begin at {@link dev.rockpool.Pool}; everything a user sees is in this package.
 *
 * <p>{@link dev.rockpool.PoolBuilder} makes a {@link dev.rockpool.Pool} from a {@link dev.rockpool.Lifecycle} and
 * settings ({@link dev.rockpool.PoolConfig}). The pool hands out {@link dev.rockpool.Lease}s, counts
 * ({@link dev.rockpool.PoolStats}), says how it is ({@link dev.rockpool.PoolHealth}), tells a
 * {@link dev.rockpool.PoolListener} what happens, and is operated through {@link dev.rockpool.PoolControl}.
 */
package dev.rockpool;
