package dev.rockpool.internal.engine;

import dev.rockpool.Creation;
import dev.rockpool.Fairness;
import dev.rockpool.Order;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolConfig;
import dev.rockpool.PoolListener;
import dev.rockpool.Sizing;
import dev.rockpool.Ticker;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.stats.Meters;
import dev.rockpool.internal.stats.Tally;
import dev.rockpool.internal.supply.LifecycleSteps;
import dev.rockpool.internal.supply.Outage;
import dev.rockpool.internal.supply.UserCalls;
import dev.rockpool.internal.time.Scheduler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one pool share: its lock, what that guards, and the parts themselves.
 *
 * <p><b>The lock rule.</b> {@link #lock} guards the queue of waiters, the books, the outage, the free slots and the flags
 * below, and is taken on slow paths only. While it is held no user code runs, nothing waits, and no future is
 * completed: what has to happen outside is put off with {@link #later}. See {@link EngineLock}.
 */
final class Core<T> {

    final PoolEngine<T> engine;
    final Ticker ticker;
    final Scheduler scheduler;
    final @Nullable Executor callbackExecutor;
    final Tally tally = new Tally();
    final LatencyRecorder latencies;
    final UserCalls<T> calls;

    final boolean isStrict;
    final boolean callersCreate;
    final boolean validatesOnAcquire;
    final boolean validatesAlways; // each idle object is marked as due

    final SlotTable<T> table;
    final IdleIndex<T> index;
    final WaitQueue<T> queue;
    final Books books;
    final AtomicInteger countedIdle = new AtomicInteger(); // slots that are counted as idle: see Slot.countIdle
    final Outage outage;

    /** Threads that wait for a validation outside the queue, so that a close can wake them. */
    final Set<CheckWait> checkWaits = ConcurrentHashMap.newKeySet();

    final Callbacks callbacks;
    final Trampoline trampoline;
    final Dispatcher<T> dispatcher;
    final Creations<T> creations;
    final Retirement<T> retirement;
    final Returns<T> returns;
    final LeakWatch<T> leakWatch;
    final ThreadAcquirer<T> threads;
    final FutureAcquirer<T> futures;
    final HealthWatch<T> healthWatch;
    final StatsReader<T> statsReader;
    final Door<T> door;
    final Shutdown<T> shutdown;
    final AcquireWatch<T> acquireWatch;
    final Explainer<T> explainer;
    final Reconfiguration<T> reconfiguration;
    private final Audit<T> audit;

    final EngineLock lock;
    private long numbers; // under lock; numbers waiters and attempts in the order in which they come

    volatile PoolConfig config; // replaced under lock
    volatile boolean trimsIdle; // maxIdle is lower than maxSize: each return is counted under the lock; under lock
    Sizing setSizing; // as the pool was built, or configured since, whatever resize() has changed; under lock
    volatile boolean isClosed; // set once, under lock
    private volatile @Nullable Throwable ruin; // set once, under lock
    volatile boolean isOwed; // something was cut short, and the next sweep is to look after it; by any thread
    volatile boolean isSuspended; // under lock

    /** Whether idle objects may be due for validation: set when the first one is, and kept; written by any thread. */
    volatile boolean seeksDue;

    long epoch; // under lock

    Core(
            PoolEngine<T> engine,
            PoolConfig config,
            LifecycleSteps<T> steps,
            Ticker ticker,
            @Nullable PoolListener listener,
            @Nullable Executor callbackExecutor) {
        Rehearsal.of(engine);
        this.engine = engine;
        this.config = config;
        this.ticker = ticker;
        this.scheduler = Scheduler.of(ticker);
        this.callbackExecutor = callbackExecutor;
        this.lock = new EngineLock(this);
        this.latencies = new LatencyRecorder(config.histograms());
        this.calls = new UserCalls<>(
                config, steps, ticker, listener, new Meters(tally, latencies), this::abandonedCallEnded);
        this.trampoline = new Trampoline(calls::callBack, this::callbackFailed);
        this.callbacks = new Callbacks(
                callbackExecutor,
                trampoline,
                calls::callBack,
                scheduler,
                ticker,
                refusal -> calls.reports().callbackRefused(refusal));
        this.isStrict = config.fairness() == Fairness.STRICT;
        this.callersCreate = config.creation() == Creation.CALLER;
        this.validatesOnAcquire = config.validateOnAcquire().enabled();
        this.validatesAlways =
                validatesOnAcquire && config.validateOnAcquire().idleFor().isZero();
        this.seeksDue = validatesOnAcquire;
        this.setSizing = config.sizing();
        this.trimsIdle = setSizing.maxIdle() < setSizing.maxSize();
        this.table = new SlotTable<>(engine);
        this.index = config.order() == Order.AFFINE
                ? new AffineIndex<>(table)
                : new QueueIndex<>(config.order() == Order.LIFO);
        this.queue = new WaitQueue<>(isStrict);
        this.books = new Books(config.maxSize());
        this.outage = new Outage(
                config.supply(), (from, to) -> ThreadLocalRandom.current().nextLong(from, to + 1));
        this.leakWatch = new LeakWatch<>(this);
        this.dispatcher = new Dispatcher<>(this);
        this.creations = new Creations<>(this);
        this.retirement = new Retirement<>(this);
        this.returns = new Returns<>(this);
        this.threads = new ThreadAcquirer<>(this);
        this.futures = new FutureAcquirer<>(this);
        this.healthWatch = new HealthWatch<>(this);
        this.statsReader = new StatsReader<>(this);
        this.door = new Door<>(this);
        this.shutdown = new Shutdown<>(this);
        this.acquireWatch = new AcquireWatch<>(this);
        this.explainer = new Explainer<>(this);
        this.reconfiguration = new Reconfiguration<>(this);
        this.audit = new Audit<>(this);
    }

    String name() {
        return config.name();
    }

    /** Takes other sizes over. Under the lock; objects that are too many by it are not looked for. */
    void setSizing(Sizing sizing) {
        setSizing = sizing;
        trimsIdle = sizing.maxIdle() < sizing.maxSize();
        engine.watchAsNeeded();
        creations.refill().lookAnew();
        changeBound(sizing.maxSize());
    }

    /** Changes the bound, and tells of it. Under the lock. */
    void changeBound(int maxSize) {
        int before = books.maxSize();
        if (before != maxSize) {
            later(() -> calls.reports().resized(before, maxSize));
        }
        books.resize(maxSize);
    }

    PoolClosedException closedException() {
        Throwable cause = ruin;
        return cause == null
                ? new PoolClosedException(name())
                : new PoolClosedException(name(), "ended, as its state was cut short", cause);
    }

    /** A future could not be completed; for want of memory or stack, the next sweep looks after it. */
    private void callbackFailed(Throwable failure) {
        if (failure instanceof VirtualMachineError) {
            owe();
        }
        try {
            calls.reports().failed("a future could not be completed", failure);
        } catch (VirtualMachineError noMemory) {
            owe(); // and it cannot be told
        }
    }

    /** The next sweep is to do something; there is one, also when the pool is closed and done. Where there is stack for it. */
    void owe() {
        isOwed = true;
        if (shutdown.isFinished()) {
            engine.upkeep().wake();
        }
    }

    private void abandonedCallEnded() {
        settle();
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
            dispatcher.serveUnderLock();
            shutdown.checkUnderLock();
        } catch (Throwable cutShort) {
            cutShort(cutShort);
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

    /** A section was cut short: the next sweep looks after it; or the pool ends, if its state cannot be trusted. Under the lock. */
    void cutShort(Throwable cause) {
        isOwed = true;
        if (ruin == null && !audit.isSound()) {
            ruin = cause;
            audit.correct();
            try {
                shutdown.beginUnderLock();
            } catch (Throwable again) { // the rest of it comes with the next section
                isOwed = true;
            }
        }
    }

    /** Why the pool has ended without having been closed, or null. */
    @Nullable
    Throwable ruin() {
        return ruin;
    }

    /** The owner of a slot in hand cannot say what becomes of it: the next sweep does that. */
    void strand(Slot<T> slot, Enum<?> fate) {
        slot.fate = fate;
        isOwed = true;
    }

    /** Does something when the lock is given up. Under the lock. */
    void later(Runnable action) {
        lock.later(action);
    }

    /** Completes a future when the lock is given up and all else is done: who is called may take his time. */
    void laterCallback(Runnable completion) {
        lock.laterCallback(completion);
    }

    /** The next number of the sequence. Under the lock. */
    long nextNumber() {
        return ++numbers;
    }
}
