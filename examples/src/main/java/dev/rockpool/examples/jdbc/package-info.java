/** The samples of docs/jdbc.md. */
package dev.rockpool.examples.jdbc;
