package dev.rockpool.internal.stats;

/**
 * What one pool measures about itself.
 *
 * @param tally what it counts
 * @param latencies what it times
 */
public record Meters(Tally tally, LatencyRecorder latencies) {}
