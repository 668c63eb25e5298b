package dev.rockpool.contract;

import static dev.rockpool.contract.LockedParts.State.CHECKING;
import static dev.rockpool.contract.LockedParts.State.DESTROYING;
import static dev.rockpool.contract.LockedParts.State.LEASED;
import static dev.rockpool.contract.LockedParts.State.RETURNING;

import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolControl;
import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.Creation;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.contract.LockedParts.Attempt;
import dev.rockpool.contract.LockedParts.Entry;
import dev.rockpool.contract.LockedParts.Waiter;
import dev.rockpool.contract.LockedParts.WarmUp;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The control of a {@link LockedPool}. */
final class LockedControl<T> implements PoolControl {

    private final LockedState<T> state;
    private final LockedEngine<T> engine;
    private int slowStart = Integer.MAX_VALUE; // refills at once, under the lock
    private final List<WarmUp> warmUps = new ArrayList<>();
    private final CompletableFuture<ShutdownReport> ended = new CompletableFuture<>();
    private final Sizing built;
    private boolean reported;
    private long shutdownBegan;
    private LockedTimer.@Nullable Timed shutdownDeadline;

    LockedControl(LockedState<T> state, LockedEngine<T> engine) {
        this.state = state;
        this.built = state.config.sizing();
        this.engine = engine;
    }

    // --- Refilling
    // ----------------------------------------------------------------------------------------------------

    /** Starts what minIdle and warm-ups need; part of {@link LockedEngine#dispatch}. */
    void refill() {
        for (WarmUp warmUp : List.copyOf(warmUps)) {
            int alive = state.entries.size();
            if (alive >= Math.min(warmUp.target, state.config.maxSize())) {
                finish(warmUp, () -> warmUp.future.complete(alive));
            }
        }
        for (WarmUp warmUp : warmUps) {
            while (state.entries.size() + state.attempts.size() < warmUp.target
                    && state.hasRoom()
                    && engine.supply.hasCreator()
                    && (!warmUp.hasTried || (state.attempts.size() < slowStart && engine.supply.mayAttempt(true)))) {
                warmUp.hasTried = true; // always tries
                engine.supply.start(null, false);
            }
        }
        while (state.idle.size() + spareAttempts() < state.config.minIdle() && mayStock()) {
            engine.supply.start(null, false);
        }
    }

    /** Where callers create, the last object is left to them. */
    private boolean mayStock() {
        int room = state.config.maxSize() - state.entries.size() - state.attempts.size();
        boolean isLeft = state.config.creation() != Creation.CALLER
                || room > 1
                || state.config.minIdle() >= state.config.maxSize();
        return room > 0 && isLeft && state.attempts.size() < slowStart && engine.supply.mayAttempt(false);
    }

    private int spareAttempts() {
        int spare = 0;
        for (Attempt<T> attempt : state.attempts) {
            spare += attempt.waiter == null ? 1 : 0;
        }
        return spare;
    }

    /** After an outage one object at a time, then two, then four. */
    void creationSucceeded() {
        slowStart = slowStart < state.config.parallelCreations()
                ? (int) Math.min(2L * slowStart, Integer.MAX_VALUE)
                : Integer.MAX_VALUE;
    }

    void creationFailed() {
        slowStart = 1;
        for (WarmUp warmUp : List.copyOf(warmUps)) {
            if (warmUp.hasTried) {
                var failure = engine.creationFailure();
                finish(warmUp, () -> warmUp.future.completeExceptionally(failure));
            }
        }
    }

    private void finish(WarmUp warmUp, Runnable completion) {
        warmUps.remove(warmUp);
        state.start("callback", completion);
    }

    // --- The control
    // --------------------------------------------------------------------------------------------------

