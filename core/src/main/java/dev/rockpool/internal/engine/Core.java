package dev.rockpool.internal.engine;

import dev.rockpool.PoolControl;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.internal.waiting.Callbacks;
import dev.rockpool.internal.waiting.Trampoline;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes the parts of one pool and puts them together, from those that know nothing of others up. A part is given those that it
 * uses; where two need each other, the lower one is given a small interface that is made here.
 *
 * <p><b>The lock rule.</b> {@link #lock} guards {@link #monitor} with all that it decides about, and is taken on slow paths
 * only. While it is held no user code runs, nothing waits, and no future is completed: see {@link EngineLock}.
 */
final class Core<T> {

    private final @Nullable KeyEngine<T> keyed; // the engine, if it is that of a key

    // What it is about and what it runs on.
    final PoolState<T> state;
    final Platform<T> platform;

    private final FastPath<T> engine;

    // What decides, and how it is asked.
    final Owed owed = new Owed(this::judge, this::wakeUpkeep);
    final Monitor<T> monitor;
    final EngineLock<T> lock;
    private final Audit<T> audit;

    // How the pool is seen.
    final StatsReader<T> statsReader;
    final HealthWatch<T> healthWatch;
    final HoldWatch<T> holdWatch;
    final LeakWatch<T> leakWatch;
    final Explainer<T> explainer;
    final AcquireErrors<T> errors;
    final AcquireWatch<T> acquireWatch;

    // What comes back, who waits, what is created.
    final Trampoline trampoline;
    final Callbacks callbacks;
    final Dispatcher<T> dispatcher;
    final Returns<T> returns;
    final Activation<T> activation;
    final Creators<T> creators;
    final DueAcquirer<T> due;
    final ThreadAcquirer<T> threads;
    final FutureExits<T> exits;
    final FutureAcquirer<T> futures;
    final Performance<T> performance;

    // What runs in the background, and what an operator does.
    final Repair<T> repair;
    final Upkeep<T> upkeep;
    final Shutdown<T> shutdown;
    final PoolControl control;
    final IdleObjects<T> idleObjects;

    Core(FastPath<T> engine, PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared) {
        this.keyed = engine.keyed();
        Rehearsal.of(engine);
        this.engine = engine;
        platform = new Platform<>(config, steps, shared, this::settle);
        state = new PoolState<>(
                config,
                platform.meters(),
                (from, to) -> ThreadLocalRandom.current().nextLong(from, to + 1),
                shared.budget == null ? null : shared.budget.share(engine));

        monitor = new Monitor<>(state, new MonitorPort(), owed);
        lock = keyed == null
                ? new EngineLock<>(monitor, state.effects, owed, platform.ticker, new LockHost())
                : new KeyedLock<>(monitor, state.effects, owed, platform.ticker, new LockHost(), keyed);
        audit = new Audit<>(state, monitor.demand(), owed, this::end);

        trampoline = new Trampoline(platform.threads::callBack, this::callbackFailed);
        callbacks = callbacks();
        dispatcher = new Dispatcher<>(lock, state.queue.turn(), state.index);
        returns = new Returns<>(state, platform, dispatcher, owed);

        statsReader = new StatsReader<>(state, platform, lock);
        healthWatch = new HealthWatch<>(state, platform, lock, statsReader, audit);
        holdWatch = new HoldWatch<>(platform);
        leakWatch = new LeakWatch<>(config.leaks(), platform, owed, returns, dispatcher, holdWatch);
        explainer = new Explainer<>(
                state, platform, statsReader, leakWatch, new EvidenceSource<>(state, platform, lock, healthWatch));
        errors = new AcquireErrors<>(state, platform, statsReader, explainer, audit);
        acquireWatch = new AcquireWatch<>(state, platform, leakWatch);

        activation = new Activation<>(platform, lock, state.futile, errors, dispatcher);
        creators = new Creators<>(platform, lock, errors, activation);
        due = new DueAcquirer<>(state, platform, lock, engine, errors, activation);
        threads = new ThreadAcquirer<>(state, platform, lock, errors, creators, due);
        exits = new FutureExits<>(state, platform, lock, errors, callbacks);
        futures = new FutureAcquirer<>(engine, platform, lock, errors, callbacks, exits);
        performance = new Performance<>(platform, lock, creators, returns, futures, errors);

        Sweep<T> sweep = new Sweep<>(state, lock, holdWatch, leakWatch, statsReader, errors);
        repair = new Repair<>(state, lock, returns, dispatcher, creators, exits);
        upkeep = new Upkeep<>(state, platform, lock, sweep, exits, repair);
        shutdown = new Shutdown<>(state, platform, lock, statsReader, trampoline, new ShutdownOthers());
        idleObjects = new IdleObjects<>(state, lock, dispatcher);
        Reconfiguration<T> reconfiguration = new Reconfiguration<>(state, platform, lock, sweep, engine);
        control = new EngineControl<>(lock, reconfiguration, statsReader, explainer, shutdown, idleObjects);
    }

    private Callbacks callbacks() {
        return new Callbacks(
                platform.callbackExecutor,
                trampoline,
                platform.threads::callBack,
                platform.threads.scheduler(),
                platform.ticker,
                refusal -> platform.events.happened(PoolEvent.Note.callbackRefused(refusal)));
    }

    /** Sets the pool to work. */
    void start() {
        if (platform.steps.alwaysActivates()) {
            lock.run(new BeginActivating());
        }
        upkeep.start();
        if (state.facts.config.minIdle() > 0) {
            settle();
        }
    }

    private final class BeginActivating implements Runnable {
        @Override
        public void run() {
            engine.beginActivating();
        }
    }

    private void settle() {
        lock.settle();
    }

    // ---- where parts need each other

    /** What the monitor asks the other parts. */
    private final class MonitorPort implements Monitor.Port<T> {
        @Override
        public boolean isPlain(T object) {
            return returns.isPlain(object);
        }

        @Override
        public void activates() {
            engine.beginActivating();
        }

        @Override
        public boolean destroys(T object) {
            return platform.steps.destroys(object);
        }

        @Override
        public void forget(T object) {
            platform.direct.forget(object);
        }

        @Override
        public int abandonedCreations() {
            return platform.lifecycle.abandonedCreations();
        }

        @Override
        public void healthMayHaveChanged() {
            healthWatch.update();
        }

        @Override
        public void foundNothingIdle() {
            statsReader.observeExhaustion();
        }

        @Override
        public void withdraw(Slot<T> slot) {
            exits.withdraw(slot);
        }
    }

    /** What the lock asks the other parts. */
    private final class LockHost implements EngineLock.Host<T> {
        @Override
        public void served() {
            shutdown.checkUnderLock();
            if (keyed != null) {
                keyed.served();
            }
        }

        @Override
        public Effect.Performer<T> performer() {
            return performance;
        }

        @Override
        public void completeAll(Runnable completions) {
            if (platform.callbackExecutor == null && !trampoline.isRunning()) {
                trampoline.run(completions);
            } else {
                completions.run();
            }
        }

        @Override
        public void stepFailed(Throwable failure) {
            platform.events.happened(PoolEvent.Note.internalFailure("an internal step failed", failure));
        }
    }

    /** What a shutdown ends. */
    private final class ShutdownOthers implements Shutdown.Others {
        @Override
        public void closed() {
            due.closed();
        }

        @Override
        public void finished() {
            upkeep.stopUnlessOwed();
        }
    }

    // ---- when something is cut short

    private void judge(Throwable cause) {
        audit.judge(cause);
    }

    private void end() {
        shutdown.beginUnderLock();
    }

    private void wakeUpkeep() {
        if (state.facts.isFinished) {
            upkeep.wake();
        }
    }

    /** A future could not be completed; for want of memory or stack, the next sweep looks after it. */
    private void callbackFailed(Throwable failure) {
        if (failure instanceof VirtualMachineError || failure instanceof LinkageError) {
            owed.owe();
        }
        try {
            platform.events.happened(PoolEvent.Note.internalFailure("a future could not be completed", failure));
        } catch (Throwable noMemory) {
            owed.owe(); // and it cannot be told
        }
    }
}
