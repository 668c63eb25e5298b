/** Settings from text: what docs/configuration.md shows. */
@NullMarked
package dev.rockpool.examples.configuration;

import org.jspecify.annotations.NullMarked;
