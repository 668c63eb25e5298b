/**
 * The contract of a pool as tests to inherit, and a plain pool with one lock that says what is right. Not published.
 *
 * <p>{@link dev.rockpool.contract.PoolContract} holds the promises that every pool keeps; a subclass says how to open
 * one. {@link dev.rockpool.contract.LockedPool} is the plain pool.
 */
@NullMarked
package dev.rockpool.contract;

import org.jspecify.annotations.NullMarked;
