package dev.rockpool.internal.keyed;

import dev.rockpool.KeyedPoolControl;
import dev.rockpool.PoolControl;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.engine.KeyEngine;
import dev.rockpool.internal.engine.Shared;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does to a keyed pool: changes the settings of keys to come, then those of each key that is known. A key that
 * is added meanwhile compares the settings before and after that, and makes up for the difference. Safe for any thread.
 */
final class KeyedOperator<K, T> implements KeyedPoolControl<K> {

    private final KeyedEngine<K, T> pool;
    private final KeyTable<K, T> table;
    private final Shared<T> shared;
    private final Budget budget;
    private final KeyedReader<K, T> reader;
    private final AtomicReference<Settings> settings;
    private final CompletableFuture<ShutdownReport> result = new CompletableFuture<>();
    private volatile boolean hasEnded;

    /** Those of keys to come. */
    record Settings(PoolConfig config, boolean isSuspended, boolean isClosed) {}

    KeyedOperator(
            KeyedEngine<K, T> pool,
            PoolConfig config,
            KeyTable<K, T> table,
            Shared<T> shared,
            Budget budget,
            KeyedReader<K, T> reader) {
        this.pool = pool;
        this.table = table;
        this.shared = shared;
        this.budget = budget;
        this.reader = reader;
        this.settings = new AtomicReference<>(new Settings(config, false, false));
    }

    Settings settings() {
        return settings.get();
    }

    boolean hasEnded() {
        return hasEnded;
    }

    private Settings change(UnaryOperator<Settings> change) {
        return settings.updateAndGet(change);
    }

    // ---- keys that come

    /** A new engine, which nobody has found yet, is brought to what cannot be told by its settings. */
    void bringTo(Settings wanted, KeyEngine<T> engine) {
        if (wanted.isSuspended) {
            engine.control().suspend();
        }
    }

    /** A key was added with settings that may have changed since. */
    void added(Settings with, KeyEntry<K, T> entry) {
        Settings now = settings.get();
        if (!now.equals(with)) {
            apply(now, entry.engine);
        }
    }

    private void apply(Settings now, KeyEngine<T> engine) {
        if (now.isClosed) {
            var unused = engine.end(Duration.ZERO);
            return;
        }
        if (!engine.isKept() && engine.config().maxSize() != now.config.maxSize()) {
            engine.control().resize(now.config.maxSize());
        }
        if (now.isSuspended) {
            engine.control().suspend();
        } else {
            engine.control().resume();
        }
    }

    // ---- control

    @Override
    public void clear() {
        table.forEach(entry -> entry.engine.control().clear());
    }

    @Override
    public void clear(K key) {
        KeyEntry<K, T> entry = pool.known(key);
        if (entry != null) {
            entry.engine.control().clear();
        }
    }

    @Override
    public void resize(int maxTotal) {
        if (maxTotal < 1) {
            throw new IllegalArgumentException("maxTotal must be at least 1, was " + maxTotal);
        }
        budget.resize(maxTotal);
        pool.tell();
        pool.makeRoom();
    }

    @Override
    public void maxPerKey(int maxPerKey) {
        change(now -> {
            Sizing old = now.config.sizing();
            int maxIdle = old.maxIdle() == old.maxSize() ? maxPerKey : Math.min(old.maxIdle(), maxPerKey);
            Sizing sizing = new Sizing(maxPerKey, old.minIdle(), maxIdle);
            return new Settings(now.config.withSizing(sizing), now.isSuspended, now.isClosed);
        });
        table.forEach(entry -> {
            if (!entry.engine.isKept()) {
                entry.engine.control().resize(maxPerKey);
            }
        });
    }

    @Override
    public CompletableFuture<Integer> warmUp(K key, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("warmUp's count must not be negative, was " + count);
        }
        while (true) {
            KeyEntry<K, T> entry = pool.entryOf(key);
            CompletableFuture<Integer> future = entry.engine.warmUp(count);
            if (future != null) {
                return future;
            }
            pool.forgotten(entry);
        }
    }

    @Override
    public void suspend() {
        setSuspended(true);
    }

    @Override
    public void resume() {
        setSuspended(false);
    }

    private void setSuspended(boolean isSuspended) {
        change(now -> new Settings(now.config, isSuspended, now.isClosed));
        table.forEach(entry -> {
            PoolControl control = entry.engine.control();
            if (isSuspended) {
                control.suspend();
            } else {
                control.resume();
            }
        });
    }

    @Override
    public void resetStats() {
        table.forEach(entry -> entry.engine.control().resetStats());
        reader.reset();
    }

    // ---- the end

    @Override
    public CompletableFuture<ShutdownReport> shutdown(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("shutdown's deadline must not be negative, was " + deadline);
        }
        begin(deadline);
        return result.copy();
    }

    /** Begins, or brings the deadline forward. */
    private void begin(Duration deadline) {
        boolean isFirst = !settings.getAndUpdate(now -> new Settings(now.config, now.isSuspended, true)).isClosed;
        long start = shared.nanoTime();
        List<CompletableFuture<ShutdownReport>> ends = new ArrayList<>();
        table.forEach(entry -> {
            CompletableFuture<ShutdownReport> end = entry.engine.end(deadline);
            if (end != null) {
                ends.add(end);
            }
        });
        if (isFirst) {
            var unused = CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]))
                    .whenComplete((all, none) -> end(ends, start));
        }
    }

    private void end(List<CompletableFuture<ShutdownReport>> ends, long start) {
        int leases = 0;
        int destroyed = 0;
        int creations = 0;
        int cleanups = 0;
        for (CompletableFuture<ShutdownReport> each : ends) {
            ShutdownReport one = each.join();
            leases += one.abandonedLeases();
            destroyed += one.destroyed();
            creations += one.unfinishedCreations();
            cleanups += one.unfinishedCleanups();
        }
        Duration took = Duration.ofNanos(shared.nanoTime() - start);
        ShutdownReport report = new ShutdownReport(leases, destroyed, creations, cleanups, took);
        hasEnded = true;
        shared.callBack(() -> result.complete(report));
        pool.ended(leases > 0);
    }

    /** Begins, and waits for each key in turn: all have the same deadline. */
    void close() {
        Duration limit = settings.get().config.closeTimeout();
        begin(limit);
        table.forEach(entry -> entry.engine.close());
    }

    // ---- explanations

    @Override
    public Explanation explain() {
        KeyEngine<T> worst = worst();
        return worst == null ? nothing() : worst.control().explain();
    }

    private @Nullable KeyEngine<T> worst() {
        List<KeyEngine<T>> found = new ArrayList<>();
        int[] most = {-1};
        table.forEach(entry -> {
            KeyEngine<T> engine = entry.engine;
            int trouble = 2 * engine.survey().waiting() + (engine.state() == PoolHealth.State.UP ? 0 : 1);
            if (trouble > most[0]) {
                most[0] = trouble;
                found.clear();
                found.add(engine);
            }
        });
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public Explanation explain(K key) {
        KeyEntry<K, T> entry = pool.known(key);
        return entry == null ? nothing() : entry.engine.control().explain();
    }

    private Explanation nothing() {
        Settings now = settings.get();
        Explanation.Verdict verdict = now.isClosed
                ? new Explanation.Verdict(Cause.CLOSED, "the pool is closed", "build a new pool")
                : new Explanation.Verdict(Cause.NONE, "nothing is known of the key, or of any: it has no objects", "");
        return new Explanation(verdict, reader.health(now), List.of(), List.of(), List.of(), List.of(), now.config);
    }
}
