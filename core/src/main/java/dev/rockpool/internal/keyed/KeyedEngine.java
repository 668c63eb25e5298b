package dev.rockpool.internal.keyed;

import dev.rockpool.Action;
import dev.rockpool.KeyedLifecycle;
import dev.rockpool.KeyedPool;
import dev.rockpool.KeyedPoolControl;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.Ticker;
import dev.rockpool.Work;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.engine.KeyEngine;
import dev.rockpool.internal.engine.Shared;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A keyed pool: an engine for each key, found in a table that is read without a lock; and what the keys have in common: the
 * {@link Budget} with {@code maxTotal} places, threads, the sweeps, the settings of keys to come.
 *
 * <p><b>A key comes and goes.</b>
 *
 * <pre>{@code
 *   acquire ─ KeyTable.find ─┬─ an engine ─ KeyEngine.acquire ─┬─ a lease, or its error
 *                            └─ none: a new one, added          └─ Forgotten: removed from the table, and once more
 *   any section of an engine ends, and nothing is left of it: it is forgotten (under its lock), then removed
 * }</pre>
 *
 * <p><b>A place goes from one key to another.</b>
 *
 * <pre>{@code
 *   key A: a waiter lacks a place ─ Budget: A in line ─ A's lock given up ─ makeRoom ─ LeastRecent: key B has an idle object
 *          or, where none is idle: an object of key B comes back ─ marked, as the budget is short
 *   key B: its lock: Monitor.place: must yield ─ destroy ─ its end: place released ─ Budget hands it to A
 *          B's lock given up ─ tell ─ A's lock: an attempt begins
 * }</pre>
 *
 * <p><b>Locks.</b> Those of the engines, of the budget, of the table and of {@link LeastRecent}. Under an engine's lock only
 * the budget's is taken; under the others none. No key, and no other code of users, is called under any of them.
 *
 * <p><b>Invariants</b>, when nothing is in motion:
 *
 * <ul>
 *   <li>Objects, attempts and what is handed over are at most {@code maxTotal}, but after it was lowered.
 *   <li>A key in line and a free place do not stay together, nor a key in line to which nobody gives way and an idle object of
 *       another, but for one that an older waiter of its own is about to take.
 *   <li>An engine in the table is in use; one that is not there is forgotten.
 * </ul>
 *
 * @param <K> the keys' type
 * @param <T> the pooled objects' type
 */
public final class KeyedEngine<K, T> implements KeyedPool<K, T> {

    private final KeyedLifecycle<K, T> lifecycle;
    private final LifecycleSteps<T> steps;
    private final Shared<T> shared;
    private final Budget budget;
    private final String name;
    private final KeyTable<K, T> table = new KeyTable<>();
    private final LeastRecent<K, T> leastRecent = new LeastRecent<>(table);
    private final KeyedReader<K, T> reader;
    private final KeyedSweep<K, T> sweep;
    private final KeyedOperator<K, T> operator;

    /**
     * What a keyed pool is made of.
     *
     * @param config the settings of each key
     * @param steps the steps that all keys have in common
     * @param maxTotal how many objects there may be
     */
    public record Plan<T>(
            PoolConfig config,
            LifecycleSteps<T> steps,
            Ticker ticker,
            @Nullable PoolListener listener,
            @Nullable Executor callbackExecutor,
            int maxTotal) {}

    private KeyedEngine(KeyedLifecycle<K, T> lifecycle, Plan<T> plan) {
        this.lifecycle = lifecycle;
        this.steps = plan.steps;
        this.name = plan.config.name();
        this.budget = new Budget(plan.maxTotal);
        this.shared = Shared.byMany(plan.config, plan.ticker, plan.listener, plan.callbackExecutor, budget);
        this.reader = new KeyedReader<>(plan.config.name(), table, shared, budget);
        this.operator = new KeyedOperator<>(this, plan.config, table, shared, budget, reader);
        this.sweep = new KeyedSweep<>(this, table, shared, budget, reader);
    }

    /** Makes a keyed pool and sets it to work. */
    public static <K, T> KeyedPool<K, T> open(KeyedLifecycle<K, T> lifecycle, Plan<T> plan) {
        KeyedEngine<K, T> engine = new KeyedEngine<>(lifecycle, plan);
        KeyEngine.rehearse(plan.config, plan.steps, engine.shared);
        engine.sweep.start();
        return engine;
    }

