package dev.rockpool.contract;

import dev.rockpool.Action;
import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolControl;
import dev.rockpool.PoolException;
import dev.rockpool.Ticker;
import dev.rockpool.Work;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.contract.LockedParts.Attempt;
import dev.rockpool.contract.LockedParts.Entry;
import dev.rockpool.contract.LockedParts.Kind;
import dev.rockpool.contract.LockedParts.Waiter;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The plain pool: one lock, one queue, a thread for every call of user code that must not hold anybody up. It keeps the
 * contract in the most obvious way and does not care for speed, so that what it does may be taken for right: an oracle
 * for the fast engine, and the proof that the contract can be kept.
 *
 * <p>It leaves out: leaks (a lost lease stays out), thread affinity (AFFINE is LIFO), barging (BOUNDED is STRICT),
 * hold-time samples (it takes every hold), leases that are out for too long, what is done before a lease, the steps that a {@link dev.rockpool.PoolBuilder} sets instead of those of the
 * lifecycle, what work that throws says about its object, a callback executor, and letting go of a pool that nobody closes.
 *
 * @param <T> the pooled objects' type
 */
public final class LockedPool<T> implements Pool<T> {

    private final LockedState<T> state;
    private final LockedEngine<T> engine;

    /**
     * Opens a pool.
     *
     * @param config the settings
     * @param lifecycle how to make, clean, check and destroy an object
     * @param ticker the time
     * @param listener who hears what happens; null for nobody
     */
    public LockedPool(PoolConfig config, Lifecycle<T> lifecycle, Ticker ticker, @Nullable PoolListener listener) {
        state = new LockedState<>(config, lifecycle, ticker, listener);
        engine = new LockedEngine<>(state);
        state.section(engine::dispatch); // minIdle
    }

    @Override
    public Lease<T> acquire() throws InterruptedException {
        return acquire(state.config.acquireTimeout());
    }

    @Override
    public Lease<T> acquire(Duration timeout) throws InterruptedException {
        checkTimeout(timeout);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter<T> waiter = engine.waiter(Kind.THREAD, timeout);
        state.section(() -> engine.join(waiter));
        boolean interrupted = false;
        while (!waiter.outcome.isDone()) {
            Attempt<T> own = state.section(() -> takeOwn(waiter));
            if (own != null) {
                engine.supply.run(own);
                continue;
            }
            if (Thread.interrupted()) {
                if (state.section(() -> engine.leave(waiter))) {
                    throw new InterruptedException();
                }
                interrupted = true; // it is served or refused by now; that wins, and the flag stays
                continue;
            }
            long until = state.section(() -> parksUntil(waiter));
            if (!waiter.outcome.isDone() && waiter.own == null) { // waiting for the lock may have eaten the permit
                state.ticker.parkUntil(this, until);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return Objects.requireNonNull(outcome(waiter));
    }

    private long parksUntil(Waiter<T> waiter) {
        engine.expire(waiter);
        boolean takesItsTime = waiter.hasNoTime() && waiter.checking != null;
        return takesItsTime ? state.in(Duration.ofDays(1)) : waiter.until;
    }

    private @Nullable Attempt<T> takeOwn(Waiter<T> waiter) {
        Attempt<T> own = waiter.own;
        waiter.own = null;
        return own;
    }

    private @Nullable Lease<T> outcome(Waiter<T> waiter) {
        try {
            return waiter.outcome.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PoolException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static void checkTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, was " + timeout);
        }
    }

    @Override
    public @Nullable Lease<T> tryAcquire() {
        Waiter<T> waiter = engine.waiter(Kind.TRY, Duration.ZERO);
        state.section(() -> {
            if (state.closed) {
                throw new PoolClosedException(state.name);
            }
            boolean contested = state.queue.stream().anyMatch(other -> other.checking == null);
            Entry<T> entry = state.suspended || contested ? null : engine.takeIdle();
            if (entry != null) {
                engine.offer(entry, waiter);
                engine.dispatch(); // minIdle
                return;
            }
            if (!state.suspended) {
                engine.startForLater();
            }
            waiter.outcome.complete(null);
        });
        return outcome(waiter);
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync() {
        return acquireAsync(state.config.acquireTimeout());
    }

    @Override
    public CompletableFuture<Lease<T>> acquireAsync(Duration timeout) {
        try {
            checkTimeout(timeout);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        Waiter<T> waiter = engine.waiter(Kind.FUTURE, timeout);
        state.section(() -> engine.join(waiter));
        var unused = waiter.outcome.whenComplete((lease, failure) -> state.section(() -> engine.leave(waiter)));
        return unnull(waiter.outcome);
    }

    @SuppressWarnings("NullAway") // only tryAcquire completes with null, and that future is not seen
    private static <L> CompletableFuture<L> unnull(CompletableFuture<@Nullable L> future) {
        return future;
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Function<? super T, ? extends CompletionStage<R>> work) {
        return LockedUse.begin(acquireAsync(), work);
    }

    @Override
    public <R> CompletableFuture<R> useAsync(Duration timeout, Function<? super T, ? extends CompletionStage<R>> work) {
        return LockedUse.begin(acquireAsync(timeout), work);
    }

    @Override
    public <R, X extends Exception> R use(Work<? super T, R, X> work) throws X, InterruptedException {
        return use(state.config.acquireTimeout(), work);
    }

    @Override
    public <R, X extends Exception> R use(Duration timeout, Work<? super T, R, X> work) throws X, InterruptedException {
        Objects.requireNonNull(work, "work");
        try (Lease<T> lease = acquire(timeout)) {
            return work.with(lease.get());
        }
    }

    @Override
    public <X extends Exception> void run(Action<? super T, X> action) throws X, InterruptedException {
        run(state.config.acquireTimeout(), action);
    }

    @Override
    public <X extends Exception> void run(Duration timeout, Action<? super T, X> action)
            throws X, InterruptedException {
        Objects.requireNonNull(action, "action");
        try (Lease<T> lease = acquire(timeout)) {
            action.with(lease.get());
        }
    }

    @Override
    public int invalidateIdle(Predicate<? super T> isToGo) {
        int gone = 0;
        for (Entry<T> entry : state.section(() -> List.copyOf(state.idle))) {
            boolean isTaken = state.section(() -> engine.takeForQuestion(entry));
            if (isTaken) {
                boolean[] isMatch = {false};
                Throwable failure = state.failureOf(() -> isMatch[0] = isToGo.test(entry.object));
                boolean goes = isMatch[0] || failure != null;
                state.section(() -> engine.answered(entry, goes));
                gone += goes ? 1 : 0;
            }
        }
        return gone;
    }

    @Override
    public PoolStats stats() {
        return state.section(state::stats);
    }

    @Override
    public PoolHealth health() {
        return state.section(state::health);
    }

    @Override
    public PoolControl control() {
        return engine.control;
    }

    @Override
    public PoolConfig config() {
        return state.section(() -> state.config);
    }

    @Override
    public void close() {
        Thread me = Thread.currentThread();
        CompletableFuture<?> ended = engine.control.shutdown(state.config.closeTimeout());
        if (state.isInside(me)) {
            return;
        }
        state.closers.add(me);
        var unused = ended.whenComplete((report, failure) -> LockSupport.unpark(me));
        // The section first: to wait for its lock may use up an unpark, so what is not under it is looked at after it.
        while (!state.section(() -> state.hasAllElseEnded(me)) && !ended.isDone() && !me.isInterrupted()) {
            state.ticker.parkUntil(this, state.in(Duration.ofDays(1)));
        }
        state.closers.remove(me);
    }
}
