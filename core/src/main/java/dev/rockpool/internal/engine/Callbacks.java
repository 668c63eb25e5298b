package dev.rockpool.internal.engine;

import dev.rockpool.internal.time.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Where futures are completed: on the executor for callbacks, else on the present thread or on a thread of the pool. None
 * is lost: what an executor refuses is done here, and what no thread can be had for is done here or, on the scheduler's
 * thread, where no user code may run, a little later. Called without the lock.
 */
final class Callbacks<T> {

    private static final long RETRY_NANOS = 100_000_000L;

    private final Core<T> core;
    private final Queue<Runnable> postponed = new ConcurrentLinkedQueue<>(); // there was no thread for these

    Callbacks(Core<T> core) {
        this.core = core;
    }

    /**
     * Completes a future, never inside another completion on this thread.
     *
     * @param isOverdue whether the executor has had its chance
     */
    void run(Runnable completion, boolean isOverdue) {
        Executor executor = core.callbackExecutor;
        if (executor == null || isOverdue) {
            core.trampoline.run(completion);
            return;
        }
        try {
            executor.execute(() -> runHere(completion));
        } catch (Throwable refused) { // whatever it throws; the future must be completed, which does no harm twice
            core.trampoline.run(completion);
            core.calls.reports().callbackRefused(refused);
        }
    }

    private void runHere(Runnable completion) {
        try {
            core.trampoline.run(completion);
        } catch (Throwable noMemory) { // the next sweep looks after it
            core.isOwed = true;
            throw noMemory;
        }
    }

    /** Runs something that completes futures on a thread of the pool. */
    void elsewhere(Runnable task) {
        try {
            core.calls.callBack(task);
        } catch (Throwable noThread) {
            if (Scheduler.isOnItsThread()) {
                postponed.add(task);
                retrySoon();
            } else {
                core.trampoline.run(task);
            }
        }
    }

    private void retrySoon() {
        core.scheduler.at(core.ticker.nanoTime() + RETRY_NANOS, this::retry);
    }

    /** Tries again what there was no thread for. On the scheduler's thread. */
    void retry() {
        for (Runnable task = postponed.peek(); task != null; task = postponed.peek()) {
            try {
                core.calls.callBack(task);
            } catch (Throwable noThread) {
                retrySoon();
                return;
            }
            postponed.poll();
        }
    }
}
