/** The same work with each of several libraries of data access, on one data source. */
@NullMarked
package dev.rockpool.examples.frameworks;

import org.jspecify.annotations.NullMarked;
