package dev.rockpool.internal.lifecycle;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call of user code, with a time limit. It begins on a worker, and may end there or, if it is a stage, on another thread
 * when that one has long been free.
 *
 * <pre>{@code
 *   QUEUED ──> RUNNING ──> ENDED                 ended()
 *      │          └──────> OVERRUN ──> TOLD      overran(), then endedLate() when it comes back
 *      │                      └──────> LATE      it came back while overran() was running: endedLate() after that
 *      └─────────────────> SKIPPED               overran(); the call is never made
 *                 └────> MADE_LATE                unless it must be: endedLate()
 * }</pre>
 *
 * Running means begun and not ended, whether or not there is a thread in it. Exactly one of {@code ended} and {@code overran} is called, and {@code endedLate} at most once, after {@code overran}
 * has returned. Until {@code endedLate} has returned the call counts as abandoned; a thread that is still in it when its time
 * is up counts as lost until it comes back.
 *
 * <p>What the call throws is put into words before it counts as ended: a text that hangs is a call that hangs. An interrupt
 * that it leaves behind goes no further.
 *
 * <p>Without memory for a timer a call has no time limit; without a thread, see {@link Need}.
 *
 * @param <R> the call's result
 */
class TimedCall<R> implements Work.Completion<R>, Workers.Owned {

    /** What becomes of a call. The result or the failure is null, not both. */
    interface Outcome<R> {
        /** It ended in time; on the thread on which it ended. */
        void ended(@Nullable R result, @Nullable CapturedFailure failure);

        /** Its time is up, whether or not it had begun; on the scheduler's thread, so this only hands on. */
        void overran(boolean hadBegun);

        /** It ended after its time; on the thread on which it ended, or on a worker. */
        default void endedLate(@Nullable R result, @Nullable CapturedFailure failure) {}
    }

    /** What is done when there is no thread for a call, or no room to queue it. */
    enum Need {
        /** It fails at once, or when its time is up: somebody waits for it, and the next may do better. */
        ATTEMPT,
        /** It waits, and its time limit begins anew: nothing is said about an object because we have no thread for it. */
        CHECK,
        /** When its time is up it counts as abandoned, and what it held is free; the call is made all the same. */
        MUST_RUN
    }

    /** Counts calls that have overrun their time and still run, and tells when one of them has ended after all. */
    static final class Abandoned {

        private final AtomicInteger count = new AtomicInteger();
        private final Object owner;
        private final Runnable afterEnd;

        /**
         * None.
         *
         * @param owner whose calls they are
         */
        Abandoned(Object owner, Runnable afterEnd) {
            this.owner = owner;
            this.afterEnd = afterEnd;
        }

        int count() {
            return count.get();
        }

        void begun() {
            count.incrementAndGet();
        }

        void ended() {
            count.decrementAndGet();
            afterEnd.run();
        }
    }

    /** Where the thread is on which the call began. */
    private enum Place {
        INSIDE,
        LOST,
        BACK
    }

    private enum State {
        QUEUED,
        RUNNING,
        ENDED,
        OVERRUN,
        TOLD,
        LATE,
        SKIPPED,
        MADE_LATE
    }

    private static final long RETRY_NANOS = 100_000_000L;

    private final Work<R> work;
    private final Outcome<R> outcome;
    private final Workers workers;
    private final Abandoned abandoned;
    private final Need need;
    private final Scheduler scheduler;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final AtomicReference<Place> place = new AtomicReference<>(Place.INSIDE); // means something once it runs
    private final AtomicBoolean isDone = new AtomicBoolean();
    private final Runnable tellLate = new LateEnd();
    private volatile @Nullable Thread performer; // on which it began
    private @Nullable Error errorHere; // that it ended with on that thread; by that thread
    private volatile Scheduler.@Nullable Timer timer; // null when unlimited
    private volatile boolean isQueued;
    private volatile int refusalsBefore; // of threads, when the timer was set
    private volatile long deadlineNanos; // when its time is up
    private volatile long
            timerNanos; // the moment of the timer: the deadline, or before it when queueing is tried again
    // These two are written by whichever thread it ends on, before that moves the state on.
    private @Nullable R result;
    private @Nullable CapturedFailure failure;

    /** Initialises what a call needs. */
    static void load() {
        State.values();
        Need.values();
        Place.values();
        StageWait.load();
    }

