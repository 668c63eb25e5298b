package dev.rockpool.internal.supply;

import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call of user code on a worker, with a time limit.
 *
 * <pre>{@code
 *   QUEUED ──> RUNNING ──> ENDED              ended()
 *      │          └──────> OVERRUN            overran(), and endedLate() if it ever comes back
 *      └─────────────────> SKIPPED            overran(); the call is never made, unless it must be
 * }</pre>
 *
 * Exactly one of {@code ended} and {@code overran} is called, and {@code endedLate} at most once, after {@code overran}.
 *
 * @param <R> the call's result
 */
final class TimedCall<R> {

    /** What becomes of a call. The result or the failure is null, not both. */
    interface Outcome<R> {
        /** It ended in time; on the worker. */
        void ended(@Nullable R result, @Nullable Throwable failure);

        /** Its time is up; on the scheduler's thread, so this only hands on. */
        void overran();

        /** It ended after its time; on the worker. */
        default void endedLate(@Nullable R result, @Nullable Throwable failure) {}
    }

    private enum State {
        QUEUED,
        RUNNING,
        ENDED,
        OVERRUN,
        SKIPPED
    }

    private final Callable<? extends R> call;
    private final Outcome<R> outcome;
    private final Workers workers;
    private final AtomicInteger abandoned;
    private final boolean mustRun;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private volatile Scheduler.@Nullable Timer timer; // null when unlimited

    /**
     * Makes the call.
     *
     * @param abandoned counts the calls that have overrun and still run
     * @param mustRun whether the call is made even when its time was up before a thread was free
     */
    TimedCall(
            Workers workers, AtomicInteger abandoned, boolean mustRun, Callable<? extends R> call, Outcome<R> outcome) {
        this.workers = workers;
        this.abandoned = abandoned;
        this.mustRun = mustRun;
        this.call = call;
        this.outcome = outcome;
    }

    /** Starts the call; it has until {@code limitNanos} from now. */
    void start(Scheduler scheduler, long now, long limitNanos) {
        if (limitNanos < Nanos.FOREVER) {
            timer = scheduler.at(now + limitNanos, this::overrun);
        }
        try {
            workers.execute(this::run);
        } catch (Throwable noThread) { // out of memory or of threads
            if (state.compareAndSet(State.QUEUED, State.ENDED)) {
                stopTimer();
                outcome.ended(null, noThread);
            }
        }
    }

    private void stopTimer() {
        Scheduler.Timer limit = timer;
        if (limit != null) {
            limit.cancel();
        }
    }

    private void run() {
        boolean inTime = state.compareAndSet(State.QUEUED, State.RUNNING);
        if (!inTime && !mustRun) {
            return;
        }
        R result = null;
        Throwable failure = null;
        try {
            result = call.call();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (inTime && state.compareAndSet(State.RUNNING, State.ENDED)) {
            stopTimer();
            outcome.ended(result, failure);
        } else {
            if (inTime) {
                workers.regained();
                abandoned.decrementAndGet();
            }
            outcome.endedLate(result, failure);
        }
        if (failure instanceof Error error) {
            throw error; // goes on to the thread's handler
        }
    }

    private void overrun() {
        if (state.compareAndSet(State.QUEUED, State.SKIPPED)) {
            outcome.overran();
        } else if (state.compareAndSet(State.RUNNING, State.OVERRUN)) {
            abandoned.incrementAndGet();
            workers.lost();
            outcome.overran();
        }
    }
}
