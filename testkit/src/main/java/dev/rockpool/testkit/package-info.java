/**
 * The contract of a Rockpool pool as tests to inherit, and what one needs to test code that uses a pool.
 *
 * <p>{@link dev.rockpool.testkit.PoolContract} holds the promises that every pool keeps; a subclass says how to open
 * one. {@link dev.rockpool.testkit.LockedPool} is the plain pool with one lock that says what is right,
 * {@link dev.rockpool.testkit.ManualTicker} is time in the test's hand,
 * {@link dev.rockpool.testkit.ScriptedLifecycle} a factory that fails, hangs and lies as told, and
 * {@link dev.rockpool.testkit.PoolAudit} does the sums afterwards.
 */
@NullMarked
package dev.rockpool.testkit;

import org.jspecify.annotations.NullMarked;