    /**
     * Makes the call.
     *
     * @param abandoned counts the calls that have overrun and still run
     */
    TimedCall(Workers workers, Scheduler scheduler, Abandoned abandoned, Need need, Work<R> work, Outcome<R> outcome) {
        this.workers = workers;
        this.scheduler = scheduler;
        this.abandoned = abandoned;
        this.need = need;
        this.work = work;
        this.outcome = outcome;
    }

    /**
     * Starts the call; it has until {@code limitNanos} from now. Throws, and nothing comes of it, where there is room neither to
     * queue it nor for a timer to try again by, unless it may fail.
     */
    void start(long now, long limitNanos) {
        setTimer(now, limitNanos);
        try {
            enqueue();
        } catch (Throwable noRoom) { // the end of the stack, or of memory
            boolean triesAgain = need != Need.ATTEMPT && timer != null;
            if (triesAgain && !isQueued) {
                queueSoon(now, limitNanos);
            } else if (!isQueued && state.compareAndSet(State.QUEUED, State.ENDED)) {
                stopTimer();
                if (need != Need.ATTEMPT) {
                    throw noRoom;
                }
                outcome.ended(null, CapturedFailure.of(noRoom));
            }
        }
    }

    /** There was no room to queue it: lets the timer come sooner, if there is room for that; else it is tried at the deadline. */
    private void queueSoon(long now, long limitNanos) {
        Scheduler.Timer limit = timer;
        if (limit != null && limitNanos > RETRY_NANOS) {
            timerNanos = now + RETRY_NANOS;
            try {
                limit.beginAnew(timerNanos);
            } catch (Throwable noRoom) {
                timerNanos = now + limitNanos;
            }
        }
    }

    /** Tries once more to queue it; before its time is up, the timer is then what it was. On the scheduler's thread. */
    private void queueAgain(long deadline) {
        boolean isTimeUp = state.get() == State.SKIPPED;
        try {
            enqueue();
        } catch (Throwable noRoom) {
            long soon = timerNanos + RETRY_NANOS;
            restartTimer(isTimeUp ? soon : Nanos.earlier(deadline, soon));
            return;
        }
        if (!isTimeUp) {
            restartTimer(deadline);
            if (state.get() == State.ENDED) {
                stopTimer();
            }
        }
    }

    private void restartTimer(long nanos) {
        Scheduler.Timer limit = timer;
        timerNanos = nanos;
        if (limit != null) {
            limit.restart(nanos);
        }
    }

    /** Overridden by tests, for want of memory. */
    void enqueue() {
        workers.execute(this);
        isQueued = true;
    }

    private void setTimer(long now, long limitNanos) {
        if (limitNanos >= Nanos.FOREVER) {
            return;
        }
        refusalsBefore = workers.refusals();
        try {
            long deadline = now + limitNanos;
            deadlineNanos = deadline;
            timerNanos = deadline;
            timer = scheduler.at(deadline, new Limit(limitNanos));
        } catch (Throwable noRoom) {
            timer = null;
        }
    }

    // Classes: a lambda that a want of memory keeps from being linked is broken for good.

    private final class Limit implements Runnable {
        private final long limitNanos;

        Limit(long limitNanos) {
            this.limitNanos = limitNanos;
        }

        @Override
        public void run() {
            timeHasCome(limitNanos);
        }
    }

    private final class LateEnd implements Runnable {
        @Override
        public void run() {
            endLate();
        }
    }

    /** Throws nothing, so that the outcome is told. */
    private void stopTimer() {
        Scheduler.Timer limit = timer;
        try {
            if (limit != null) {
                limit.cancel();
            }
        } catch (VirtualMachineError | LinkageError noMemory) {
            // to queue for its lock; it comes, and does nothing
        }
    }

    /** Whose call it is. */
    @Override
    public Object owner() {
        return abandoned.owner;
    }

    /** For the worker. */
    @Override
    public void run() {
        boolean isInTime = state.compareAndSet(State.QUEUED, State.RUNNING);
        boolean isMadeLate = !isInTime && need == Need.MUST_RUN && state.compareAndSet(State.SKIPPED, State.MADE_LATE);
        if (!isInTime && !isMadeLate) {
            return; // skipped, or queued twice
        }
        performer = Thread.currentThread();
        try {
            work.begin(this);
        } catch (RuntimeException | Error thrown) {
            if (isDone.get()) {
                throw thrown; // by whoever heard of its end
            }
            done(null, thrown);
        } catch (Throwable thrown) {
            done(null, thrown);
        } finally {
            isBack();
        }
        Error error = errorHere;
        if (error != null) {
            throw error; // goes on to the thread's handler
        }
    }

