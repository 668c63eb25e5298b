/** An application of Spring Boot, compiled and tested with each version of it. */
@NullMarked
package dev.rockpool.examples.boot;

import org.jspecify.annotations.NullMarked;
