package dev.rockpool;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Builds a {@link PerThreadPool}. The defaults are those of {@link PoolBuilder}, but that {@code order} is
 * {@link Order#PER_THREAD}, {@code creation} is {@link Creation#CALLER}, and {@code maxSize} is unbounded.
 *
 * <p>Not safe for use by several threads at once. It may be used again: each {@link #build()} makes another pool.
 *
 * @param <T> the pooled objects' type
 */
public final class PerThreadPoolBuilder<T> {

    private PoolBuilder<T> settings;

    PerThreadPoolBuilder(Lifecycle<T> lifecycle) {
        this.settings = Pool.builder(lifecycle).order(Order.PER_THREAD);
    }

    /**
     * The name, in messages, statistics and names of threads. Default {@code pool-N}.
     *
     * @param name not blank, without control characters
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or has control characters
     */
    public PerThreadPoolBuilder<T> name(String name) {
        settings.name(name);
        return this;
    }

    /**
     * How many objects there may be, of all threads together. Default unbounded: each thread that comes gets its own.
     *
     * @param maxSize at least 1
     * @return this builder
     * @throws IllegalArgumentException if less
     */
    public PerThreadPoolBuilder<T> maxSize(int maxSize) {
        settings.maxSize(maxSize);
        return this;
    }

    /**
     * Takes over all settings of a configuration, as {@link PoolBuilder#configure} does, such as those read with
     * {@code strategy=thread_local}. An {@code order} of {@link Order#AFFINE}, the default, becomes {@link Order#PER_THREAD}.
     *
     * @param config the settings
     * @return this builder
     */
    public PerThreadPoolBuilder<T> configure(PoolConfig config) {
        settings.configure(config);
        if (config.order() == Order.AFFINE) {
            settings.order(Order.PER_THREAD);
        }
        return this;
    }

    /**
     * Sets anything else that a {@link PoolBuilder} has: {@code with(pool -> pool.onReset(…).maxIdleTime(…))}.
     *
     * @param more gets a builder, sets what it wants to, and returns it
     * @return this builder
     */
    public PerThreadPoolBuilder<T> with(UnaryOperator<PoolBuilder<T>> more) {
        settings = Objects.requireNonNull(more.apply(settings), "the result of with");
        return this;
    }

    /**
     * Makes the pool. Does not block; the pool's threads get the context class loader of this thread.
     *
     * @return a new, open pool, without objects
     * @throws IllegalArgumentException if settings contradict each other or one would have no effect; names all of them,
     *     a line each
     */
    public PerThreadPool<T> build() {
        Order order = settings.config().order();
        if (order != Order.PER_THREAD) {
            throw new IllegalArgumentException(
                    "order (" + order + ") must be PER_THREAD in a PerThreadPool; leave order out");
        }
        return (PerThreadPool<T>) settings.build();
    }
}
