/** How connections are opened, and how secrets are kept out of what is said about that. */
package dev.rockpool.jdbc.internal.connect;
