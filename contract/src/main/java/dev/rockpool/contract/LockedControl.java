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

    private final LockedBooks<T> books;
    private final LockedEngine<T> engine;
    private int slowStart = Integer.MAX_VALUE; // refills at once, under the lock
    private final List<WarmUp> warmUps = new ArrayList<>();
    private final CompletableFuture<ShutdownReport> ended = new CompletableFuture<>();
    private final Sizing built;
    private boolean reported;
    private long shutdownBegan;
    private LockedTimer.@Nullable Timed shutdownDeadline;

    LockedControl(LockedBooks<T> books, LockedEngine<T> engine) {
        this.books = books;
        this.built = books.config.sizing();
        this.engine = engine;
    }

    // --- Refilling
    // ----------------------------------------------------------------------------------------------------

    /** Starts what minIdle and warm-ups need; part of {@link LockedEngine#dispatch}. */
    void refill() {
        for (WarmUp warmUp : List.copyOf(warmUps)) {
            int alive = books.entries.size();
            if (alive >= Math.min(warmUp.target, books.config.maxSize())) {
                finish(warmUp, () -> warmUp.future.complete(alive));
            }
        }
        for (WarmUp warmUp : warmUps) {
            while (books.entries.size() + books.attempts.size() < warmUp.target
                    && books.hasRoom()
                    && engine.supply.hasCreator()
                    && (!warmUp.hasTried || (books.attempts.size() < slowStart && engine.supply.mayAttempt(true)))) {
                warmUp.hasTried = true; // always tries
                engine.supply.start(null, false);
            }
        }
        while (books.idle.size() + spareAttempts() < books.config.minIdle() && mayStock()) {
            engine.supply.start(null, false);
        }
    }

    /** Where callers create, the last object is left to them. */
    private boolean mayStock() {
        int room = books.config.maxSize() - books.entries.size() - books.attempts.size();
        boolean isLeft = books.config.creation() != Creation.CALLER
                || room > 1
                || books.config.minIdle() >= books.config.maxSize();
        return room > 0 && isLeft && books.attempts.size() < slowStart && engine.supply.mayAttempt(false);
    }

    private int spareAttempts() {
        int spare = 0;
        for (Attempt<T> attempt : books.attempts) {
            spare += attempt.waiter == null ? 1 : 0;
        }
        return spare;
    }

    /** After an outage one object at a time, then two, then four. */
    void creationSucceeded() {
        slowStart = slowStart < books.config.parallelCreations()
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
        books.start("callback", completion);
    }

    // --- The control
    // --------------------------------------------------------------------------------------------------

    @Override
    public CompletableFuture<Integer> warmUp(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative, was " + count);
        }
        WarmUp warmUp = new WarmUp(count);
        books.section(() -> {
            warmUps.add(warmUp);
            if (books.closed) {
                finish(warmUp, () -> warmUp.future.completeExceptionally(new PoolClosedException(books.name)));
            } else {
                engine.dispatch();
            }
        });
        var unused = warmUp.future.whenComplete((size, failure) -> books.section(() -> warmUps.remove(warmUp)));
        return warmUp.future;
    }

    @Override
    public void resize(int maxSize) {
        books.section(() -> {
            int before = books.config.maxSize();
            books.config = books.config.withSizing(resized(maxSize));
            if (before != maxSize) {
                books.tell(to -> to.resized(books.name, before, maxSize));
            }
            while (books.alive() > maxSize && !books.idle.isEmpty()) {
                engine.supply.destroy(books.idle.removeFirst(), DestroyCause.SURPLUS);
            }
            engine.dispatch();
        });
    }

    /** A maxIdle that was built as large as the bound follows it; another stays, as far as it fits. */
    private Sizing resized(int maxSize) {
        boolean follows = built.maxIdle() == built.maxSize();
        return new Sizing(maxSize, books.config.minIdle(), follows ? maxSize : Math.min(built.maxIdle(), maxSize));
    }

    @Override
    public void minIdle(int minIdle) {
        books.section(() -> {
            books.config = books.config.withSizing(books.config.sizing().withMinIdle(minIdle));
            engine.dispatch();
        });
    }

    @Override
    public void clear() {
        books.section(() -> {
            books.epoch++;
            destroyIdle(DestroyCause.CLEARED);
            engine.dispatch();
        });
    }

    @Override
    public int clearIdle() {
        return books.section(() -> {
            int cleared = books.idle.size();
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
        for (Entry<T> entry = books.idle.poll(); entry != null; entry = books.idle.poll()) {
            engine.supply.destroy(entry, cause);
        }
    }

    @Override
    public void suspend() {
        books.section(() -> {
            books.suspended = true;
        });
    }

    @Override
    public void resume() {
        books.section(() -> {
            books.suspended = false;
            engine.dispatch();
        });
    }

    @Override
    public void resetStats() {
        books.section(books::resetStats);
    }

    // --- The settings
    // ------------------------------------------------------------------------------------------------------

    @Override
    public Explanation explain() {
        Explanation[] explanation = new Explanation[1];
        books.section(() -> explanation[0] = books.explain());
        return explanation[0];
    }

    @Override
    public String describe() {
        return books.config.describe();
    }

    /** Changes the bound and nothing else: an oracle for the engine, not for its operator. */
    @Override
    public ConfigChange apply(PoolConfig config) {
        int before = books.config.maxSize();
        resize(config.maxSize());
        PoolConfig rest = config.withSizing(books.config.sizing());
        return new ConfigChange(
                before == config.maxSize() ? List.of() : List.of("maxSize: " + before + " -> " + config.maxSize()),
                rest.equals(books.config) ? List.of() : List.of("everything but maxSize"));
    }

    // --- The end
    // ------------------------------------------------------------------------------------------------------

    @Override
    public CompletableFuture<ShutdownReport> shutdown(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must not be negative, was " + deadline);
        }
        books.section(() -> {
            if (!books.closed) {
                shutBegin();
            }
            if (!reported) {
                long until = books.in(deadline);
                if (shutdownDeadline == null || until - shutdownDeadline.deadline < 0) {
                    books.timer.cancel(shutdownDeadline);
                    shutdownDeadline = books.timer.at(until, this::report);
                }
            }
        });
        return ended.copy();
    }

    private void shutBegin() {
        books.closed = true;
        shutdownBegan = books.ticker.nanoTime();
        engine.supply.noProbe();
        for (Waiter<T> waiter : List.copyOf(books.queue)) {
            engine.refuse(waiter, new PoolClosedException(books.name));
        }
        for (WarmUp warmUp : List.copyOf(warmUps)) {
            finish(warmUp, () -> warmUp.future.completeExceptionally(new PoolClosedException(books.name)));
        }
        destroyIdle(DestroyCause.CLOSED);
        noteEnd();
    }

    /** Part of {@link LockedEngine#dispatch} once the pool is closed. */
    void noteEnd() {
        if (!reported && books.entries.isEmpty() && books.attempts.isEmpty() && books.hanging == 0) {
            report();
        }
    }

    private void report() {
        reported = true;
        books.timer.cancel(shutdownDeadline);
        int cleaning = books.count(RETURNING) + books.count(CHECKING) + books.count(DESTROYING);
        ShutdownReport report = new ShutdownReport(
                books.count(LEASED),
                Math.toIntExact(books.counts.destroyed.getOrDefault(DestroyCause.CLOSED, 0L)),
                books.attempts.size() + books.hangingCreations,
                cleaning + books.hanging - books.hangingCreations,
                Duration.ofNanos(books.ticker.nanoTime() - shutdownBegan));
        books.interruptAll();
        books.start("callback", () -> ended.complete(report));
    }
}
