/** What the README shows, compiled and tested. */
@NullMarked
package dev.rockpool.examples.readme;

import org.jspecify.annotations.NullMarked;
