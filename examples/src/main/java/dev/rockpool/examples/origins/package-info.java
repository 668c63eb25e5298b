/**
 * The examples that docs/origins.md lists, on Rockpool: a database connection, bank accounts that leak state and one that
 * does not, an expensive object, one that holds resources, a pool of HTTP connections, work that needs two objects at once,
 * and the configurations.
 */
@NullMarked
package dev.rockpool.examples.origins;

import org.jspecify.annotations.NullMarked;
