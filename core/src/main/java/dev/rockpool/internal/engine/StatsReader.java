package dev.rockpool.internal.engine;

import dev.rockpool.PoolStats;
import dev.rockpool.PoolStats.Counts;
import dev.rockpool.PoolStats.Gauges;
import dev.rockpool.PoolStats.Peaks;
import dev.rockpool.internal.stats.Tally;
import dev.rockpool.internal.stats.Tally.Event;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the pool's numbers out of its slots and tallies, without a lock. A slot's leases and whether it is leased come
 * from one read of one word, so the sum of leases ended never exceeds the sum of leases begun.
 */
final class StatsReader<T> {

    private final Core<T> core;
    private final AtomicInteger peakIdle = new AtomicInteger(); // highest seen
    private final AtomicInteger peakLeased = new AtomicInteger(); // highest seen
    private volatile Base base; // replaced as a whole by reset()

    private record Base(Instant since, Counts counts) {}

    /** What the slots say. */
    private record Survey(long acquired, int idle, int leased) {}

    StatsReader(Core<T> core) {
        this.core = core;
        this.base = new Base(core.ticker.wallTime(), new Tally().totals(0, 0, 0));
    }

    /** A snapshot but for the times that things take, which are summed up from histograms. */
    record Numbers(String pool, Instant at, Instant since, Gauges gauges, Peaks peaks, Counts counts) {

        PoolStats with(PoolStats.Latencies latencies) {
            return new PoolStats(pool, at, since, gauges, peaks, counts, latencies);
        }
    }

    PoolStats snapshot() {
        return numbers().with(core.latencies.summaries());
    }

    Numbers numbers() {
        Base counted = base;
        long misses = core.tally.sum(Event.MISS); // before the leases: a miss is counted after its lease
        Survey survey = survey();
        Counts totals = core.tally.totals(survey.acquired, survey.acquired - survey.leased, misses);
        int size = core.books.size();
        Gauges gauges = new Gauges(
                size,
                survey.idle,
                survey.leased,
                core.books.creating(),
                core.queue.size(),
                core.books.maxSize(),
                core.books.overflowSize());
        Peaks peaks = new Peaks(core.books.peakSize(), peakIdle.get(), peakLeased.get(), core.queue.peak());
        return new Numbers(
                core.name(), core.ticker.wallTime(), counted.since, gauges, peaks, Tally.since(counted.counts, totals));
    }

    /** Looks how many are idle and leased, for the high-water marks. */
    void observe() {
        survey();
    }

    /** An acquire finds nothing idle: looks how many are leased, if that is not a look at many, nor surely no new mark. */
    void observeExhaustion() {
        if (!core.table.isLarge() && peakLeased.get() < core.books.size()) {
            observe();
        }
    }

    /** How many leases are out. */
    int leased() {
        return survey().leased;
    }

    private Survey survey() {
        long[] sums = new long[3];
        core.table.forEach(slot -> {
            long word = slot.word;
            int state = Slot.state(word);
            sums[0] += Slot.leases(word);
            sums[1] += state == Slot.IDLE || state == Slot.HELD ? 1 : 0;
            sums[2] += state == Slot.LEASED ? 1 : 0;
        });
        Survey survey = new Survey(sums[0], (int) sums[1], (int) sums[2]);
        raise(peakIdle, survey.idle);
        raise(peakLeased, survey.leased);
        return survey;
    }

    private static void raise(AtomicInteger peak, int seen) {
        if (peak.get() < seen) {
            peak.accumulateAndGet(seen, Math::max);
        }
    }

    /** Begins to count anew; leases that are out count as acquired from now on. */
    void reset() {
        core.lock.run(this::resetUnderLock);
    }

    private void resetUnderLock() {
        Survey survey = survey();
        long released = survey.acquired - survey.leased;
        Counts totals = core.tally.totals(released, released, core.tally.sum(Event.MISS));
        base = new Base(core.ticker.wallTime(), totals);
        core.latencies.reset();
        core.books.resetPeak();
        core.queue.resetPeak();
        peakIdle.set(survey.idle);
        peakLeased.set(survey.leased);
    }

    /** How many objects have been destroyed since the pool was built. */
    long destroyed() {
        return core.tally.destroyed();
    }
}
