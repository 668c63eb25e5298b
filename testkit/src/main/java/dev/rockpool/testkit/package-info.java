/**
 * What one needs to test code that uses a pool.
 *
 * <p>{@link dev.rockpool.testkit.ManualTicker} is time in the test's hand,
 * {@link dev.rockpool.testkit.ScriptedLifecycle} a factory that fails, hangs and lies as told,
 * {@link dev.rockpool.testkit.RecordingListener} writes down what a pool tells,
 * {@link dev.rockpool.testkit.FaultInjector} makes lifecycle, listener, executor, callbacks, log, objects and threads throw,
 * hang, call the pool and fill the stack, and {@link dev.rockpool.testkit.PoolAudit} does the sums afterwards.
 * The package {@code dev.rockpool.testkit.network} has a network that goes wrong.
 */
@NullMarked
package dev.rockpool.testkit;

import org.jspecify.annotations.NullMarked;
