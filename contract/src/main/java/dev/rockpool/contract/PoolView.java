package dev.rockpool.contract;

import dev.rockpool.Action;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolControl;
import dev.rockpool.Work;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Somebody else's pool that hands everything on to another, as a decorator does. */
record PoolView<T>(Pool<T> pool) implements Pool<T> {

    @Override
    public Lease<T> acquire() throws InterruptedException {
        return pool.acquire();
    }

    @Override
    public Lease<T> acquire(Duration timeout) throws InterruptedException {
        return pool.acquire(timeout);
    }

    @Override
    public @Nullable Lease<T> tryAcquire() {
        return pool.tryAcquire();
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync() {
        return pool.acquireAsync();
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync(Duration timeout) {
        return pool.acquireAsync(timeout);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Function<? super T, ? extends CompletionStage<R>> work) {
        return pool.useAsync(work);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Duration timeout, Function<? super T, ? extends CompletionStage<R>> work) {
        return pool.useAsync(timeout, work);
    }

    @Override
    public <R, X extends Exception> R use(Work<? super T, R, X> work) throws X, InterruptedException {
        return pool.use(work);
    }

    @Override
    public <R, X extends Exception> R use(Duration timeout, Work<? super T, R, X> work) throws X, InterruptedException {
        return pool.use(timeout, work);
    }

    @Override
    public <X extends Exception> void run(Action<? super T, X> action) throws X, InterruptedException {
        pool.run(action);
    }

    @Override
    public <X extends Exception> void run(Duration timeout, Action<? super T, X> action)
            throws X, InterruptedException {
        pool.run(timeout, action);
    }

    @Override
    public int invalidateIdle(Predicate<? super T> isToGo) {
        return pool.invalidateIdle(isToGo);
    }

    @Override
    public PoolStats stats() {
        return pool.stats();
    }

    @Override
    public PoolHealth health() {
        return pool.health();
    }

    @Override
    public PoolControl control() {
        return pool.control();
    }

    @Override
    public PoolConfig config() {
        return pool.config();
    }

    @Override
    public void close() {
        pool.close();
    }
}
