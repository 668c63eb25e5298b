package dev.rockpool.internal.supply;

import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call of user code on a worker, with a time limit.
 *
 * <pre>{@code
 *   QUEUED ──> RUNNING ──> ENDED                 ended()
 *      │          └──────> OVERRUN ──> TOLD      overran(), then endedLate() when it comes back
 *      │                      └──────> LATE      it came back while overran() was running: endedLate() after that
 *      └─────────────────> SKIPPED               overran(); the call is never made, unless it must be
 * }</pre>
 *
 * Exactly one of {@code ended} and {@code overran} is called, and {@code endedLate} at most once, after {@code overran}
 * has returned. Until {@code endedLate} has returned the call counts as abandoned, and its thread as lost.
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

        /** It ended after its time; on a worker. */
        default void endedLate(@Nullable R result, @Nullable Throwable failure) {}
    }

    private enum State {
        QUEUED,
        RUNNING,
        ENDED,
        OVERRUN,
        TOLD,
        LATE,
        SKIPPED
    }

    private final Callable<? extends R> call;
    private final Outcome<R> outcome;
    private final Workers workers;
    private final Abandoned abandoned;
    private final boolean mustRun;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private volatile Scheduler.@Nullable Timer timer; // null when unlimited
    private @Nullable R result; // written by the worker before it moves the state on
    private @Nullable Throwable failure; // the same

    /**
     * Makes the call.
     *
     * @param abandoned counts the calls that have overrun and still run
     * @param mustRun whether the call is made even when its time was up before a thread was free
     */
    TimedCall(Workers workers, Abandoned abandoned, boolean mustRun, Callable<? extends R> call, Outcome<R> outcome) {
        this.workers = workers;
        this.abandoned = abandoned;
        this.mustRun = mustRun;
        this.call = call;
        this.outcome = outcome;
    }

    /** Starts the call; it has until {@code limitNanos} from now. */
    void start(Scheduler scheduler, long now, long limitNanos) {
        try {
            if (limitNanos < Nanos.FOREVER) {
                timer = scheduler.at(now + limitNanos, this::overrun);
            }
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
        boolean isInTime = state.compareAndSet(State.QUEUED, State.RUNNING);
        if (!isInTime && !mustRun) {
            return;
        }
        try {
            result = call.call();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (!isInTime) {
            endSkipped();
        } else if (state.compareAndSet(State.RUNNING, State.ENDED)) {
            stopTimer();
            outcome.ended(result, failure);
        } else if (!state.compareAndSet(State.OVERRUN, State.LATE)) {
            endLate();
        }
        if (failure instanceof Error error) {
            throw error; // goes on to the thread's handler
        }
    }

    /** The call was made although its time was up before it began. */
    private void endSkipped() {
        try {
            outcome.endedLate(result, failure);
        } finally {
            abandoned.ended();
        }
    }

    private void endLate() {
        try {
            outcome.endedLate(result, failure);
        } finally {
            workers.regained();
            abandoned.ended();
        }
    }

    private void overrun() {
        if (mustRun && state.get() == State.QUEUED) {
            abandoned.begun();
            if (state.compareAndSet(State.QUEUED, State.SKIPPED)) {
                outcome.overran();
                return;
            }
            abandoned.ended();
        } else if (state.compareAndSet(State.QUEUED, State.SKIPPED)) {
            outcome.overran();
            return;
        }
        abandoned.begun(); // before the state says so, as the worker takes it back as soon as it does
        workers.lost();
        if (!state.compareAndSet(State.RUNNING, State.OVERRUN)) {
            workers.regained();
            abandoned.ended();
            return;
        }
        outcome.overran();
        if (!state.compareAndSet(State.OVERRUN, State.TOLD)) {
            workers.execute(this::endLate);
        }
    }
}
