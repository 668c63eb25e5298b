package dev.rockpool.internal.supply;

import dev.rockpool.Ticker;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.stats.Meters;
import dev.rockpool.internal.stats.Tally;
import dev.rockpool.internal.stats.Tally.Event;
import dev.rockpool.internal.supply.TimedCall.Need;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user's lifecycle: on the calling thread ({@code …Here}) or on a worker with a time limit. Counts, times and
 * reports each step; a failure comes back as a value, never as an exception.
 *
 * <p>No method here that calls user code, listeners or the log is called under a lock; those that only count are.
 *
 * @param <T> the objects' type
 */
public final class UserCalls<T> {

    private static final int MOST_THREADS = 64; // of a kind
    private static final long RETRY_NANOS = 100_000_000L; // when there was no thread to be had

    private final LifecycleSteps<T> steps;
    private final Ticker ticker;
    private final Scheduler scheduler;
    private final Tally tally;
    private final LatencyRecorder latencies;
    private final Reports reports;
    private volatile long createNanos; // a call that has begun keeps the time it began with
    private volatile long validationNanos;
    private final Made<T> unkept = new Made<>(null, CapturedFailure.NO_MEMORY, 0);
    private final Roster<T> roster = new Roster<>();
    private final Abandoned abandonedCreations;
    private final Abandoned abandonedCleanups; // resets, validations, destroys

    private final PoolThreads threads;
    private final Workers creators;
    private final Workers workers;
    private final Workers destroyers; // apart from the workers: destroys that hang must not keep checks waiting
    private final Workers callbacks;
    private final Workers listenerThread;

    /** What becomes of an attempt to create. Whoever hears of it counts it, by {@link #count}. */
    public interface CreateOutcome<T> {
        /** It ended in time; on the creator. */
        void ended(Made<T> made);

        /** It is abandoned; on the scheduler's thread. */
        void overran(CapturedFailure failure);

        /** An abandoned attempt ended after all; on the creator. A failure has been counted as its overrun. */
        void endedLate(Made<T> made);
    }

    /**
     * The calls of one pool.
     *
     * @param abandonedEnded called when a call that had overrun its time has ended after all
     */
    public UserCalls(
            PoolConfig config,
            LifecycleSteps<T> steps,
            Ticker ticker,
            @Nullable PoolListener listener,
            Meters meters,
            Runnable abandonedEnded) {
        this.steps = steps;
        this.ticker = ticker;
        this.scheduler = Scheduler.of(ticker);
        this.tally = meters.tally();
        this.latencies = meters.latencies();
        this.abandonedCreations = new Abandoned(abandonedEnded);
        this.abandonedCleanups = new Abandoned(abandonedEnded);
        this.createNanos = Nanos.of(config.createTimeout());
        this.validationNanos = Nanos.of(config.validationTimeout());
        this.threads = new PoolThreads(config.name());
        // The engine starts no more attempts than parallelCreations; a creator may still be in a callback.
        this.creators =
                workers("creator", (int) Math.min(Integer.MAX_VALUE, config.parallelCreations() + (long) MOST_THREADS));
        this.workers = workers("worker", MOST_THREADS);
        this.destroyers = workers("destroyer", MOST_THREADS);
        this.callbacks = workers("callback", MOST_THREADS);
        this.listenerThread = workers("listener", 1);
        this.reports = new Reports(config.name(), ticker, listener, listenerThread);
    }

    private Workers workers(String kind, int most) {
        return new Workers(most, threads.named(kind), retry -> scheduler.at(ticker.nanoTime() + RETRY_NANOS, retry));
    }

    /** Changes the time limits of calls to come. */
    public void timeouts(Duration createTimeout, Duration validationTimeout) {
        createNanos = Nanos.of(createTimeout);
        validationNanos = Nanos.of(validationTimeout);
    }

    /** Changes how many creators there may be, by a number. */
    public void creators(int more) {
        creators.resize(more);
    }

    /** Where events are told. */
    public Reports reports() {
        return reports;
    }

    /** Whether the current thread is one of this pool's. */
    public boolean isOwnThread() {
        return threads.isCurrent();
    }

