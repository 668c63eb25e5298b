package dev.rockpool.internal.engine;

import dev.rockpool.PoolClosedException;
import dev.rockpool.Ticker;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.internal.lifecycle.BlockingLifecycle;
import dev.rockpool.internal.lifecycle.DirectCalls;
import dev.rockpool.internal.lifecycle.LifecyclePort;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.lifecycle.Outage;
import dev.rockpool.internal.lifecycle.PoolRuntime;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.stats.Counters;
import dev.rockpool.internal.stats.Events;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.stats.Meters;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.internal.time.Scheduler;
import dev.rockpool.monitor.PoolListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one pool, made and put together.
 *
 * <p><b>The lock rule.</b> {@link #lock} guards {@link #monitor} with all that it decides about, and is taken on slow paths
 * only. While it is held no user code runs, nothing waits, and no future is completed: see {@link EngineLock}.
 */
final class Core<T> {

    final PoolEngine<T> engine;
    final Ticker ticker;
    final Scheduler scheduler;
    final @Nullable Executor callbackExecutor;
    final PoolRuntime runtime;
    final Counters counters = new Counters();
    final LatencyRecorder latencies;
    final Events events;
    final LifecycleSteps<T> steps;
    final DirectCalls<T> direct;
    final LifecyclePort<T> lifecycle;

    final Facts facts;
    final SlotTable<T> table;
    final IdleIndex<T> index;
    final WaitQueue<T> queue;
    final Turn<T> turn;
    final Ledger ledger;
    final Outage outage;
    final Owed owed = new Owed(this::judge, this::wakeUpkeep);
    final Effects<T> effects;
    final Monitor<T> monitor;

    /** Threads that wait for a validation outside the queue, so that a close can wake them. */
    final Set<CheckWait> checkWaits = ConcurrentHashMap.newKeySet();

    final Callbacks callbacks;
    final Trampoline trampoline;
    final Dispatcher<T> dispatcher;
    final Creators<T> creators;
    final Performance<T> performance;
    final Returns<T> returns;
    final LeakWatch<T> leakWatch;
    final ThreadAcquirer<T> threads;
    final FutureAcquirer<T> futures;
    final HealthWatch<T> healthWatch;
    final StatsReader<T> statsReader;
    final AcquireErrors<T> errors;
    final Shutdown<T> shutdown;
    final AcquireWatch<T> acquireWatch;
    final Explainer<T> explainer;
    final Reconfiguration<T> reconfiguration;
    private final Audit<T> audit;

    final EngineLock<T> lock;
    private volatile @Nullable Throwable ruin; // set once, under lock

    Core(
            PoolEngine<T> engine,
            PoolConfig config,
            LifecycleSteps<T> steps,
            Ticker ticker,
            @Nullable PoolListener listener,
            @Nullable Executor callbackExecutor) {
        Rehearsal.of(engine);
        this.engine = engine;
        this.ticker = ticker;
        this.runtime = new PoolRuntime(config.name(), ticker, config.parallelCreations());
        this.scheduler = runtime.scheduler();
        this.callbackExecutor = callbackExecutor;
        this.lock = new EngineLock<>(this);
        this.latencies = new LatencyRecorder(config.histograms());
        Meters meters = new Meters(counters, latencies);
        this.events = new Events(config.name(), ticker, meters, listener, runtime.listeners());
        this.steps = steps;
        this.direct = new DirectCalls<>(steps, ticker, events, latencies);
        this.lifecycle = new BlockingLifecycle<>(config, direct, runtime, this::settle);
        this.trampoline = new Trampoline(runtime::callBack, this::callbackFailed);
        this.callbacks = new Callbacks(
                callbackExecutor,
                trampoline,
                runtime::callBack,
                scheduler,
                ticker,
                refusal -> events.happened(PoolEvent.Note.callbackRefused(refusal)));
        PoolState<T> state = new PoolState<>(
                config, meters, (from, to) -> ThreadLocalRandom.current().nextLong(from, to + 1));
        this.facts = state.facts;
        this.table = state.table;
        this.index = state.index;
        this.queue = state.queue;
        this.turn = queue.turn();
        this.ledger = state.ledger;
        this.outage = state.outage;
        this.effects = state.effects;
        this.monitor = new Monitor<>(state, new EnginePort(), owed);
        this.leakWatch = new LeakWatch<>(this);
        this.dispatcher = new Dispatcher<>(this);
        this.creators = new Creators<>(this);
        this.performance = new Performance<>(this);
        this.returns = new Returns<>(this);
        this.threads = new ThreadAcquirer<>(this);
        this.futures = new FutureAcquirer<>(this);
        this.healthWatch = new HealthWatch<>(this);
        this.statsReader = new StatsReader<>(this);
        this.errors = new AcquireErrors<>(this);
        this.shutdown = new Shutdown<>(this);
        this.acquireWatch = new AcquireWatch<>(this);
        this.explainer = new Explainer<>(this);
        this.reconfiguration = new Reconfiguration<>(this);
        this.audit = new Audit<>(this);
    }

    /** Takes other sizes over. Under the lock; objects that are too many by it are not looked for. */
    void setSizing(Sizing sizing) {
        facts.setSizing = sizing;
        facts.trimsIdle = sizing.maxIdle() < sizing.maxSize();
        engine.watchAsNeeded();
        monitor.demand().stock().lookAnew();
        monitor.changeBound(sizing.maxSize());
    }

    /** What the monitor asks the other parts. */
    private final class EnginePort implements Monitor.Port<T> {
        @Override
        public boolean isPlain(T object) {
            return returns.isPlain(object);
        }

        @Override
        public boolean destroys(T object) {
            return steps.destroys(object);
        }

        @Override
        public void forget(T object) {
            direct.forget(object);
        }

        @Override
        public int abandonedCreations() {
            return lifecycle.abandonedCreations();
        }

        @Override
        public void healthMayHaveChanged() {
            healthWatch.update();
        }

        @Override
        public void foundNothingIdle() {
            statsReader.observeExhaustion();
        }
    }

    PoolClosedException closedException() {
        Throwable cause = ruin;
        return cause == null
                ? new PoolClosedException(facts.name())
                : new PoolClosedException(facts.name(), "ended, as its state was cut short", cause);
    }

    /** A future could not be completed; for want of memory or stack, the next sweep looks after it. */
    private void callbackFailed(Throwable failure) {
        if (failure instanceof VirtualMachineError) {
            owed.owe();
        }
        try {
            events.happened(PoolEvent.Note.internalFailure("a future could not be completed", failure));
        } catch (VirtualMachineError noMemory) {
            owed.owe(); // and it cannot be told
        }
    }

    /** Serves whoever can be served now. Takes the lock. */
    void settle() {
        lock.settle(() -> {});
    }

    /**
     * Serves whoever can be served now, and looks whether a shutdown is complete. Under the lock. Throws nothing: what
     * fails is owed to those who wait, and not to the one whose section this is.
     */
    void serve() {
        try {
            monitor.serve();
            shutdown.checkUnderLock();
        } catch (Throwable cutShort) {
            owed.cutShort(cutShort);
        }
    }

    /** Completes several futures: some on this thread and, if they are many, the rest on one of the pool. Not under the lock. */
    void completeAll(Runnable completions) {
        if (callbackExecutor == null && !trampoline.isRunning()) {
            trampoline.run(completions);
        } else {
            completions.run();
        }
    }

    private void wakeUpkeep() {
        if (shutdown.isFinished()) {
            engine.upkeep().wake();
        }
    }

    /** A section was cut short: the pool ends, if its state cannot be trusted. Under the lock. */
    private void judge(Throwable cause) {
        if (ruin == null && !audit.isSound()) {
            ruin = cause;
            audit.correct();
            try {
                shutdown.beginUnderLock();
            } catch (Throwable again) { // the rest of it comes with the next section
                owed.isOwed = true;
            }
        }
    }

    /** Why the pool has ended without having been closed, or null. */
    @Nullable
    Throwable ruin() {
        return ruin;
    }
}
