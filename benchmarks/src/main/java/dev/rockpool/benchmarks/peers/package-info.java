/** The pools that are compared, each behind the same small adapter. */
@NullMarked
package dev.rockpool.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