    @Override
    public void done(@Nullable R value, @Nullable Throwable thrown) {
        CapturedFailure captured = thrown == null ? null : CapturedFailure.of(thrown);
        if (!isDone.compareAndSet(false, true)) {
            return;
        }
        if (performer == Thread.currentThread()) {
            Thread.interrupted();
            errorHere = thrown instanceof Error error ? error : null;
        }
        result = value;
        failure = captured;
        if (state.get() == State.MADE_LATE) {
            endSkipped();
        } else if (state.compareAndSet(State.RUNNING, State.ENDED)) {
            stopTimer();
            outcome.ended(value, captured);
        } else if (!state.compareAndSet(State.OVERRUN, State.LATE)) {
            endLate();
        }
    }

    /** The thread on which it began has come back from it. */
    private void isBack() {
        if (place.getAndSet(Place.BACK) == Place.LOST) {
            workers.regained();
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
            if (performer == Thread.currentThread()) {
                isBack();
            }
            abandoned.ended();
        }
    }

    private void timeHasCome(long limitNanos) {
        long deadline = deadlineNanos;
        State present = state.get();
        boolean isEarly = present == State.QUEUED && timerNanos - deadline < 0;
        boolean mustStillRun = present == State.SKIPPED && need == Need.MUST_RUN;
        if (!isQueued && (isEarly || mustStillRun)) {
            queueAgain(deadline);
        } else {
            overrun(deadline, limitNanos);
        }
    }

    private void overrun(long now, long limitNanos) {
        if (state.get() != State.QUEUED) {
            overrunRunning(now);
        } else if (need == Need.CHECK && lacksThread()) {
            waitLonger(now, limitNanos);
        } else if (need == Need.MUST_RUN) {
            skip(now);
        } else if (state.compareAndSet(State.QUEUED, State.SKIPPED)) {
            outcome.overran(false);
        } else {
            overrunRunning(now);
        }
    }

    /** Whether it was not our turn yet because there was no thread, now or since the timer was set. */
    private boolean lacksThread() {
        return !isQueued || workers.refusal() != null || workers.refusals() != refusalsBefore;
    }

    private void waitLonger(long now, long limitNanos) {
        refusalsBefore = workers.refusals();
        deadlineNanos = now + limitNanos;
        restartTimer(deadlineNanos);
        if (!isQueued) {
            try {
                enqueue();
            } catch (Throwable noRoom) {
                queueSoon(now, limitNanos);
            }
        } else if (state.get() == State.ENDED) {
            stopTimer();
        }
    }

    /** It counts as abandoned from now on, and is made when there is a thread. */
    private void skip(long now) {
        abandoned.begun();
        if (!state.compareAndSet(State.QUEUED, State.SKIPPED)) {
            abandoned.ended();
            overrunRunning(now);
            return;
        }
        try {
            outcome.overran(false);
        } finally {
            if (!isQueued) {
                timerNanos = now;
                queueAgain(now);
            }
        }
    }

    private void overrunRunning(long now) {
        if (state.get() == State.LATE) {
            tellLate(now);
            return;
        }
        abandoned.begun(); // before the state says so, as the worker takes it back as soon as it does
        if (place.compareAndSet(Place.INSIDE, Place.LOST)) { // else it is a stage that is late
            workers.lost();
        }
        if (!state.compareAndSet(State.RUNNING, State.OVERRUN)) {
            if (place.compareAndSet(Place.LOST, Place.INSIDE)) {
                workers.regained();
            }
            abandoned.ended();
            return;
        }
        try {
            outcome.overran(true);
        } finally {
            if (!state.compareAndSet(State.OVERRUN, State.TOLD)) {
                tellLate(now);
            }
        }
    }

    /** It ended while its overrun was told, so its end is told by another worker; without memory for that, later. */
    private void tellLate(long now) {
        try {
            workers.execute(tellLate);
        } catch (VirtualMachineError | LinkageError noMemory) {
            Scheduler.Timer limit = timer;
            if (limit != null) {
                limit.restart(now + RETRY_NANOS);
            }
        }
    }
}
