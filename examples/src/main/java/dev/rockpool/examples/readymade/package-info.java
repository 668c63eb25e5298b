/** Pools of what people pool by hand; docs/ready-made-pools.md says which of them pay. */
@NullMarked
package dev.rockpool.examples.readymade;

import org.jspecify.annotations.NullMarked;
