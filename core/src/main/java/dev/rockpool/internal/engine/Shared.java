package dev.rockpool.internal.engine;

import dev.rockpool.Ticker;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.capacity.Budget;
import dev.rockpool.internal.lifecycle.KnownObjects;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.lifecycle.PoolRuntime;
import dev.rockpool.internal.stats.Counters;
import dev.rockpool.internal.stats.Hearers;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.time.Scheduler;
import dev.rockpool.monitor.PoolListener;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What engines share: time, threads, who hears of events, how long things take, and which objects there are. A pool's one
 * engine has it for itself, the engines of a keyed pool have one together. Each part is safe for any thread.
 *
 * @param <T> the pooled objects' type
 */
public final class Shared<T> implements Endings {

    final Ticker ticker;
    final PoolRuntime threads;
    final @Nullable Executor callbackExecutor;
    final LatencyRecorder latencies;
    final Hearers hearers;
    final KnownObjects<T> known = new KnownObjects<>();
    final @Nullable Counters totals; // of all engines; null where there is one
    final @Nullable Budget budget; // for all objects; null where there is one engine

    private Shared(
            PoolConfig config,
            int creators,
            Ticker ticker,
            @Nullable PoolListener listener,
            @Nullable Executor callbackExecutor,
            @Nullable Budget budget) {
        this.ticker = ticker;
        this.threads = new PoolRuntime(config.name(), ticker, creators);
        this.callbackExecutor = callbackExecutor;
        this.latencies = new LatencyRecorder(config.histograms());
        this.hearers = new Hearers(ticker, listener, threads.listeners());
        this.totals = budget == null ? null : new Counters();
        this.budget = budget;
    }

    /** For the engine of one pool. */
    public static <T> Shared<T> byOne(
            PoolConfig config,
            LifecycleSteps<T> steps,
            Ticker ticker,
            @Nullable PoolListener listener,
            @Nullable Executor callbackExecutor) {
        int creators = steps.creators(config.parallelCreations());
        return new Shared<>(config, creators, ticker, listener, callbackExecutor, null);
    }

    /**
     * For the engines of a keyed pool, each of which joins and leaves; and for the keyed pool, which leaves last.
     *
     * @param config the settings of each key, with the name of the keyed pool
     * @param budget places for objects of all keys
     */
    public static <T> Shared<T> byMany(
            PoolConfig config,
            Ticker ticker,
            @Nullable PoolListener listener,
            @Nullable Executor callbackExecutor,
            Budget budget) {
        return new Shared<>(config, config.parallelCreations(), ticker, listener, callbackExecutor, budget);
    }

    // ---- for the keyed pool, beside its engines

    /** The time. */
    public long nanoTime() {
        return ticker.nanoTime();
    }

    /** The wall-clock time. */
    public Instant wallTime() {
        return ticker.wallTime();
    }

    /** Runs a short task once, after a time, on the scheduler's thread. */
    public Scheduler.Timer after(long nanos, Runnable task) {
        return threads.scheduler().at(ticker.nanoTime() + nanos, task);
    }

    /** A sweep looks whether a task waits for a thread that nobody will start. */
    public void lookAtThreads() {
        threads.look();
    }

    /** Completes futures, on a thread of its own. */
    public void callBack(Runnable callback) {
        threads.callBackApart(callback);
    }

    // ---- futures that there was no memory to complete

    private final AtomicReference<@Nullable Owed> owed = new AtomicReference<>(); // each points to the one before

    private final class Owed implements Debt, Runnable {
        private final Runnable completion;
        private final AtomicBoolean isNoted = new AtomicBoolean();
        private @Nullable Owed before; // written before it is published

        private Owed(Runnable completion) {
            this.completion = completion;
        }

        @Override
        public void isOwed() {
            if (isNoted.compareAndSet(false, true)) {
                boolean isDone = false;
                while (!isDone) {
                    before = owed.get();
                    isDone = owed.compareAndSet(before, this);
                }
            }
        }

        @Override
        public void run() {
            try {
                completion.run();
            } catch (VirtualMachineError | LinkageError noMemory) {
                isOwed();
            }
        }
    }

    @Override
    public Debt ending(Runnable completion) {
        return new Owed(completion);
    }

    /** Has them completed, on threads of the pool; what there is no memory for is owed as before. */
    public void endOwed() {
        Owed next = owed.getAndSet(null);
        while (next != null) {
            Owed present = next;
            next = present.before;
            present.isNoted.set(false);
            try {
                threads.callBack(present);
            } catch (VirtualMachineError noMemory) {
                present.isOwed();
            }
        }
    }

    /** It does not need the threads any more. */
    public void leave() {
        threads.leave();
    }

    /** What counts for all engines together. */
    public Counters totals() {
        return Objects.requireNonNull(totals, "totals");
    }

    /** How long things take. */
    public LatencyRecorder latencies() {
        return latencies;
    }
}
