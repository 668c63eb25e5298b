package dev.rockpool.internal.engine;

import dev.rockpool.Action;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolControl;
import dev.rockpool.Work;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Hints;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pool that applications have: acquires and releases by the {@link FastPath}, and hands all else on to the part that does it.
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
public class PoolEngine<T> extends FastPath<T> implements Pool<T> {

    /** The timeout of acquires that name none: what is configured when they have to wait. */
    private static final long CONFIGURED = -1;

    PoolEngine(PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared, Hints<T> hints) {
        super(config, steps, shared, hints);
    }

    /** Makes a pool and sets it to work. */
    public static <T> PoolEngine<T> open(PoolConfig config, LifecycleSteps<T> steps, Shared<T> shared) {
        Hints<T> hints = Hints.of(Runtime.getRuntime().availableProcessors());
        PoolEngine<T> engine = config.order() == Order.PER_THREAD
                ? new PerThreadEngine<>(config, steps, shared, hints)
                : new PoolEngine<>(config, steps, shared, hints);
        engine.core.start();
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
        stopIfInterrupted();
        long threadId = UserText.currentThreadId();
        Slot<T> slot = hinted(threadId);
        long lease = slot == null ? 0 : slot.tryLease();
        if (slot == null || lease == 0 || isWatched()) { // asked once more, after the CAS
            slot = acquireSlot(lease == 0 ? null : slot, timeoutNanos, threadId);
            lease = slot.lease();
        }
        try {
            return new SlotLease<>(this, slot, lease, began(slot, lease, threadId));
        } catch (Throwable cutShort) { // no memory or stack for the lease: the next sweep gives the slot back
            slot.orphan = lease;
            owed.isOwed = true;
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
            if (slot == null) {
                return null;
            }
            adopted(slot, threadId);
        }
        long word = slot.look();
        try {
            return watchedLeaseOf(slot, threadId);
        } catch (Throwable cutShort) {
            slot.orphan = word;
            owed.isOwed = true;
            throw cutShort;
        }
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync() {
        return core.futures.acquire(Nanos.of(facts.config.acquireTimeout()));
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
        return AsyncUse.of(work, new Acquiring<>(this, false, Duration.ZERO), core.futures);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Duration timeout, Function<? super T, ? extends CompletionStage<R>> work) {
        return AsyncUse.of(work, new Acquiring<>(this, true, timeout), core.futures);
    }

    /** For work with an object. A class, as what links a lambda may be the end of memory, and then it stays broken. */
    private record Acquiring<T>(PoolEngine<T> pool, boolean isTimed, Duration timeout)
            implements Supplier<CompletableFuture<Lease<T>>> {
        @Override
        public CompletableFuture<Lease<T>> get() {
            return isTimed ? pool.acquireAsync(timeout) : pool.acquireAsync();
        }
    }

    private static long nanosOf(Duration timeout) {
        if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, was " + timeout);
        }
        return Nanos.of(timeout);
    }

    /**
     * Leases an object, which the caller has to begin: where the slot that this thread used last was not to be had, or each
     * acquire is looked at.
     *
     * @param taken that slot, if it was leased
     */
    Slot<T> acquireSlot(@Nullable Slot<T> taken, long timeoutNanos, long threadId) throws InterruptedException {
        Slot<T> slot = taken != null ? taken : takePlainly(threadId);
        if (isWatched()) {
            return acquireWatched(slot, timeoutNanos, threadId);
        }
        return slot != null ? slot : acquireSlowly(timeoutNanos, threadId);
    }

    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** With what was taken a moment before acquires were looked at, if anything. */
    final Slot<T> acquireWatched(@Nullable Slot<T> taken, long timeoutNanos, long threadId)
            throws InterruptedException {
        Slot<T> mine = taken != null && facts.activates ? putBack(taken) : taken;
        acquireWatch.before();
        Slot<T> idle = mine != null ? mine : takeIdle(threadId);
        Slot<T> slot = idle != null ? idle : acquireSlowly(timeoutNanos, threadId);
        long word = slot.look();
        try {
            acquireWatch.began(slot);
        } catch (Throwable cutShort) {
            slot.orphan = word;
            owed.isOwed = true;
            throw cutShort;
        }
        return slot;
    }

    private Slot<T> acquireSlowly(long timeoutNanos, long threadId) throws InterruptedException {
        long most = timeoutNanos == CONFIGURED ? Nanos.of(facts.config.acquireTimeout()) : timeoutNanos;
        return adopted(core.threads.acquire(most), threadId);
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
        stopIfInterrupted();
        long threadId = UserText.currentThreadId();
        Slot<T> slot = hinted(threadId);
        long lease = slot == null ? 0 : slot.tryLease();
        if (slot == null || lease == 0 || isWatched()) {
            slot = acquireSlot(lease == 0 ? null : slot, timeoutNanos, threadId);
            lease = slot.lease();
        }
        Object token = null; // this frame holds it, until the lease has ended
        try {
            T object = slot.object(); // before the lease can be reclaimed
            token = began(slot, lease, threadId);
            return work.with(object);
        } catch (Throwable failure) {
            endAfter(failure, slot, lease);
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
        stopIfInterrupted();
        long threadId = UserText.currentThreadId();
        Slot<T> slot = hinted(threadId);
        long lease = slot == null ? 0 : slot.tryLease();
        if (slot == null || lease == 0 || isWatched()) {
            slot = acquireSlot(lease == 0 ? null : slot, timeoutNanos, threadId);
            lease = slot.lease();
        }
        Object token = null; // this frame holds it, until the lease has ended
        try {
            T object = slot.object(); // before the lease can be reclaimed
            token = began(slot, lease, threadId);
            action.with(object);
        } catch (Throwable failure) {
            endAfter(failure, slot, lease);
            throw failure;
        } finally {
            giveBack(slot, lease);
            Reference.reachabilityFence(token);
        }
    }

    // ---- the rest

    @Override
    public int invalidateIdle(Predicate<? super T> isToGo) {
        return core.idleObjects.invalidate(Objects.requireNonNull(isToGo, "isToGo"));
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
        return core.control;
    }

    @Override
    public PoolConfig config() {
        return facts.config;
    }

    @Override
    public void close() {
        core.shutdown.close();
    }

    @Override
    public String toString() {
        return "Pool \"" + facts.name() + "\"";
    }
}
