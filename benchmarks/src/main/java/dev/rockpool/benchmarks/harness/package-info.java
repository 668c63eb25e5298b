/** Measurements that JMH is not made for: how long each single wait takes, creation, memory. One process for each. */
@NullMarked
package dev.rockpool.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
