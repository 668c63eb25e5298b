package dev.rockpool.internal.engine;

import dev.rockpool.internal.supply.Reports;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one pool, and the only class that takes it. Everything that happens under it is a section: a piece of code
 * that is passed here, that calls no user code and waits for nothing. What has to happen outside is put off with
 * {@link #later} or {@link #laterCallback}, and runs when the lock has been given up, on the same thread and in order:
 * first what is ours (unparks, attempts, destroys), then completions of futures, as who is called may take his time.
 *
 * <p>The lock is given up and what was put off runs also when the section throws; each of the things put off runs
 * whatever the others throw. A section never begins inside another one on the same thread.
 */
final class EngineLock {

    private final ReentrantLock lock = new ReentrantLock();
    private final Deferred actions = new Deferred(); // under the lock
    private final Deferred completions = new Deferred(); // under the lock
    private final Runnable settling;
    private final Consumer<Runnable> completing;
    private final Supplier<Reports> reports;

    /**
     * A lock that nobody has.
     *
     * @param settling what {@link #settle} does at the end of its section
     * @param completing runs a task that completes several futures
     * @param reports where failures of what was put off are told
     */
    EngineLock(Runnable settling, Consumer<Runnable> completing, Supplier<Reports> reports) {
        this.settling = settling;
        this.completing = completing;
        this.reports = reports;
    }

    /** Runs a section. */
    void run(Runnable section) {
        enter();
        try {
            section.run();
        } finally {
            exit();
        }
    }

    /** Runs a section that has a result. */
    <R extends @Nullable Object> R get(Supplier<R> section) {
        enter();
        try {
            return section.get();
        } finally {
            exit();
        }
    }

    /** Runs a section, then serves whoever can be served now. */
    void settle(Runnable section) {
        enter();
        try {
            section.run();
            settling.run();
        } finally {
            exit();
        }
    }

    /** Runs a section that has a result, then serves whoever can be served now. */
    <R extends @Nullable Object> R settleAfter(Supplier<R> section) {
        enter();
        try {
            R result = section.get();
            settling.run();
            return result;
        } finally {
            exit();
        }
    }

    /** Puts something off until the lock is given up. In a section. */
    void later(Runnable action) {
        actions.add(action);
    }

    /** Puts the completion of a future off, until all else that was put off is done. In a section. */
    void laterCallback(Runnable completion) {
        completions.add(completion);
    }

    private void enter() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a section inside a section");
        }
        lock.lock();
    }

    private void exit() {
        Deferred.Action ours = actions.takeAll();
        Deferred.Action others = completions.takeAll();
        lock.unlock();
        runAll(ours);
        if (others != null && others.next() != null) {
            completing.accept(() -> runAll(others));
        } else {
            runAll(others);
        }
    }

    private void runAll(Deferred.@Nullable Action first) {
        for (Deferred.Action action = first; action != null; action = action.next()) {
            run(action);
        }
    }

    /** What fails here (no memory, no thread to be had) must not keep the next one from being done. */
    private void run(Deferred.Action action) {
        try {
            action.task().run();
        } catch (Throwable failure) {
            reports.get().failed("an internal step failed", failure);
        }
    }
}
