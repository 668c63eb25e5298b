/**
 * The object pool: what application code calls. Begin at {@link dev.rockpool.Pool}.
 *
 * <p>{@link dev.rockpool.PoolBuilder} makes a {@link dev.rockpool.Pool} from a {@link dev.rockpool.Lifecycle} and
 * settings ({@link dev.rockpool.config}). The pool hands out {@link dev.rockpool.Lease}s, counts and says how it is
 * ({@link dev.rockpool.monitor}), and is operated through {@link dev.rockpool.PoolControl}.
 */
package dev.rockpool;
