/** Pools of connections that are made without blocking. */
@NullMarked
package dev.rockpool.examples.async;

import org.jspecify.annotations.NullMarked;
