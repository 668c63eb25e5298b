package dev.rockpool.internal.waiting;

import dev.rockpool.Ticker;
import dev.rockpool.internal.time.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where futures are completed: on the executor for callbacks, else on the present thread or on a thread of the pool. None
 * is lost: what an executor refuses is done here, and what no thread can be had for is done here or, on the scheduler's
 * thread, where no user code may run, a little later. Called without the lock.
 */
public final class Callbacks {

    private static final long RETRY_NANOS = 100_000_000L;

    private final @Nullable Executor executor;
    private final Trampoline trampoline;
    private final Consumer<Runnable> threads;
    private final Scheduler scheduler;
    private final Ticker ticker;
    private final Consumer<Throwable> refused;
    private final Queue<Runnable> postponed = new ConcurrentLinkedQueue<>(); // there was no thread for these
    private Scheduler.@Nullable Timer timer; // for those; by the scheduler's thread only

    /**
     * Of one pool.
     *
     * @param executor the executor for callbacks, or null
     * @param trampoline keeps them one after the other on a thread
     * @param threads runs a task on a thread of the pool, or throws if there is none to be had
     * @param scheduler tries again later, on its thread
     * @param ticker the time for that
     * @param refused hears of what the executor has thrown
     */
    public Callbacks(
            @Nullable Executor executor,
            Trampoline trampoline,
            Consumer<Runnable> threads,
            Scheduler scheduler,
            Ticker ticker,
            Consumer<Throwable> refused) {
        this.executor = executor;
        this.trampoline = trampoline;
        this.threads = threads;
        this.scheduler = scheduler;
        this.ticker = ticker;
        this.refused = refused;
    }

    /**
     * Completes a future, never inside another completion on this thread.
     *
     * @param completion completes it
     * @param isOverdue whether the executor has had its chance
     */
    public void run(Runnable completion, boolean isOverdue) {
        if (executor == null || isOverdue) {
            trampoline.run(completion);
            return;
        }
        try {
            executor.execute(new OnExecutor(trampoline, completion));
        } catch (Throwable refusal) { // whatever it throws; the future must be completed, which does no harm twice
            trampoline.run(completion);
            refused.accept(refusal);
        }
    }

    /** A completion on the executor. A class: a lambda that a want of memory keeps from being linked is broken for good. */
    private record OnExecutor(Trampoline trampoline, Runnable completion) implements Runnable {
        @Override
        public void run() {
            trampoline.run(completion);
        }
    }

    /** Runs something that completes futures on a thread of the pool. */
    public void elsewhere(Runnable task) {
        try {
            threads.accept(task);
        } catch (Throwable noThread) {
            if (Scheduler.isOnItsThread()) {
                postponed.add(task);
                retrySoon();
            } else {
                trampoline.run(task);
            }
        }
    }

    /** On the scheduler's thread. A timer that is there begins anew, which needs no memory. */
    private void retrySoon() {
        long soon = ticker.nanoTime() + RETRY_NANOS;
        if (timer == null) {
            timer = scheduler.at(soon, new Retry());
        } else {
            timer.restart(soon);
        }
    }

    private final class Retry implements Runnable {
        @Override
        public void run() {
            retry();
        }
    }

    /** Tries again what there was no thread for. On the scheduler's thread. */
    public void retry() {
        for (Runnable task = postponed.peek(); task != null; task = postponed.peek()) {
            try {
                threads.accept(task);
            } catch (Throwable noThread) {
                retrySoon();
                return;
            }
            postponed.poll();
        }
    }
}