    /** See {@link KeyedSweep#run}. */
    void sweep() {
        leastRecent.clean();
        sweep.run();
    }

    /** Whether it was closed, and all of it has ended. */
    boolean hasEnded() {
        return operator.hasEnded();
    }

    /** All has ended; where leases are still out, the sweeps go on, and look after those that are lost. */
    void ended(boolean someAreOut) {
        if (!someAreOut) {
            sweep.stop();
        }
        shared.leave();
    }

    KeyedLifecycle<K, T> lifecycle() {
        return lifecycle;
    }

    // ---- keys

    /** The entry of a key, if it is known. */
    @Nullable
    KeyEntry<K, T> known(K key) {
        return table.find(key, KeyTable.hashOf(key));
    }

    /** The entry of a key, which is known from now on. */
    KeyEntry<K, T> entryOf(K key) {
        int hash = KeyTable.hashOf(Objects.requireNonNull(key, "key"));
        KeyEntry<K, T> found = table.find(key, hash);
        if (found == null) {
            return add(key, hash);
        }
        found.calledBy(key);
        return found;
    }

    private KeyEntry<K, T> add(K key, int hash) {
        KeyedOperator.Settings settings = operator.settings();
        if (settings.isClosed()) {
            throw new PoolClosedException(name);
        }
        PoolConfig config = settings.config().withName(nameOf(key));
        KeyEntry<K, T> fresh = new KeyEntry<>(this, key, hash, config, steps, shared);
        KeyEntry<K, T> added = null;
        try {
            operator.bringTo(settings, fresh.engine); // before anybody can find it
            added = table.add(key, fresh);
        } finally {
            if (added != fresh) { // somebody was faster; or the key threw
                fresh.engine.discard();
            }
        }
        if (added == fresh) {
            fresh.engine.start();
            operator.added(settings, fresh);
        }
        return added;
    }

    String nameOf(K key) {
        return name + "[" + UserText.ofKey(key) + "]";
    }

    /** An engine was forgotten: its key is not known any more. Does no harm twice. */
    void forgotten(KeyEntry<K, T> entry) {
        table.remove(entry, new Fold<>(reader, entry.engine));
    }

    // Classes, here and below: a lambda that a want of memory keeps from being linked is broken for good.

    private record Fold<K, T>(KeyedReader<K, T> reader, KeyEngine<T> engine) implements Runnable {
        @Override
        public void run() {
            reader.fold(engine);
        }
    }

    // ---- places

    /** Idle objects give way, while somebody needs that and there are any. Not under a lock. */
    void makeRoom() {
        while (budget.isShort()) {
            KeyEngine<T> engine = leastRecent.get();
            if (engine == null) {
                return;
            }
            if (!engine.giveWay()) {
                leastRecent.pass(engine);
                if (engine.hasIdle()) {
                    return; // it looks once more itself when those of its own have been served
                }
            }
        }
    }

    /** Tells those that have been handed a place; if it cannot be said, the next sweep does. Not under a lock. */
    void tell() {
        for (Object owner = budget.nextToTell(); owner != null; owner = budget.nextToTell()) {
            KeyEngine<?> engine = (KeyEngine<?>) owner;
            try {
                engine.handedOver();
            } catch (Throwable noStack) {
                engine.tellAgain();
                throw noStack;
            }
        }
    }

    // ---- acquire

    @Override
    public Lease<T> acquire(K key) throws InterruptedException {
        while (true) {
            KeyEntry<K, T> entry = entryOf(key);
            try {
                return entry.engine.acquire();
            } catch (KeyEngine.Forgotten again) {
                forgotten(entry);
            }
        }
    }

    @Override
    public Lease<T> acquire(K key, Duration timeout) throws InterruptedException {
        while (true) {
            KeyEntry<K, T> entry = entryOf(key);
            try {
                return entry.engine.acquire(timeout);
            } catch (KeyEngine.Forgotten again) {
                forgotten(entry);
            }
        }
    }

