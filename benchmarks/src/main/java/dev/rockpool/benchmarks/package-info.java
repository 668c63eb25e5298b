/** What `./rockpool bench` runs: benchmarks of Rockpool and of other pools, and the report about them. */
@NullMarked
package dev.rockpool.benchmarks;

import org.jspecify.annotations.NullMarked;
