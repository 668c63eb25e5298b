package dev.rockpool.internal.engine;

import dev.rockpool.Action;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolControl;
import dev.rockpool.Ticker;
import dev.rockpool.Work;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.LeaseToken;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.monitor.PoolStats;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine: the fast path of acquire and release, and the door to everything else.
 *
 * <h2>Fast path</h2>
 *
 * An acquire asks {@link Hints} for the slot that this thread used last, and makes one CAS on its word; a release makes
 * one CAS on it, and then reads {@link Turn#signal}. No clock, no lock, no counter that threads share, no
 * allocation but the lease, which the compiler removes where it does not escape. Whatever is out of the ordinary makes
 * one of the two CAS fail (see {@link Slot}), and is dealt with elsewhere:
 *
 * <pre>{@code
 *   acquire ─ hint ─ CAS ──────────────────────────────> lease
 *                     └─ index ─ CAS ──────────────────> lease
 *                                 └─ ThreadAcquirer ┐
 *   acquireAsync ─ the same ───────── FutureAcquirer ┤─ WaitQueue
 *                                                    │      │
 *   release ─ CAS ─ signal? ── Dispatcher <──────────┘      │
 *        └─ Returns: reset, validate ─┘ │ <─────────────────┘
 *                                       ├─ Creations ─ LifecyclePort.create
 *                                       └─ Retirement ─ LifecyclePort.destroy
 * }</pre>
 *
 * <h2>What a pair costs</h2>
 *
 * Two CAS are three quarters of it or more; the holder's stamp, the look at the token of {@link LeakWatch} and some checks are
 * the rest. A write shortly before a CAS is not free, as the CAS waits for it: so nothing is written that
 * need not be. One locked instruction less, as a release by a plain store would be, breaks two promises: of two threads
 * that close one lease the later would free somebody else's object, and a release that cannot be ordered before its look
 * at the signal leaves a waiter asleep. docs/performance.md has the numbers, and what was tried in vain.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>An object is in one slot, and a slot's word says who owns it; only the owner moves it on.
 *   <li>Objects and attempts never exceed the bound ({@link Ledger}).
 *   <li>An idle object and a waiter that could have it do not stay together ({@link Monitor}).
 *   <li>User code runs under no lock, and never on the scheduler's thread ({@link Core}).
 * </ul>
 *
 * @param <T> the pooled objects' type
 */
public final class PoolEngine<T> implements Pool<T> {

    final Core<T> core;
    private final EngineControl<T> control;
    private final Upkeep<T> upkeep;

    // What the fast path needs, as fields of its own; all are set once.
    private final Hints<T> hints;
    private final IdleIndex<T> index;
    private final Turn<T> turn;
    private final LeakWatch<T> leakWatch;
    private final boolean isAffine;
    private final boolean isStrict;

    /** The timeout of acquires that name none: what is configured when they have to wait. */
    private static final long CONFIGURED = -1;

    // Changed while the pool runs, and read plainly: each acquire and release has a CAS, over which no read is moved.
    private boolean isWatched;

    private PoolEngine(
            PoolConfig config,
            LifecycleSteps<T> steps,
            Ticker ticker,
            @Nullable PoolListener listener,
            @Nullable Executor callbackExecutor) {
        this.core = new Core<>(this, config, steps, ticker, listener, callbackExecutor);
        this.control = new EngineControl<>(core);
        this.upkeep = new Upkeep<>(core);
        this.hints = new Hints<>(Runtime.getRuntime().availableProcessors());
        this.index = core.index;
        this.turn = core.turn;
        this.leakWatch = core.leakWatch;
        this.isAffine = config.order() == Order.AFFINE;
        this.isStrict = core.facts.isStrict;
        this.isWatched = core.acquireWatch.isNeeded();
    }

    /** Makes a pool and sets it to work. */
    public static <T> PoolEngine<T> open(
            PoolConfig config,
            LifecycleSteps<T> steps,
            Ticker ticker,
            @Nullable PoolListener listener,
            @Nullable Executor callbackExecutor) {
        PoolEngine<T> engine = new PoolEngine<>(config, steps, ticker, listener, callbackExecutor);
        engine.upkeep.start();
        if (config.minIdle() > 0) {
            engine.core.settle();
        }
        return engine;
    }

    // ---- acquire

    @Override
    public Lease<T> acquire() throws InterruptedException {
        return lease(CONFIGURED);
    }

    @Override
    public Lease<T> acquire(Duration timeout) throws InterruptedException {
        return lease(nanosOf(timeout));
    }

    private Lease<T> lease(long timeoutNanos) throws InterruptedException {
        long threadId = UserText.currentThreadId();
        Slot<T> slot = acquireSlot(timeoutNanos, threadId);
        long word = slot.look();
        try {
            long lease = Snapshot.lease(word);
            return new SlotLease<>(this, slot, lease, began(slot, lease, threadId));
        } catch (Throwable cutShort) { // no memory or stack for the lease: the next sweep gives the slot back
            slot.orphan = word;
            core.owed.isOwed = true;
            throw cutShort;
        }
    }

    @Override
    @Nullable
    public Lease<T> tryAcquire() {
        long threadId = UserText.currentThreadId();
        Slot<T> slot = takeIdle(threadId);
        if (slot == null) {
            slot = core.threads.tryAcquire();
        }
        if (slot == null) {
            return null;
        }
        long word = slot.look();
        try {
            if (isWatched) {
                core.acquireWatch.began(slot);
            }
            return leaseOf(slot, threadId);
        } catch (Throwable cutShort) {
            slot.orphan = word;
            core.owed.isOwed = true;
            throw cutShort;
        }
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync() {
        return core.futures.acquire(Nanos.of(core.facts.config.acquireTimeout()));
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync(Duration timeout) {
        long timeoutNanos;
        try {
            timeoutNanos = nanosOf(timeout);
        } catch (IllegalArgumentException | NullPointerException bad) {
            return CompletableFuture.failedFuture(bad);
        }
        return core.futures.acquire(timeoutNanos);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Function<? super T, ? extends CompletionStage<R>> work) {
        return AsyncUse.of(work, this::acquireAsync);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Duration timeout, Function<? super T, ? extends CompletionStage<R>> work) {
        return AsyncUse.of(work, () -> acquireAsync(timeout));
    }

    private static long nanosOf(Duration timeout) {
        if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, was " + timeout);
        }
        return Nanos.of(timeout);
    }

    private Slot<T> acquireSlot(long timeoutNanos, long threadId) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (isWatched) {
            return acquireWatched(timeoutNanos, threadId);
        }
        Slot<T> slot = takeIdle(threadId);
        return slot != null ? slot : acquireSlowly(timeoutNanos);
    }

    private Slot<T> acquireWatched(long timeoutNanos, long threadId) throws InterruptedException {
        core.acquireWatch.before();
        Slot<T> idle = takeIdle(threadId);
        Slot<T> slot = idle != null ? idle : acquireSlowly(timeoutNanos);
        long word = slot.look();
        try {
            core.acquireWatch.began(slot);
        } catch (Throwable cutShort) {
            slot.orphan = word;
            core.owed.isOwed = true;
            throw cutShort;
        }
        return slot;
    }

    private Slot<T> acquireSlowly(long timeoutNanos) throws InterruptedException {
        return core.threads.acquire(
                timeoutNanos == CONFIGURED ? Nanos.of(core.facts.config.acquireTimeout()) : timeoutNanos);
    }

    /** Whether each acquire is looked at. */
    boolean isWatched() {
        return isWatched;
    }

    /** The settings have changed. */
    void watchAsNeeded() {
        isWatched = core.acquireWatch.isNeeded();
    }

    /**
     * Leases an idle object, if there is one that needs no validation. Who calls then takes its token, and writes its stamp.
     *
     * @param threadId of this thread
     */
    @Nullable
    Slot<T> takeIdle(long threadId) {
        if (isStrict && turn.signal != Turn.NOBODY) {
            return null;
        }
        if (isAffine) {
            Slot<T> hinted = hints.get(threadId);
            if (hinted != null) {
                long lease = hinted.tryLease();
                if (lease != 0) {
                    try {
                        sample(hinted, lease);
                    } catch (Throwable cutShort) { // nothing is called here, as there may be no stack for it
                        hinted.orphan = lease;
                        core.owed.isOwed = true;
                        throw cutShort;
                    }
                    return hinted;
                }
            }
        }
        return searchIdle(threadId);
    }

    @Nullable
    private Slot<T> searchIdle(long threadId) {
        StackProbe.ensureRoom();
        if (isAffine) {
            Slot<T> older = hints.leaseOlder(threadId);
            if (older != null) {
                return sampled(older);
            }
        }
        Slot<T> found = index.find(Take.LEASE, hints.start(threadId));
        if (found != null) {
            if (isAffine) {
                hints.put(threadId, found);
            }
            return sampled(found);
        }
        return null;
    }

    private Slot<T> sampled(Slot<T> slot) {
        sample(slot, slot.lease());
        return slot;
    }

    private void sample(Slot<T> slot, long lease) {
        if (Snapshot.isSampled(lease)) {
            slot.sampledAt(core.ticker.nanoTime());
        }
    }

    /** A slot that was in hand is leased: looks at the clock if that lease is one of the sample. For its holder. */
    void sample(Slot<T> slot) {
        sample(slot, slot.lease());
    }

    /** Takes the token of a lease that has begun, and after it writes who has it. For the holder. */
    @Nullable
    private LeaseToken began(Slot<T> slot, long lease, long holder) {
        LeaseToken token = leakWatch.take(slot);
        try {
            slot.given(lease, holder);
            return token;
        } finally {
            Reference.reachabilityFence(token);
        }
    }

    /** The lease of the slot's present holder, which must not have got it yet. */
    Lease<T> leaseOf(Slot<T> slot, long holder) {
        long lease = slot.lease();
        return new SlotLease<>(this, slot, lease, began(slot, lease, holder));
    }

    // ---- release

    /** Ends a lease, if it has not ended: the fast path, or else the slow one. */
    void giveBack(Slot<T> slot, long lease) {
        if (slot.returnsPlainly() && turn.signal != Turn.HAND_OVER && slot.seemsCurrent(lease)) {
            if (!isAffine) {
                StackProbe.ensureRoom(); // the index has a lock
            }
            long sampledAt = slot.sampledAtNanos();
            boolean hasEnded = false;
            try {
                hasEnded = slot.tryGiveBack(lease);
                if (hasEnded) {
                    gaveBack(slot, lease, sampledAt);
                    return;
                }
            } catch (Throwable cutShort) { // the next sweep ends the lease, publishes and serves
                if (!hasEnded) { // else the next lease may have left a note by now
                    slot.orphan = lease;
                }
                core.owed.isOwed = true;
                throw cutShort;
            }
        }
        core.returns.giveBack(slot, lease);
    }

    /** The slot has become idle. */
    private void gaveBack(Slot<T> slot, long lease, long sampledAt) {
        index.published(slot);
        if (Snapshot.isSampled(lease)) {
            core.returns.recordHold(sampledAt);
        }
        if (turn.signal != Turn.NOBODY) { // read after the CAS: a waiter that came before it is seen
            core.dispatcher.signal();
        }
    }

    /** The slot's lease has been ended by its holder, who takes the object along. */
    T detach(Slot<T> slot) {
        return core.dispatcher.detach(slot);
    }

    /** The slot's lease has been ended by its holder, who found the object broken. */
    void invalidate(Slot<T> slot) {
        core.dispatcher.conclude(slot, DestroyCause.INVALIDATED);
    }

    /** The lease has not ended, and what was done with its object threw. */
    void giveBackAfter(Throwable failure, Slot<T> slot, long lease) {
        core.returns.giveBackAfter(failure, slot, lease);
        giveBack(slot, lease);
    }

    /**
     * Runs what ends a lease and then completes a future: first of all, as what else comes of it waits in the trampoline until
     * that has been done.
     */
    void callBack(Runnable callback) {
        if (core.trampoline.isRunning()) {
            callback.run();
        } else {
            core.trampoline.run(callback);
        }
    }

    // ---- use and run

    @Override
    public <R, X extends Exception> R use(Work<? super T, R, X> work) throws X, InterruptedException {
        return useFor(CONFIGURED, work);
    }

    @Override
    public <R, X extends Exception> R use(Duration timeout, Work<? super T, R, X> work) throws X, InterruptedException {
        return useFor(nanosOf(timeout), work);
    }

    private <R, X extends Exception> R useFor(long timeoutNanos, Work<? super T, R, X> work)
            throws X, InterruptedException {
        Objects.requireNonNull(work, "work");
        long threadId = UserText.currentThreadId();
        Slot<T> slot = acquireSlot(timeoutNanos, threadId);
        long lease = Snapshot.lease(slot.look());
        LeaseToken token = null; // this frame holds it, until the lease has ended
        try {
            token = began(slot, lease, threadId);
            return work.with(slot.object());
        } catch (Throwable failure) {
            core.returns.giveBackAfter(failure, slot, lease);
            throw failure;
        } finally {
            giveBack(slot, lease);
            Reference.reachabilityFence(token);
        }
    }

    @Override
    public <X extends Exception> void run(Action<? super T, X> action) throws X, InterruptedException {
        runFor(CONFIGURED, action);
    }

    @Override
    public <X extends Exception> void run(Duration timeout, Action<? super T, X> action)
            throws X, InterruptedException {
        runFor(nanosOf(timeout), action);
    }

    private <X extends Exception> void runFor(long timeoutNanos, Action<? super T, X> action)
            throws X, InterruptedException {
        Objects.requireNonNull(action, "action");
        long threadId = UserText.currentThreadId();
        Slot<T> slot = acquireSlot(timeoutNanos, threadId);
        long lease = Snapshot.lease(slot.look());
        LeaseToken token = null; // this frame holds it, until the lease has ended
        try {
            token = began(slot, lease, threadId);
            action.with(slot.object());
        } catch (Throwable failure) {
            core.returns.giveBackAfter(failure, slot, lease);
            throw failure;
        } finally {
            giveBack(slot, lease);
            Reference.reachabilityFence(token);
        }
    }

    // ---- the rest

    Upkeep<T> upkeep() {
        return upkeep;
    }

    @Override
    public PoolStats stats() {
        return core.statsReader.snapshot();
    }

    @Override
    public PoolHealth health() {
        return core.healthWatch.health();
    }

    @Override
    public PoolControl control() {
        return control;
    }

    @Override
    public PoolConfig config() {
        return core.facts.config;
    }

    @Override
    public void close() {
        core.shutdown.close();
    }

    @Override
    public String toString() {
        return "Pool \"" + core.facts.name() + "\"";
    }
}
