package dev.rockpool.internal.keyed;

import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.engine.KeyEngine;
import dev.rockpool.internal.engine.Shared;
import dev.rockpool.internal.time.Scheduler;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sweeps of all keys, on one timer: some hundred keys at a time, so that other tasks of the scheduler have their turn
 * between. The scheduler knows the pool only weakly: one that was never closed, and that nobody has any more, is let go.
 */
final class KeyedSweep<K, T> {

    private static final int MOST_AT_ONCE = 256;
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final KeyedEngine<K, T> pool;
    private final KeyTable<K, T> table;
    private final Shared<T> shared;
    private final Budget budget;
    private final KeyedReader<K, T> reader;
    private volatile Scheduler.@Nullable Timer timer; // set once
    private KeyTable<K, T>.@Nullable Walk walk; // where the present sweep has got to; by the scheduler's thread
    private long begun; // when it began; by that thread, as the next two
    private long interval;
    private boolean hasOpen; // it has found an engine that wants to be swept again

    KeyedSweep(
            KeyedEngine<K, T> pool, KeyTable<K, T> table, Shared<T> shared, Budget budget, KeyedReader<K, T> reader) {
        this.pool = pool;
        this.table = table;
        this.shared = shared;
        this.budget = budget;
        this.reader = reader;
    }

    void start() {
        timer = shared.after(INTERVAL_NANOS, new Run(pool));
    }

    private static final class Run extends WeakReference<KeyedEngine<?, ?>> implements Runnable {
        Run(KeyedEngine<?, ?> pool) {
            super(pool);
        }

        @Override
        public void run() {
            KeyedEngine<?, ?> alive = get();
            if (alive != null) {
                alive.sweep();
            }
        }
    }

    /** Sweeps some keys, and sets the timer for the others, or for the next sweep. On the scheduler's thread. */
    void run() {
        long now = shared.nanoTime();
        long next = now;
        try {
            KeyTable<K, T>.Walk present = walk == null ? begin(now) : walk;
            if (!sweepSome(present, now)) {
                walk = null;
                next = begun + interval;
            }
        } finally { // also if it failed
            goOn(next);
        }
    }

    private KeyTable<K, T>.Walk begin(long now) {
        begun = now;
        interval = INTERVAL_NANOS;
        hasOpen = false;
        shared.lookAtThreads();
        shared.endOwed();
        pool.tell();
        if (budget.sweep()) {
            pool.makeRoom();
        }
        reader.observe();
        KeyTable<K, T>.Walk fresh = table.walk();
        walk = fresh;
        return fresh;
    }

    /** Says whether there are more. */
    private boolean sweepSome(KeyTable<K, T>.Walk present, long now) {
        SweepOne one = new SweepOne(now);
        int swept = 0;
        while (present.hasNext() && swept < MOST_AT_ONCE) {
            swept += 1 + present.next(one);
        }
        return present.hasNext();
    }

    private final class SweepOne implements Consumer<KeyEntry<K, T>> {
        private final long now;

        SweepOne(long now) {
            this.now = now;
        }

        @Override
        public void accept(KeyEntry<K, T> entry) {
            sweep(entry, now);
        }
    }

    private void sweep(KeyEntry<K, T> entry, long now) {
        KeyEngine<T> engine = entry.engine;
        long next = engine.sweep(now);
        if (engine.isForgotten()) {
            pool.forgotten(entry); // there may have been no memory for that
        } else if (next >= 0) {
            hasOpen = true;
            interval = Math.min(interval, next);
        }
    }

    /** All has ended: nothing is left to look at. */
    void stop() {
        Scheduler.Timer mine = timer;
        if (mine != null) {
            mine.cancel();
        }
    }

    private void goOn(long at) {
        Scheduler.Timer mine = timer;
        if (mine != null && (hasOpen || !pool.hasEnded())) {
            mine.restart(at);
        }
    }
}
