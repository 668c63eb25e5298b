package dev.rockpool.internal.keyed;

import dev.rockpool.Action;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolControl;
import dev.rockpool.Work;
import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.engine.KeyEngine;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The pool of one key, as a view: it asks for the key's engine each time. Safe for any thread. */
final class KeyView<K, T> implements Pool<T> {

    private final KeyedEngine<K, T> pool;
    private final K key;
    private final PoolControl control = new Control();

    KeyView(KeyedEngine<K, T> pool, K key) {
        this.pool = pool;
        this.key = key;
    }

    @Override
    public Lease<T> acquire() throws InterruptedException {
        return pool.acquire(key);
    }

    @Override
    public Lease<T> acquire(Duration timeout) throws InterruptedException {
        return pool.acquire(key, timeout);
    }

    @Override
    @Nullable
    public Lease<T> tryAcquire() {
        return pool.tryAcquire(key);
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync() {
        return pool.acquireAsync(key);
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync(Duration timeout) {
        return pool.acquireAsync(key, timeout);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Function<? super T, ? extends CompletionStage<R>> work) {
        return pool.useAsync(key, work);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Duration timeout, Function<? super T, ? extends CompletionStage<R>> work) {
        return pool.useAsync(key, timeout, work);
    }

    @Override
    public <R, X extends Exception> R use(Work<? super T, R, X> work) throws X, InterruptedException {
        return pool.use(key, work);
    }

    @Override
    public <R, X extends Exception> R use(Duration timeout, Work<? super T, R, X> work) throws X, InterruptedException {
        return pool.use(key, timeout, work);
    }

    @Override
    public <X extends Exception> void run(Action<? super T, X> action) throws X, InterruptedException {
        pool.run(key, action);
    }

    @Override
    public <X extends Exception> void run(Duration timeout, Action<? super T, X> action)
            throws X, InterruptedException {
        pool.run(key, timeout, action);
    }

    @Override
    public PoolStats stats() {
        return pool.stats(key);
    }

    @Override
    public int invalidateIdle(Predicate<? super T> isToGo) {
        KeyEntry<K, T> entry = pool.known(key);
        return entry == null ? 0 : entry.engine.invalidateIdle(isToGo);
    }

    @Override
    public PoolHealth health() {
        KeyEntry<K, T> entry = pool.known(key);
        return entry == null ? pool.healthOfNone(key) : entry.engine.health();
    }

    @Override
    public PoolControl control() {
        return control;
    }

    @Override
    public PoolConfig config() {
        KeyEntry<K, T> entry = pool.known(key);
        return entry == null ? pool.config().withName(pool.nameOf(key)) : entry.engine.config();
    }

    @Override
    public void close() {
        throw notByOne();
    }

    private static UnsupportedOperationException notByOne() {
        return new UnsupportedOperationException(
                "the pool of one key is closed with the keyed pool; to destroy its objects, call control().clear()");
    }

    @Override
    public String toString() {
        return "Pool \"" + pool.nameOf(key) + "\"";
    }

    /** Changes one key, which is known from then on, or what is known of it. */
    private final class Control implements PoolControl {

        /** Changes the settings of the key, which then are its own. */
        private <R> R own(Function<PoolControl, R> change) {
            while (true) {
                KeyEntry<K, T> entry = pool.entryOf(key);
                if (entry.engine.keep()) {
                    return change.apply(entry.engine.control());
                }
                pool.forgotten(entry);
            }
        }

        private void ifKnown(Consumer<PoolControl> change) {
            KeyEntry<K, T> entry = pool.known(key);
            if (entry != null) {
                change.accept(entry.engine.control());
            }
        }

        @Override
        public CompletableFuture<Integer> warmUp(int count) {
            return pool.control().warmUp(key, count);
        }

        @Override
        public void resize(int maxSize) {
            own(control -> {
                control.resize(maxSize);
                return true;
            });
        }

        @Override
        public void minIdle(int minIdle) {
            own(control -> {
                control.minIdle(minIdle);
                return true;
            });
        }

        @Override
        public ConfigChange apply(PoolConfig config) {
            return own(control -> control.apply(config));
        }

        @Override
        public void clear() {
            pool.control().clear(key);
        }

        @Override
        public int clearIdle() {
            KeyEntry<K, T> entry = pool.known(key);
            return entry == null ? 0 : entry.engine.control().clearIdle();
        }

        @Override
        public void renew() {
            ifKnown(PoolControl::renew);
        }

        @Override
        public void revalidate() {
            ifKnown(PoolControl::revalidate);
        }

        @Override
        public void suspend() {
            KeyEngine<T> engine;
            do {
                KeyEntry<K, T> entry = pool.entryOf(key);
                engine = entry.engine;
                engine.control().suspend();
                if (engine.isForgotten()) {
                    pool.forgotten(entry);
                }
            } while (engine.isForgotten());
        }

        @Override
        public void resume() {
            ifKnown(PoolControl::resume);
        }

        @Override
        public void resetStats() {
            ifKnown(PoolControl::resetStats);
        }

        @Override
        public CompletableFuture<ShutdownReport> shutdown(Duration deadline) {
            throw notByOne();
        }

        @Override
        public Explanation explain() {
            return pool.control().explain(key);
        }

        @Override
        public String describe() {
            return config().describe();
        }
    }
}
