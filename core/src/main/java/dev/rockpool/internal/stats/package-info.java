/** What happens in a pool, said once, and who hears of it: counters, histograms, the log and the listener. */
package dev.rockpool.internal.stats;
