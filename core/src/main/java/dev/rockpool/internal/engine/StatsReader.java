package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.Counters;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.PoolStats.Counts;
import dev.rockpool.monitor.PoolStats.Gauges;
import dev.rockpool.monitor.PoolStats.Peaks;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Reads the pool's numbers out of its slots and counters, without a lock. A slot's leases and whether it is leased come
 * from one read of one word, so the sum of leases ended never exceeds the sum of leases begun.
 *
 * <p>The walk takes a while: an object that is leased when its slot is looked at may be back, and another one out, before
 * the walk comes to that. So more may be seen as leased or idle than there ever were at once, and the gauges are cut to the
 * size that is read after the walk: leased first, then idle.
 */
final class StatsReader<T> {

    private final PoolState<T> state;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final AtomicInteger peakIdle = new AtomicInteger(); // highest seen
    private final AtomicInteger peakLeased = new AtomicInteger(); // highest seen
    private volatile Base base; // replaced as a whole by reset()

    private record Base(Instant since, Counts counts) {}

    /** What the slots say. The first two are sums that fit together; the others are gauges. */
    record Survey(long acquired, long released, int size, int idle, int leased) {}

    StatsReader(PoolState<T> state, Platform<T> platform, EngineLock<T> lock) {
        this.state = state;
        this.platform = platform;
        this.lock = lock;
        this.base = new Base(platform.ticker.wallTime(), Counters.NONE);
    }

    /** A snapshot but for the times that things take, which are summed up from histograms. */
    record Numbers(String pool, Instant at, Instant since, Gauges gauges, Peaks peaks, Counts counts) {

        PoolStats with(PoolStats.Latencies latencies) {
            return new PoolStats(pool, at, since, gauges, peaks, counts, latencies);
        }
    }

    PoolStats snapshot() {
        return numbers().with(platform.latencies.summaries());
    }

    Numbers numbers() {
        Base counted = base;
        long misses = platform.counters.sum(Counter.MISS); // before the leases: a miss is counted after its lease
        Survey survey = survey();
        Counts totals = platform.counters.totals(survey.acquired, survey.released, misses);
        int waiting = state.queue.size();
        Gauges gauges = new Gauges(
                survey.size,
                survey.idle,
                survey.leased,
                state.ledger.creating(),
                waiting,
                state.ledger.maxSize(),
                Math.min(state.ledger.overflowSize(), survey.size));
        Peaks peaks = new Peaks( // what was seen now counts, also while the marks are being set back
                Math.max(state.ledger.peakSize(), survey.size),
                Math.max(peakIdle.get(), survey.idle),
                Math.max(peakLeased.get(), survey.leased),
                Math.max(state.queue.peak(), waiting));
        return new Numbers(
                state.facts.name(),
                platform.ticker.wallTime(),
                counted.since,
                gauges,
                peaks,
                Counters.since(counted.counts, totals));
    }

    /** Looks how many are idle and leased, for the high-water marks. */
    void observe() {
        survey();
    }

    /** An acquire finds nothing idle: looks how many are leased, if that is not a look at many, nor surely no new mark. */
    void observeExhaustion() {
        if (!state.table.isLarge() && peakLeased.get() < state.ledger.size()) {
            observe();
        }
    }

    /** Looks at all slots. */
    Survey survey() {
        Sums sums = new Sums();
        int version;
        do { // again, if slots were let go meanwhile: their leases are in the sum or in the walk, once
            version = state.table.beginCount();
            sums.leases = state.table.formerLeases();
            sums.idle = 0;
            sums.leased = 0;
            state.table.forEach(sums);
        } while (!state.table.isCountGood(version));
        int size = state.ledger.size();
        int leased = Math.min(sums.leased, size);
        int idle = Math.min(sums.idle, size - leased);
        Survey survey = new Survey(sums.leases, sums.leases - sums.leased, size, idle, leased);
        raise(peakIdle, survey.idle);
        raise(peakLeased, survey.leased);
        return survey;
    }

    /** What a walk over the slots adds up. */
    private static final class Sums implements Consumer<Slot<?>> {
        private long leases;
        private int idle;
        private int leased;

        @Override
        public void accept(Slot<?> slot) {
            long word = slot.look();
            leases += Snapshot.leases(word);
            idle += Snapshot.isAtRest(word) ? 1 : 0;
            leased += Snapshot.isLeased(word) ? 1 : 0;
        }
    }

    private static void raise(AtomicInteger peak, int seen) {
        int present = peak.get();
        while (present < seen && !peak.compareAndSet(present, seen)) {
            present = peak.get();
        }
    }

    /** Begins to count anew; leases that are out count as acquired from now on. */
    void reset() {
        Survey survey = survey();
        Counts totals = platform.counters.totals(survey.released, survey.released, platform.counters.sum(Counter.MISS));
        base = new Base(platform.ticker.wallTime(), totals);
        platform.latencies.reset();
        lock.run(new ResetPeaks());
        peakIdle.set(survey.idle);
        peakLeased.set(survey.leased);
    }

    private final class ResetPeaks implements Runnable {
        @Override
        public void run() {
            state.ledger.resetPeak();
            state.queue.resetPeak();
        }
    }

    /** How many objects have been destroyed since the pool was built. */
    long destroyed() {
        return platform.counters.destroyed();
    }
}
