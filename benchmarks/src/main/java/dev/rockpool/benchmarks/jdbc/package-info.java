/** Pools of JDBC connections, a driver in the process that costs next to nothing, and what breaks between a pool and a real server. */
@NullMarked
package dev.rockpool.benchmarks.jdbc;

import org.jspecify.annotations.NullMarked;