    /** How many creations have overrun their time and still run. */
    public int abandonedCreations() {
        return abandonedCreations.count();
    }

    /** How many resets, validations and destroys have overrun their time and still run. */
    public int abandonedCleanups() {
        return abandonedCleanups.count();
    }

    /** Completes futures and the like, on a thread of the pool. */
    public void callBack(Runnable callback) {
        callbacks.execute(callback);
    }

    // ---- create

    /** Attempts to create, on a creator. */
    public void create(CreateOutcome<T> outcome) {
        long limitNanos = createNanos;
        TimedCall.Outcome<Made<T>> hearer = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable Made<T> made, @Nullable CapturedFailure noRoom) {
                outcome.ended(made != null ? made : failed(noRoom == null ? CapturedFailure.NO_MEMORY : noRoom, 0));
                rethrowError(made == null ? null : made.failure());
            }

            @Override
            public void overran(boolean hadBegun) {
                outcome.overran(overrun("create", limitNanos, hadBegun, creators));
            }

            @Override
            public void endedLate(@Nullable Made<T> made, @Nullable CapturedFailure noRoom) {
                if (made != null) {
                    outcome.endedLate(made);
                }
            }
        };
        new TimedCall<>(creators, scheduler, abandonedCreations, Need.ATTEMPT, this::make, hearer)
                .start(ticker.nanoTime(), limitNanos);
    }

    /** Creates on the calling thread, which may take as long as it takes. */
    public Made<T> createHere() {
        Made<T> made = make();
        keepInterrupt(made.failure());
        return made;
    }

    private Made<T> make() {
        long start = ticker.nanoTime();
        T object = null;
        try {
            object = steps.create();
            if (!roster.add(object)) {
                object = null; // it is somebody's
                throw new DuplicateObjectException();
            }
            return new Made<>(object, null, ticker.nanoTime() - start);
        } catch (Throwable failure) {
            if (object != null) { // and no memory to keep it
                discard(object);
            }
            return failed(CapturedFailure.of(failure), ticker.nanoTime() - start);
        }
    }

    private Made<T> failed(CapturedFailure failure, long tookNanos) {
        try {
            return new Made<>(null, failure, tookNanos);
        } catch (OutOfMemoryError noMemory) {
            return unkept;
        }
    }

    private void discard(T object) {
        try {
            roster.remove(object);
            steps.destroy(object);
        } catch (Throwable failure) {
            tellSurely(() -> reports.destroyFailed(CapturedFailure.of(failure)));
        }
    }

    /** Tells of something; if there is no memory for it, nobody hears of it, and what comes next is done all the same. */
    private static void tellSurely(Runnable report) {
        try {
            report.run();
        } catch (VirtualMachineError noMemory) {
            Thread.onSpinWait(); // nothing can be said
        }
    }

    /** Counts an attempt that has ended, or is abandoned. Under the engine's lock; {@link #report(Made)} follows outside. */
    public void count(Made<T> made) {
        tally.count(made.failure() == null ? Event.CREATED : Event.CREATE_FAILED);
        if (made.failure() == null) {
            latencies.record(Timed.CREATE, made.tookNanos());
        }
    }

    /** Tells of an attempt that has ended. */
    public void report(Made<T> made) {
        if (made.failure() == null) {
            reports.created(made.tookNanos());
        } else {
            reports.createFailed(made.failure());
        }
    }

    /** The object leaves the pool for good, alive. */
    public void detach(T object) {
        roster.remove(object);
        tally.count(Event.DETACHED);
    }

    // ---- reset

    /** Whether there is anything to do when this object comes back. */
    public boolean resets(T object) {
        return steps.resets(object);
    }

    /** Resets on the calling thread; says whether that succeeded. Takes the time only if told to: clocks cost more. */
    public boolean resetHere(T object, boolean isTimed) {
        long start = isTimed ? ticker.nanoTime() : 0;
        try {
            steps.reset(object);
            return true;
        } catch (Throwable failure) {
            CapturedFailure captured = CapturedFailure.of(failure);
            keepInterrupt(captured);
            resetFailed(captured);
            return false;
        } finally {
            if (isTimed) {
                latencies.record(Timed.RESET, ticker.nanoTime() - start);
            }
        }
    }

    /** Resets on a worker, within {@code createTimeout}. */
    public void reset(T object, Consumer<Boolean> outcome) {
        Callable<Boolean> timed = () -> {
            long start = ticker.nanoTime();
            steps.reset(object);
            latencies.record(Timed.RESET, ticker.nanoTime() - start);
            return true;
        };
        check("reset", createNanos, timed, this::resetFailed, outcome);
    }

    private void resetFailed(@Nullable CapturedFailure failure) {
        tally.count(Event.RESET_FAILED);
        if (failure != null) {
            reports.resetFailed(failure);
        }
    }

    // ---- validate

    /** Whether there is anything to ask about this object. */
    public boolean validates(T object) {
        return steps.validates(object);
    }

    /** Whether an object is broken by what the work with it threw; also if nobody can say. */
    public boolean invalidates(Throwable failure) {
        try {
            return steps.invalidates(failure);
        } catch (Throwable unknown) {
            return true;
        }
    }

    /** How long a validation may take. */
    public long validationNanos() {
        return validationNanos;
    }

    /** Whether there was no thread for a reset or a validation when one was last needed. */
    public boolean lacksThreads() {
        return workers.refusal() != null;
    }

    /** Whether validations run on the thread that needs them. */
    public boolean validatesHere() {
        return validationNanos == 0;
    }

    /** Validates on the calling thread; says whether the object is valid. Takes the time only if told to. */
    public boolean validateHere(T object, boolean isTimed) {
        CapturedFailure failure = null;
        long start = isTimed ? ticker.nanoTime() : 0;
        try {
            if (steps.validate(object)) {
                return true;
            }
        } catch (Throwable thrown) {
            failure = CapturedFailure.of(thrown);
            keepInterrupt(failure);
        } finally {
            if (isTimed) {
                latencies.record(Timed.VALIDATE, ticker.nanoTime() - start);
            }
        }
        validationFailed(failure);
        return false;
    }

    /** Validates on a worker, within {@code validationTimeout} if there is one. */
    public void validate(T object, Consumer<Boolean> outcome) {
        Callable<Boolean> timed = () -> {
            long start = ticker.nanoTime();
            try {
                return steps.validate(object);
            } finally {
                latencies.record(Timed.VALIDATE, ticker.nanoTime() - start);
            }
        };
        long set = validationNanos;
        long limit = set == 0 ? Nanos.FOREVER : set;
        check("validate", limit, timed, this::validationFailed, outcome);
    }

    private void validationFailed(@Nullable CapturedFailure failure) {
        tally.count(Event.VALIDATION_FAILED);
        reports.validationFailed(failure);
    }

    /** A call that says yes or no on a worker; what throws or overruns has said no. */
    private void check(
            String step,
            long limitNanos,
            Callable<Boolean> call,
            Consumer<@Nullable CapturedFailure> failed,
            Consumer<Boolean> outcome) {
        TimedCall.Outcome<Boolean> hearer = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable Boolean result, @Nullable CapturedFailure failure) {
                boolean passed = Boolean.TRUE.equals(result);
                try {
                    if (!passed) {
                        failed.accept(failure);
                    }
                } finally { // also where there is no memory to tell of it
                    outcome.accept(passed);
                }
            }

            @Override
            public void overran(boolean hadBegun) {
                try {
                    failed.accept(overrun(step, limitNanos, hadBegun, workers));
                } finally {
                    outcome.accept(false);
                }
            }
        };
        if (workers.hasLostTooMany()) {
            hearer.ended(
                    null,
                    CapturedFailure.of(new RejectedExecutionException(step + " is not tried: " + Workers.MOST_LOST
                            + " earlier resets and validations hang and do not come back")));
            return;
        }
        new TimedCall<>(workers, scheduler, abandonedCleanups, Need.CHECK, call, hearer)
                .start(ticker.nanoTime(), limitNanos);
    }

    // ---- destroy

    /** Whether there is anything to do when this object goes. */
    public boolean destroys(T object) {
        return steps.destroys(object);
    }

    /** An object is gone. Under the engine's lock; {@link #reportDestroyed} follows outside. */
    public void countDestroyed(T object, DestroyCause cause) {
        roster.remove(object);
        tally.destroyed(cause);
    }

    /** Tells of an object that is gone. */
    public void reportDestroyed(DestroyCause cause) {
        reports.destroyed(cause);
    }

    /**
     * Destroys on a worker.
     *
     * @param freed called once, when the destroy has ended or overrun {@code createTimeout}; it counts the object
     */
    public void destroy(T object, Runnable freed) {
        long limitNanos = createNanos;
        Callable<Boolean> call = () -> {
            steps.destroy(object);
            return true;
        };
        TimedCall.Outcome<Boolean> hearer = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable Boolean result, @Nullable CapturedFailure failure) {
                gone(failure);
            }

            @Override
            public void overran(boolean hadBegun) {
                gone(overrun("destroy", limitNanos, hadBegun, destroyers));
            }

            private void gone(@Nullable CapturedFailure failure) {
                try {
                    if (failure != null) {
                        reports.destroyFailed(failure);
                    }
                } finally {
                    freed.run();
                }
            }
        };
        new TimedCall<>(destroyers, scheduler, abandonedCleanups, Need.MUST_RUN, call, hearer)
                .start(ticker.nanoTime(), limitNanos);
    }

    /** Destroys on the calling thread, which is a creator that brings an object nobody wants any more. */
    public void destroyHere(T object, DestroyCause cause) {
        CapturedFailure failure = null;
        try {
            steps.destroy(object);
        } catch (Throwable thrown) {
            failure = CapturedFailure.of(thrown);
        }
        countDestroyed(object, cause); // before what may lack memory
        if (failure != null) {
            reports.destroyFailed(failure);
        }
        reportDestroyed(cause);
        rethrowError(failure);
    }

    // ---- all of them

    private static CapturedFailure overrun(String step, long nanos, boolean hadBegun, Workers threads) {
        try {
            return CapturedFailure.of(timeout(step, nanos, hadBegun, threads));
        } catch (OutOfMemoryError noMemory) {
            return CapturedFailure.NO_MEMORY;
        }
    }

    private static TimeoutException timeout(String step, long nanos, boolean hadBegun, Workers threads) {
        if (hadBegun) {
            return new TimeoutException(step + " hangs: it did not end within " + nanos / 1_000_000
                    + " ms; it is abandoned and may still run");
        }
        TimeoutException late = new TimeoutException(
                step + " did not begin within " + nanos / 1_000_000 + " ms, as there was no thread for it");
        late.initCause(threads.refusal());
        return late;
    }

    /** An error goes on to the handler of the thread, which is ours. */
    private static void rethrowError(@Nullable CapturedFailure failure) {
        if (failure != null && failure.failure() instanceof Error error) {
            throw error;
        }
    }

    /** An interrupt that user code swallowed into an exception was meant for the thread it ran on, which is not ours. */
    private static void keepInterrupt(@Nullable CapturedFailure failure) {
        if (failure != null && failure.failure() instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs something on a thread of its own, whatever hangs on the others. */
    public void callBackApart(Runnable callback) {
        callbacks.executeApart(callback);
    }

    /** A sweep looks whether a task waits for a thread that nobody will start. */
    public void look() {
        creators.look();
        workers.look();
        destroyers.look();
        callbacks.look();
        listenerThread.look();
    }

    /** Lets all threads end when their work is done. What comes later is done all the same. */
    public void shutdown() {
        threads.letGo();
        creators.shutdown();
        workers.shutdown();
        destroyers.shutdown();
        callbacks.shutdown();
        listenerThread.shutdown();
    }

    /** Interrupts what still runs in user code. After {@link #shutdown}. */
    public void interrupt() {
        creators.interrupt();
        workers.interrupt();
        destroyers.interrupt();
    }
}
