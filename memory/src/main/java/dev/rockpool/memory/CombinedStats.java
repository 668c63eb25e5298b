package dev.rockpool.memory;

import dev.rockpool.monitor.PoolStats;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Memory pools in numbers, one by one and together. The snapshots are taken one after the other and bear their own times:
 * the sums are exact when the pools are quiet.
 *
 * @param buffers the pool of {@link MemoryPools#buffers()}
 * @param builders the pool of {@link MemoryPools#builders()}
 * @param maps the pool of {@link MemoryPools#maps()}
 * @param others the larger buffers, the direct buffers and the arrays, each kind from small to large
 * @param unpooled how many buffers and arrays were larger than the largest size, and so made and not kept
 */
public record CombinedStats(
        PoolStats buffers, PoolStats builders, PoolStats maps, List<PoolStats> others, long unpooled) {

    /** {@return the statistics of every pool} */
    public List<PoolStats> all() {
        List<PoolStats> all = new ArrayList<>(List.of(buffers, builders, maps));
        all.addAll(others);
        return List.copyOf(all);
    }

    /** {@return how many leases were granted by all pools} */
    public long acquired() {
        return sum(PoolStats::acquired);
    }

    /** {@return how many leases of all pools have ended} */
    public long released() {
        return sum(PoolStats::released);
    }

    /** {@return how many leases were served by an object that existed} */
    public long hits() {
        return sum(PoolStats::hits);
    }

    /** {@return how many leases were served by an object made for them} */
    public long misses() {
        return sum(PoolStats::misses);
    }

    /** {@return how many objects were made} */
    public long created() {
        return sum(PoolStats::created);
    }

    /** {@return how many objects the pools hold, idle and leased} */
    public long size() {
        return sum(PoolStats::size);
    }

    /** {@return which part of the leases was served by an object that existed: 0.0 to 1.0, and 0.0 when there was none} */
    public double hitRate() {
        return acquired() == 0 ? 0.0 : (double) hits() / acquired();
    }

    private long sum(ToLongFunction<PoolStats> count) {
        return all().stream().mapToLong(count).sum();
    }
}
