package dev.rockpool.internal.lifecycle;

import dev.rockpool.Ticker;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.lifecycle.TimedCall.Abandoned;
import dev.rockpool.internal.lifecycle.TimedCall.Need;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.stats.Events;
import dev.rockpool.internal.stats.ObjectEvent;
import dev.rockpool.internal.stats.ObjectEvent.Failing;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.DestroyCause;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lifecycle whose steps have time limits: each begins on a thread of the {@link PoolRuntime}, where it may hang without harm
 * to the others; what is blocking code stays there, what is a stage ends wherever it completes.
 *
 * @param <T> the objects' type
 */
public final class TimedLifecycle<T> implements LifecyclePort<T> {

    private final StepCalls<T> calls;
    private final DirectCalls<T> direct;
    private final PoolRuntime runtime;
    private final Ticker ticker;
    private final Events events;
    private volatile long createNanos;
    private volatile long validationNanos;
    private final Abandoned abandonedCreations;
    private final Abandoned abandonedCleanups; // resets, validations, destroys

    /**
     * That of one pool.
     *
     * @param direct the steps on the thread that calls, and what they share
     * @param abandonedEnded called when a call that had overrun its time has ended after all
     */
    public TimedLifecycle(PoolConfig config, DirectCalls<T> direct, PoolRuntime runtime, Runnable abandonedEnded) {
        this.direct = direct;
        this.runtime = runtime;
        this.calls = StepCalls.of(direct);
        this.ticker = direct.ticker;
        this.events = direct.events;
        this.abandonedCreations = new Abandoned(this, abandonedEnded);
        this.abandonedCleanups = new Abandoned(this, abandonedEnded);
        timeouts(config.createTimeout(), config.validationTimeout());
    }

    /** Initialises what the steps of each pool need. */
    public static void load() {
        TimedCall.load();
    }

    @Override
    public void timeouts(Duration createTimeout, Duration validationTimeout) {
        createNanos = Nanos.of(createTimeout);
        validationNanos = Nanos.of(validationTimeout);
    }

    @Override
    public int abandonedCreations() {
        return abandonedCreations.count();
    }

    @Override
    public int abandonedCleanups() {
        return abandonedCleanups.count();
    }

    @Override
    public long validationNanos() {
        return validationNanos;
    }

    @Override
    public boolean validatesHere() {
        return validationNanos == 0 && calls.block();
    }

    @Override
    public void interrupt() {
        runtime.interrupt(this);
    }

    @Override
    public boolean lacksThreads() {
        return runtime.workers().refusal() != null;
    }

    @Override
    public void create(CreateOutcome<T> outcome) {
        long limitNanos = createNanos;
        TimedCall.Outcome<Made<T>> hearer = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable Made<T> made, @Nullable CapturedFailure noRoom) {
                outcome.ended(
                        made != null ? made : direct.failed(noRoom == null ? CapturedFailure.NO_MEMORY : noRoom, 0));
                DirectCalls.rethrowError(made == null ? null : made.failure());
            }

            @Override
            public void overran(boolean hadBegun) {
                outcome.overran(overrun("create", limitNanos, hadBegun, runtime.creators()));
            }

