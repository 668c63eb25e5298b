/** Counting: counters, histograms and snapshots. */
package dev.rockpool.internal.stats;
