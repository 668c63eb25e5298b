/**
 * The examples of the two documents that Rockpool grew from, done right: a database connection, bank accounts that bleed
 * state and one that does not, an expensive object, one that holds resources, a pool of HTTP connections, work that needs
 * two objects at once, and every configuration that the documents show.
 */
@NullMarked
package dev.rockpool.examples.seeds;

import org.jspecify.annotations.NullMarked;