            @Override
            public void endedLate(@Nullable Made<T> made, @Nullable CapturedFailure noRoom) {
                if (made != null) {
                    outcome.endedLate(made);
                }
            }
        };
        new TimedCall<>(
                        runtime.creators(),
                        runtime.scheduler(),
                        abandonedCreations,
                        Need.ATTEMPT,
                        calls.create(),
                        hearer)
                .start(ticker.nanoTime(), limitNanos);
    }

    @Override
    public void activate(T object, Consumer<@Nullable CapturedFailure> outcome) {
        Work<Boolean> work = new Work.Blocking<>() {
            @Override
            Boolean call() throws Exception {
                direct.steps.activate(object);
                return true;
            }
        };
        ActivationEnd end = new ActivationEnd(outcome);
        check("activate", createNanos, work, end, end);
    }

    /** What an activation comes to: first why it has failed, if it has. On one thread. */
    private static final class ActivationEnd
            implements Function<@Nullable CapturedFailure, PoolEvent>, Consumer<Boolean> {
        private final Consumer<@Nullable CapturedFailure> outcome;
        private CapturedFailure why = CapturedFailure.NO_MEMORY;

        ActivationEnd(Consumer<@Nullable CapturedFailure> outcome) {
            this.outcome = outcome;
        }

        @Override
        public PoolEvent apply(@Nullable CapturedFailure failure) {
            why = Objects.requireNonNull(failure, "failure");
            return new ObjectEvent.Failed(Failing.ACTIVATE, why);
        }

        @Override
        public void accept(Boolean isActivated) {
            outcome.accept(isActivated ? null : why);
        }
    }

    @Override
    public void reset(T object, Consumer<Boolean> outcome) {
        check("reset", createNanos, calls.reset(object), new Failed(Failing.RESET), outcome);
    }

    @Override
    public void validate(T object, Consumer<Boolean> outcome) {
        long set = validationNanos;
        long limit = set == 0 ? Nanos.FOREVER : set;
        check("validate", limit, calls.validate(object), new Failed(Failing.VALIDATE), outcome);
    }

    @Override
    public void isHealthy(T object, Consumer<Boolean> outcome) {
        long set = validationNanos;
        long limit = set == 0 ? createNanos : set;
        if (runtime.workers().hasLostTooMany()) {
            outcome.accept(true); // nothing is said about an object because we have no thread for it
            return;
        }
        check("health check", limit, calls.isHealthy(object), new Failed(Failing.CHECK_HEALTH), outcome);
    }

    /** What is told of a step that failed. */
    private record Failed(Failing what) implements Function<@Nullable CapturedFailure, PoolEvent> {
        @Override
        public PoolEvent apply(@Nullable CapturedFailure failure) {
            return new ObjectEvent.Failed(what, failure);
        }
    }

    /** A call that says yes or no on a worker; what throws or overruns has said no. */
    private void check(
            String step,
            long limitNanos,
            Work<Boolean> work,
            Function<@Nullable CapturedFailure, PoolEvent> failed,
            Consumer<Boolean> outcome) {
        Workers workers = runtime.workers();
        TimedCall.Outcome<Boolean> hearer = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable Boolean result, @Nullable CapturedFailure failure) {
                boolean passed = Boolean.TRUE.equals(result);
                try {
                    if (!passed) {
                        events.happened(failed.apply(failure));
                    }
                } finally { // also where there is no memory to tell of it
                    outcome.accept(passed);
                }
            }

            @Override
            public void overran(boolean hadBegun) {
                try {
                    events.happened(failed.apply(overrun(step, limitNanos, hadBegun, workers)));
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
        new TimedCall<>(workers, runtime.scheduler(), abandonedCleanups, Need.CHECK, work, hearer)
                .start(ticker.nanoTime(), limitNanos);
    }

    @Override
    public void destroy(T object, Runnable freed) {
        long limitNanos = createNanos;
        TimedCall.Outcome<Boolean> hearer = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable Boolean result, @Nullable CapturedFailure failure) {
                gone(failure);
            }

            @Override
            public void overran(boolean hadBegun) {
                gone(overrun("destroy", limitNanos, hadBegun, runtime.destroyers()));
            }

            private void gone(@Nullable CapturedFailure failure) {
                try {
                    if (failure != null) {
                        events.happened(new ObjectEvent.Failed(Failing.DESTROY, failure));
                    }
                } finally {
                    freed.run();
                }
            }
        };
        destroy(object, hearer, limitNanos);
    }

    @Override
    public void destroyHere(T object) throws Exception {
        if (calls.block()) {
            direct.destroy(object);
            return;
        }
        long limitNanos = createNanos;
        StageWait<Boolean> wait = new StageWait<>(abandonedCleanups);
        CapturedFailure failure = wait.run(calls.destroy(object), ticker, limitNanos)
                ? wait.failure()
                : overrun("destroy", limitNanos, true, runtime.destroyers());
        if (failure != null) {
            events.happened(new ObjectEvent.Failed(Failing.DESTROY, failure));
            DirectCalls.rethrowError(failure);
            throw failure.failure() instanceof Exception thrown ? thrown : new CompletionException(failure.failure());
        }
    }

    @Override
    public void discard(T object, DestroyCause cause) {
        if (calls.block()) {
            direct.destroy(object, cause);
            return;
        }
        TimedCall.Outcome<Boolean> hearer = new TimedCall.Outcome<>() {
            @Override
            public void ended(@Nullable Boolean result, @Nullable CapturedFailure failure) {
                try {
                    direct.discarded(object, cause, failure);
                } finally {
                    abandonedCleanups.ended();
                }
            }

            @Override
            public void overran(boolean hadBegun) {
                ended(null, overrun("destroy", createNanos, hadBegun, runtime.destroyers()));
            }
        };
        abandonedCleanups.begun(); // so that a shutdown waits for it
        try {
            destroy(object, hearer, createNanos);
        } catch (Throwable noMemory) {
            abandonedCleanups.ended();
            throw noMemory;
        }
    }

    private void destroy(T object, TimedCall.Outcome<Boolean> hearer, long limitNanos) {
        new TimedCall<>(
                        runtime.destroyers(),
                        runtime.scheduler(),
                        abandonedCleanups,
                        Need.MUST_RUN,
                        calls.destroy(object),
                        hearer)
                .start(ticker.nanoTime(), limitNanos);
    }

    private static CapturedFailure overrun(String step, long nanos, boolean hadBegun, Workers threads) {
        try {
            return CapturedFailure.of(timeout(step, nanos, hadBegun, threads));
        } catch (OutOfMemoryError | LinkageError noMemory) {
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
}
