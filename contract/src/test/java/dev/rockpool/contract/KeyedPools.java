package dev.rockpool.contract;

import dev.rockpool.Action;
import dev.rockpool.KeyedLifecycle;
import dev.rockpool.KeyedPool;
import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolControl;
import dev.rockpool.Work;
import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Opens keyed pools for contract tests: one of their keys, which is closed with all of them. */
final class KeyedPools {

    private static final String KEY = "key";

    private KeyedPools() {}

    /** With so many places on top of what a key may use; none for a {@code maxTotal} that is the bound of the key. */
    static <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings, int loose) {
        int maxSize = settings.apply(Pool.builder(lifecycle)).config().maxSize();
        int maxTotal = (int) Math.min(Integer.MAX_VALUE, maxSize + (long) loose);
        KeyedPool<String, T> keyed = KeyedPool.builder(ofOneKey(lifecycle))
                .perKey(settings)
                .maxTotal(maxTotal)
                .build();
        keyed.pool(KEY).control().minIdle(keyed.config().minIdle()); // it is known from now on, as a pool is
        return new OfOneKey<>(keyed, new Control<>(keyed, keyed.pool(KEY).control(), loose));
    }

    /** The name of the keyed pool that one of {@link #open} is a key of: its threads bear that. */
    static String nameOfAll(Pool<?> pool) {
        String name = pool.config().name();
        return name.substring(0, name.length() - "[".length() - KEY.length() - "]".length());
    }

    /** Calls a lifecycle that knows no keys; overrides the activation only if that one does, as each pool of it would activate. */
    private static <T> KeyedLifecycle<String, T> ofOneKey(Lifecycle<T> lifecycle) {
        try {
            Class<?> declares =
                    lifecycle.getClass().getMethod("activate", Object.class).getDeclaringClass();
            return declares == Lifecycle.class ? new OneLifecycle<>(lifecycle) : new ActiveLifecycle<>(lifecycle);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class ActiveLifecycle<T> extends OneLifecycle<T> {
        ActiveLifecycle(Lifecycle<T> lifecycle) {
            super(lifecycle);
        }

        @Override
        public void activate(String key, T object) throws Exception {
            lifecycle.activate(object);
        }
    }

    private static class OneLifecycle<T> implements KeyedLifecycle<String, T> {

        final Lifecycle<T> lifecycle;

        OneLifecycle(Lifecycle<T> lifecycle) {
            this.lifecycle = lifecycle;
        }

        @Override
        public T create(String key) throws Exception {
            return lifecycle.create();
        }

        @Override
        public void reset(String key, T object) throws Exception {
            lifecycle.reset(object);
        }

        @Override
        public boolean validate(String key, T object) throws Exception {
            return lifecycle.validate(object);
        }

        @Override
        public boolean isHealthy(String key, T object) throws Exception {
            return lifecycle.isHealthy(object);
        }

        @Override
        public void destroy(String key, T object) throws Exception {
            lifecycle.destroy(object);
        }
    }

    private record OfOneKey<T>(KeyedPool<String, T> keyed, PoolControl control) implements Pool<T> {

        private Pool<T> one() {
            return keyed.pool(KEY);
        }

        @Override
        public Lease<T> acquire() throws InterruptedException {
            return one().acquire();
        }

        @Override
        public Lease<T> acquire(Duration timeout) throws InterruptedException {
            return one().acquire(timeout);
        }

        @Override
        public @Nullable Lease<T> tryAcquire() {
            return one().tryAcquire();
        }

        @Override
        public int invalidateIdle(Predicate<? super T> isToGo) {
            return one().invalidateIdle(isToGo);
        }

        @Override
        public CompletableFuture<Lease<T>> acquireAsync() {
            return one().acquireAsync();
        }

        @Override
        public CompletableFuture<Lease<T>> acquireAsync(Duration timeout) {
            return one().acquireAsync(timeout);
        }

        @Override
        public <R> CompletableFuture<R> useAsync(Function<? super T, ? extends CompletionStage<R>> work) {
            return one().useAsync(work);
        }

        @Override
        public <R> CompletableFuture<R> useAsync(
                Duration timeout, Function<? super T, ? extends CompletionStage<R>> work) {
            return one().useAsync(timeout, work);
        }

        @Override
        public <R, X extends Exception> R use(Work<? super T, R, X> work) throws X, InterruptedException {
            return one().use(work);
        }

        @Override
        public <R, X extends Exception> R use(Duration timeout, Work<? super T, R, X> work)
                throws X, InterruptedException {
            return one().use(timeout, work);
        }

        @Override
        public <X extends Exception> void run(Action<? super T, X> action) throws X, InterruptedException {
            one().run(action);
        }

        @Override
        public <X extends Exception> void run(Duration timeout, Action<? super T, X> action)
                throws X, InterruptedException {
            one().run(timeout, action);
        }

        @Override
        public PoolStats stats() {
            return one().stats();
        }

        @Override
        public PoolHealth health() {
            return one().health();
        }

        @Override
        public PoolConfig config() {
            return one().config();
        }

        @Override
        public void close() {
            keyed.close();
        }
    }

    private record Control<T>(KeyedPool<String, T> keyed, PoolControl one, int loose) implements PoolControl {

        private void fit() {
            int maxSize = keyed.pool(KEY).config().maxSize();
            keyed.control().resize((int) Math.min(Integer.MAX_VALUE, maxSize + (long) loose));
        }

        @Override
        public CompletableFuture<Integer> warmUp(int count) {
            return one.warmUp(count);
        }

        @Override
        public void resize(int maxSize) {
            one.resize(maxSize);
            fit();
        }

        @Override
        public void minIdle(int minIdle) {
            one.minIdle(minIdle);
        }

        @Override
        public void clear() {
            one.clear();
        }

        @Override
        public int clearIdle() {
            return one.clearIdle();
        }

        @Override
        public void renew() {
            one.renew();
        }

        @Override
        public void revalidate() {
            one.revalidate();
        }

        @Override
        public void suspend() {
            one.suspend();
        }

        @Override
        public void resume() {
            one.resume();
        }

        @Override
        public void resetStats() {
            one.resetStats();
        }

        @Override
        public CompletableFuture<ShutdownReport> shutdown(Duration deadline) {
            return keyed.control().shutdown(deadline);
        }

        @Override
        public Explanation explain() {
            return one.explain();
        }

        @Override
        public String describe() {
            return one.describe();
        }

        @Override
        public ConfigChange apply(PoolConfig config) {
            ConfigChange change = one.apply(config);
            fit();
            return change;
        }
    }
}