    @Override
    @Nullable
    public Lease<T> tryAcquire(K key) {
        while (true) {
            KeyEntry<K, T> entry = entryOf(key);
            try {
                Lease<T> lease = entry.engine.tryAcquire();
                if (lease == null) {
                    entry.engine.makeWay(leastRecent);
                }
                return lease;
            } catch (KeyEngine.Forgotten again) {
                forgotten(entry);
            }
        }
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync(K key) {
        return acquireAsync(key, new Way<>(false, Duration.ZERO));
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync(K key, Duration timeout) {
        return acquireAsync(key, new Way<>(true, timeout));
    }

    /** How a future is asked for. */
    private record Way<T>(boolean isTimed, Duration timeout) {
        CompletableFuture<Lease<T>> of(Pool<T> engine) {
            return isTimed ? engine.acquireAsync(timeout) : engine.acquireAsync();
        }
    }

    private record Acquiring<K, T>(KeyedEngine<K, T> pool, K key, Way<T> way)
            implements Supplier<CompletableFuture<Lease<T>>> {
        @Override
        public CompletableFuture<Lease<T>> get() {
            return pool.acquireAsync(key, way);
        }
    }

    private CompletableFuture<Lease<T>> acquireAsync(K key, Way<T> way) {
        try {
            while (true) {
                KeyEntry<K, T> entry = entryOf(key);
                CompletableFuture<Lease<T>> future = way.of(entry.engine);
                if (!KeyEngine.isForgotten(future)) {
                    return future;
                }
                forgotten(entry);
            }
        } catch (Throwable failure) { // closed, or of the key
            return CompletableFuture.failedFuture(failure);
        }
    }

    // ---- use and run

    @Override
    public <R, X extends Exception> R use(K key, Work<? super T, R, X> work) throws X, InterruptedException {
        while (true) {
            KeyEntry<K, T> entry = entryOf(key);
            try {
                return entry.engine.use(work);
            } catch (KeyEngine.Forgotten again) {
                forgotten(entry);
            }
        }
    }

    @Override
    public <R, X extends Exception> R use(K key, Duration timeout, Work<? super T, R, X> work)
            throws X, InterruptedException {
        while (true) {
            KeyEntry<K, T> entry = entryOf(key);
            try {
                return entry.engine.use(timeout, work);
            } catch (KeyEngine.Forgotten again) {
                forgotten(entry);
            }
        }
    }

    @Override
    public <X extends Exception> void run(K key, Action<? super T, X> action) throws X, InterruptedException {
        while (true) {
            KeyEntry<K, T> entry = entryOf(key);
            try {
                entry.engine.run(action);
                return;
            } catch (KeyEngine.Forgotten again) {
                forgotten(entry);
            }
        }
    }

    @Override
    public <X extends Exception> void run(K key, Duration timeout, Action<? super T, X> action)
            throws X, InterruptedException {
        while (true) {
            KeyEntry<K, T> entry = entryOf(key);
            try {
                entry.engine.run(timeout, action);
                return;
            } catch (KeyEngine.Forgotten again) {
                forgotten(entry);
            }
        }
    }

    @Override
    public <R> CompletableFuture<R> useAsync(K key, Function<? super T, ? extends CompletionStage<R>> work) {
        return KeyEngine.useAsync(work, new Acquiring<>(this, key, new Way<>(false, Duration.ZERO)), shared);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(
            K key, Duration timeout, Function<? super T, ? extends CompletionStage<R>> work) {
        return KeyEngine.useAsync(work, new Acquiring<>(this, key, new Way<>(true, timeout)), shared);
    }

    // ---- the rest

    @Override
    public Pool<T> pool(K key) {
        return new KeyView<>(this, Objects.requireNonNull(key, "key"));
    }

    @Override
    public PoolStats stats() {
        return reader.stats();
    }

    @Override
    public PoolStats stats(K key) {
        KeyEntry<K, T> entry = known(key);
        return entry == null ? reader.nothing(nameOf(key), config().maxSize()) : entry.engine.stats();
    }

    @Override
    public Set<K> keys() {
        return reader.keys();
    }

    @Override
    public PoolHealth health() {
        return reader.health(operator.settings());
    }

    /** The health of a key that is not known. */
    PoolHealth healthOfNone(K key) {
        return reader.healthOfNone(operator.settings(), stats(key));
    }

    @Override
    public KeyedPoolControl<K> control() {
        return operator;
    }

    @Override
    public PoolConfig config() {
        return operator.settings().config();
    }

    @Override
    public void close() {
        operator.close();
    }

    @Override
    public String toString() {
        return "KeyedPool \"" + name + "\"";
    }
}
