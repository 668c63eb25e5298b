/**
 * What borrowers hold instead of the driver's objects, and what is known of the session behind it. Most methods are written by
 * {@code ProxyGenerator} when the module is built; what is special is here.
 */
package dev.rockpool.jdbc.internal.proxy;
