/** The snippets of docs/guide.md, compiled and tested. */
@NullMarked
package dev.rockpool.examples.guide;

import org.jspecify.annotations.NullMarked;