    @Override
    public CompletableFuture<Integer> warmUp(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative, was " + count);
        }
        WarmUp warmUp = new WarmUp(count);
        state.section(() -> {
            warmUps.add(warmUp);
            if (state.closed) {
                finish(warmUp, () -> warmUp.future.completeExceptionally(new PoolClosedException(state.name)));
            } else {
                engine.dispatch();
            }
        });
        var unused = warmUp.future.whenComplete((size, failure) -> state.section(() -> warmUps.remove(warmUp)));
        return warmUp.future;
    }

    @Override
    public void resize(int maxSize) {
        state.section(() -> {
            int before = state.config.maxSize();
            state.config = state.config.withSizing(resized(maxSize));
            if (before != maxSize) {
                state.tell(to -> to.resized(state.name, before, maxSize));
            }
            while (state.alive() > maxSize && !state.idle.isEmpty()) {
                engine.supply.destroy(state.idle.removeFirst(), DestroyCause.SURPLUS);
            }
            engine.dispatch();
        });
    }

    /** A maxIdle that was built as large as the bound follows it; another stays, as far as it fits. */
    private Sizing resized(int maxSize) {
        boolean follows = built.maxIdle() == built.maxSize();
        return new Sizing(maxSize, state.config.minIdle(), follows ? maxSize : Math.min(built.maxIdle(), maxSize));
    }

    @Override
    public void minIdle(int minIdle) {
        state.section(() -> {
            state.config = state.config.withSizing(state.config.sizing().withMinIdle(minIdle));
            engine.dispatch();
        });
    }

    @Override
    public void clear() {
        state.section(() -> {
            state.epoch++;
            destroyIdle(DestroyCause.CLEARED);
            engine.dispatch();
        });
    }

    @Override
    public int clearIdle() {
        return state.section(() -> {
            int cleared = state.idle.size();
            destroyIdle(DestroyCause.CLEARED);
            engine.dispatch();
            return cleared;
        });
    }

    /** All at once: an oracle for who gets an object, not for when one goes. */
    @Override
    public void renew() {
        clear();
    }

    /** It has no notion of objects that are due at another time than they are. */
    @Override
    public void revalidate() {}

    private void destroyIdle(DestroyCause cause) {
        for (Entry<T> entry = state.idle.poll(); entry != null; entry = state.idle.poll()) {
            engine.supply.destroy(entry, cause);
        }
    }

    @Override
    public void suspend() {
        state.section(() -> {
            state.suspended = true;
        });
    }

    @Override
    public void resume() {
        state.section(() -> {
            state.suspended = false;
            engine.dispatch();
        });
    }

    @Override
    public void resetStats() {
        state.section(state::resetStats);
    }

    // --- The settings
    // ------------------------------------------------------------------------------------------------------

    @Override
    public Explanation explain() {
        Explanation[] explanation = new Explanation[1];
        state.section(() -> explanation[0] = state.explain());
        return explanation[0];
    }

    @Override
    public String describe() {
        return state.config.describe();
    }

    /** Changes the bound and nothing else: an oracle for the engine, not for its operator. */
    @Override
    public ConfigChange apply(PoolConfig config) {
        int before = state.config.maxSize();
        resize(config.maxSize());
        PoolConfig rest = config.withSizing(state.config.sizing());
        return new ConfigChange(
                before == config.maxSize() ? List.of() : List.of("maxSize: " + before + " -> " + config.maxSize()),
                rest.equals(state.config) ? List.of() : List.of("everything but maxSize"));
    }

    // --- The end
    // ------------------------------------------------------------------------------------------------------

    @Override
    public CompletableFuture<ShutdownReport> shutdown(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must not be negative, was " + deadline);
        }
        state.section(() -> {
            if (!state.closed) {
                shutBegin();
            }
            if (!reported) {
                long until = state.in(deadline);
                if (shutdownDeadline == null || until - shutdownDeadline.deadline < 0) {
                    state.timer.cancel(shutdownDeadline);
                    shutdownDeadline = state.timer.at(until, this::report);
                }
            }
        });
        return ended.copy();
    }

    private void shutBegin() {
        state.closed = true;
        shutdownBegan = state.ticker.nanoTime();
        engine.supply.noProbe();
        for (Waiter<T> waiter : List.copyOf(state.queue)) {
            engine.refuse(waiter, new PoolClosedException(state.name));
        }
        for (WarmUp warmUp : List.copyOf(warmUps)) {
            finish(warmUp, () -> warmUp.future.completeExceptionally(new PoolClosedException(state.name)));
        }
        destroyIdle(DestroyCause.CLOSED);
        noteEnd();
    }

    /** Part of {@link LockedEngine#dispatch} once the pool is closed. */
    void noteEnd() {
        if (!reported && state.entries.isEmpty() && state.attempts.isEmpty() && state.hanging == 0) {
            report();
        }
    }

    private void report() {
        reported = true;
        state.timer.cancel(shutdownDeadline);
        int cleaning = state.count(RETURNING) + state.count(CHECKING) + state.count(DESTROYING);
        ShutdownReport report = new ShutdownReport(
                state.count(LEASED),
                Math.toIntExact(state.counts.destroyed.getOrDefault(DestroyCause.CLOSED, 0L)),
                state.attempts.size() + state.hangingCreations,
                cleaning + state.hanging - state.hangingCreations,
                Duration.ofNanos(state.ticker.nanoTime() - shutdownBegan));
        state.interruptAll();
        state.start("callback", () -> ended.complete(report));
    }
}
