/**
 * What operators look at: the statistics of a pool, its health, its explanation of what is wrong, and the events that it
 * tells a listener. All of it but the listener is immutable snapshots, which cost a pool nothing once they are read.
 */
package dev.rockpool.monitor;
