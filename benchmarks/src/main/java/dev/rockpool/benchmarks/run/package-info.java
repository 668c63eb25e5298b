/** Runs the measurements in turn, several times over, and reports what came out. */
@NullMarked
package dev.rockpool.benchmarks.run;

import org.jspecify.annotations.NullMarked;
