/** What code that used another pool looks like here: the "after" of the pages docs/coming-from-….md, compiled and tested. */
@NullMarked
package dev.rockpool.examples.migration;

import org.jspecify.annotations.NullMarked;
