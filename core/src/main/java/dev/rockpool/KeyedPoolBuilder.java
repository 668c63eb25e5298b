package dev.rockpool;

import dev.rockpool.internal.keyed.KeyedEngine;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Builds a {@link KeyedPool}. Not safe for use by several threads.
 *
 * <p>What {@link PoolBuilder} sets for a pool, {@link #perKey} sets for each key: {@code perKey(each ->
 * each.acquireTimeout(…).validateWith(…))}. The ticker, the listener and the callback executor are set there, too, and are those
 * of the whole. The listener gets names such as {@code db[db-7]}.
 *
 * @param <K> the keys' type
 * @param <T> the pooled objects' type
 */
public final class KeyedPoolBuilder<K, T> {

    private final KeyedLifecycle<K, T> lifecycle;
    private PoolBuilder<T> each;
    private int maxTotal = Integer.MAX_VALUE;

    KeyedPoolBuilder(KeyedLifecycle<K, T> lifecycle) {
        this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
        this.each = Pool.builder(() -> {
            throw new IllegalStateException("a keyed pool creates with a key");
        });
    }

    /**
     * The name, in messages, statistics and names of threads. Default {@code pool-N}.
     *
     * @param name the name
     * @return this builder
     */
    public KeyedPoolBuilder<K, T> name(String name) {
        each.name(name);
        return this;
    }

    /**
     * How many objects there may be of one key: {@code maxSize} of each. Default 10.
     *
     * @param maxPerKey at least 1
     * @return this builder
     * @throws IllegalArgumentException if less
     */
    public KeyedPoolBuilder<K, T> maxPerKey(int maxPerKey) {
        each.maxSize(maxPerKey);
        return this;
    }

    /**
     * How many objects there may be of all keys together, attempts to create and objects that are being destroyed included.
     * Default unbounded.
     *
     * @param maxTotal at least 1
     * @return this builder
     * @throws IllegalArgumentException if less
     */
    public KeyedPoolBuilder<K, T> maxTotal(int maxTotal) {
        if (maxTotal < 1) {
            throw new IllegalArgumentException("maxTotal must be at least 1, was " + maxTotal);
        }
        this.maxTotal = maxTotal;
        return this;
    }

    /**
     * Sets anything else for each key. {@code parallelCreations} bounds each key; all keys together have 64 threads more than
     * that to create. Steps that are set there, such as {@code onReset}, replace those of the {@link KeyedLifecycle}.
     *
     * @param settings gets a builder, sets what it wants to, and returns it
     * @return this builder
     */
    public KeyedPoolBuilder<K, T> perKey(UnaryOperator<PoolBuilder<T>> settings) {
        each = Objects.requireNonNull(settings.apply(each), "the result of perKey");
        return this;
    }

    /**
     * Makes the keyed pool. Does not block; the pool's threads get the context class loader of this thread.
     *
     * @return a new, open pool, without keys
     * @throws IllegalArgumentException if settings contradict each other or one would have no effect; names all of them,
     *     a line each
     */
    public KeyedPool<K, T> build() {
        return KeyedEngine.open(lifecycle, each.plan(lifecycle, maxTotal));
    }
}
