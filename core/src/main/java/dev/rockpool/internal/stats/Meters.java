package dev.rockpool.internal.stats;

/**
 * What one pool measures about itself.
 *
 * @param counters what it counts
 * @param latencies what it times
 */
public record Meters(Counters counters, LatencyRecorder latencies) {}
