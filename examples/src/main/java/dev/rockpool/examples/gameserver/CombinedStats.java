package dev.rockpool.examples.gameserver;

import dev.rockpool.monitor.PoolStats;
import java.util.List;

/**
 * The memory pools in numbers, one after the other and together. The three snapshots are taken one after the other and
 * bear their own times; together they are exact when the pools are quiet.
 */
record CombinedStats(PoolStats buffers, PoolStats builders, PoolStats maps) {

    /** All three. */
    List<PoolStats> all() {
        return List.of(buffers, builders, maps);
    }

    /** Leases granted by all three. */
    long totalAllocations() {
        return all().stream().mapToLong(PoolStats::acquired).sum();
    }

    /** Leases ended in all three. */
    long totalDeallocations() {
        return all().stream().mapToLong(PoolStats::released).sum();
    }

    /** Leases of all three served by an object that existed. */
    long totalHits() {
        return all().stream().mapToLong(PoolStats::hits).sum();
    }

    /** Leases of all three served by an object made for them. */
    long totalMisses() {
        return all().stream().mapToLong(PoolStats::misses).sum();
    }

    /** 0.0 to 1.0; 0.0 without an allocation. */
    double totalHitRate() {
        return totalAllocations() == 0 ? 0.0 : (double) totalHits() / totalAllocations();
    }
}
