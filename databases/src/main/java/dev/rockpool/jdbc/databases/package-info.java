/** The databases that tests run on: H2 in memory, PostgreSQL from a jar, MariaDB if it is installed. */
package dev.rockpool.jdbc.databases;
