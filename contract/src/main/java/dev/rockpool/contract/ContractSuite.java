package dev.rockpool.contract;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.RecordingListener;
import dev.rockpool.testkit.Threads;
import java.util.function.UnaryOperator;

/** What a suite of contract tests must know about the pool under test. */
public abstract class ContractSuite {

    private ManualTicker ticker = new ManualTicker();
    private RecordingListener listener = new RecordingListener();

    /** For subclasses. */
    protected ContractSuite() {}

    /**
     * Opens a pool. The settings that the subclass wants to run all tests with (such as those of a {@link Variant}) come
     * first, then those of the test.
     *
     * @param lifecycle the test's lifecycle
     * @param settings the test's settings, ticker and listener included
     * @param <T> the pooled objects' type
     * @return a new, open pool
     */
    protected abstract <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings);

    /**
     * What kind of threads use the pool.
     *
     * @return platform threads, unless a subclass says otherwise
     */
    protected Threads threads() {
        return Threads.PLATFORM;
    }

    /**
     * The name that the threads of a pool bear.
     *
     * @param pool the pool
     * @return its own, unless a subclass says otherwise
     */
    protected String nameInThreads(Pool<?> pool) {
        return pool.config().name();
    }

    /**
     * The time of the test that opens a pool. It is in the settings already; this is for pools that no builder makes.
     *
     * @return the ticker
     */
    protected final ManualTicker ticker() {
        return ticker;
    }

    /**
     * The listener of the test that opens a pool. It is in the settings already; this is for pools that no builder makes.
     *
     * @return the listener
     */
    protected final RecordingListener listener() {
        return listener;
    }

    final <T> Pool<T> open(ContractBase test, Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
        ticker = test.ticker;
        listener = test.listener;
        return open(lifecycle, builder -> settings.apply(builder.ticker(ticker).listener(listener)));
    }
}
