package dev.rockpool.internal.keyed;

import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.engine.KeyEngine;
import dev.rockpool.internal.engine.Shared;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.Counters;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.PoolStats.Counts;
import dev.rockpool.monitor.PoolStats.Gauges;
import dev.rockpool.monitor.PoolStats.Latencies;
import dev.rockpool.monitor.PoolStats.Peaks;
import java.time.Instant;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads the numbers of all keys. Leases are counted by the engines' slots; those of forgotten engines have been added up, under
 * the table's lock and together with the engine's removal, so that each is counted once. All other counts are kept for
 * all engines together as they happen.
 */
final class KeyedReader<K, T> {

    private static final int TRIES = 3;
    private static final Peaks NO_PEAKS = new Peaks(0, 0, 0, 0);
    private static final Latencies NO_TIMES = new Latencies(
            LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE, LatencySummary.NONE);

    private final String name;
    private final KeyTable<K, T> table;
    private final Shared<T> shared;
    private final Budget budget;
    private final AtomicReference<Peaks> peaks = new AtomicReference<>(NO_PEAKS); // highest seen
    private volatile Base base;
    private volatile long formerLeases; // of forgotten engines; written under the table's lock
    private volatile int folds; // how many were forgotten; the same, after the removal and the leases
    private volatile Verdict verdict;

    private record Base(Instant since, Counts counts) {}

    private record Verdict(State state, Instant since) {}

    /** Sums over the engines. */
    private static final class Sum {
        private long acquired;
        private long released;
        private int size;
        private int idle;
        private int leased;
        private int creating;
        private int waiting;
        private int overflow;

        void add(KeyEngine.Survey one) {
            acquired += one.acquired();
            released += one.released();
            size += one.size();
            idle += one.idle();
            leased += one.leased();
            creating += one.creating();
            waiting += one.waiting();
            overflow += one.overflow();
        }
    }

    KeyedReader(String name, KeyTable<K, T> table, Shared<T> shared, Budget budget) {
        this.name = name;
        this.table = table;
        this.shared = shared;
        this.budget = budget;
        this.base = new Base(shared.wallTime(), Counters.NONE);
        this.verdict = new Verdict(State.UP, shared.wallTime());
    }

    /** An engine is forgotten. Under the table's lock. */
    void fold(KeyEngine<T> engine) {
        long sum = formerLeases + engine.survey().acquired();
        formerLeases = sum;
        int count = folds + 1;
        folds = count;
    }

    private Sum sum() {
        for (int i = 0; i < TRIES; i++) {
            int before = folds;
            Sum sum = walk();
            if (folds == before) {
                return sum;
            }
        }
        Sum[] sum = {new Sum()};
        table.whileUnchanged(() -> sum[0] = walk());
        return sum[0];
    }

    private Sum walk() {
        Sum sum = new Sum();
        sum.acquired = formerLeases;
        sum.released = formerLeases;
        table.forEach(entry -> sum.add(entry.engine.survey()));
        return sum;
    }

    /** Looks, for the peaks. */
    void observe() {
        seen(sum());
    }

    private Peaks seen(Sum sum) {
        return peaks.accumulateAndGet(
                new Peaks(sum.size, sum.idle, sum.leased, sum.waiting),
                (a, b) -> new Peaks(
                        Math.max(a.size(), b.size()),
                        Math.max(a.idle(), b.idle()),
                        Math.max(a.leased(), b.leased()),
                        Math.max(a.waiting(), b.waiting())));
    }

    PoolStats stats() {
        Base counted = base;
        long misses = shared.totals().sum(Counter.MISS); // before the leases: a miss is counted after its lease
        Sum sum = sum();
        Counts totals = shared.totals().totals(sum.acquired, sum.released, misses);
        Gauges gauges =
                new Gauges(sum.size, sum.idle, sum.leased, sum.creating, sum.waiting, budget.total(), sum.overflow);
        return new PoolStats(
                name,
                shared.wallTime(),
                counted.since,
                gauges,
                seen(sum),
                Counters.since(counted.counts, totals),
                shared.latencies().summaries());
    }

    /** Of a key that is not known. */
    PoolStats nothing(String ofKey, int maxSize) {
        Gauges gauges = new Gauges(0, 0, 0, 0, 0, maxSize, 0);
        Instant now = shared.wallTime();
        return new PoolStats(ofKey, now, base.since, gauges, NO_PEAKS, Counters.NONE, NO_TIMES);
    }

    /** Begins to count anew; leases that are out count as acquired from now on. */
    void reset() {
        long misses = shared.totals().sum(Counter.MISS);
        Sum sum = sum();
        base = new Base(shared.wallTime(), shared.totals().totals(sum.released, sum.released, misses));
        peaks.set(NO_PEAKS);
        seen(sum);
        shared.latencies().reset();
    }

    /** The keys that are known. A set that asks no key anything, but whom it is asked for. */
    Set<K> keys() {
        List<K> keys = new ArrayList<>();
        table.forEach(entry -> keys.add(entry.key()));
        List<K> copy = List.copyOf(keys);
        return new AbstractSet<>() {
            @Override
            public Iterator<K> iterator() {
                return copy.iterator();
            }

            @Override
            public int size() {
                return copy.size();
            }
        };
    }

    /** The verdict about a key that is not known. */
    PoolHealth healthOfNone(KeyedOperator.Settings settings, PoolStats stats) {
        State state = settings.isClosed() ? State.DOWN : settings.isSuspended() ? State.DEGRADED : State.UP;
        return new PoolHealth(state, base.since, reason(settings, "no object is needed"), null, null, null, 0, stats);
    }

    private static String reason(KeyedOperator.Settings settings, String otherwise) {
        return settings.isClosed()
                ? "the pool is closed"
                : settings.isSuspended() ? "the pool is suspended" : otherwise;
    }

    /** The verdict about all. */
    PoolHealth health(KeyedOperator.Settings settings) {
        int[] failing = {0};
        int[] down = {0};
        int[] known = {0};
        List<KeyEngine<T>> worst = new ArrayList<>();
        table.forEach(entry -> {
            State state = entry.engine.state();
            known[0]++;
            failing[0] += state == State.UP ? 0 : 1;
            down[0] += state == State.DOWN ? 1 : 0;
            if (state != State.UP && (worst.isEmpty() || state == State.DOWN)) {
                worst.clear();
                worst.add(entry.engine);
            }
        });
        State state = settings.isClosed() || (known[0] > 0 && down[0] == known[0])
                ? State.DOWN
                : failing[0] > 0 || settings.isSuspended() ? State.DEGRADED : State.UP;
        Verdict before = verdict;
        if (before.state != state) {
            before = new Verdict(state, shared.wallTime());
            verdict = before;
        }
        PoolStats stats = stats();
        if (settings.isClosed() || worst.isEmpty()) {
            String reason = reason(settings, "creation works for all keys that are known");
            return new PoolHealth(state, before.since, reason, null, null, null, budget.dying(), stats);
        }
        PoolHealth one = worst.get(0).health();
        String reason = failing[0] + " of " + known[0] + " keys have trouble, such as "
                + one.stats().name() + ": " + one.reason();
        return new PoolHealth(
                state, before.since, reason, one.cause(), one.causeText(), one.nextAttempt(), budget.dying(), stats);
    }
}
