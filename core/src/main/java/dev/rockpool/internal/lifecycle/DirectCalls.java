package dev.rockpool.internal.lifecycle;

import dev.rockpool.Ticker;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.stats.Events;
import dev.rockpool.internal.stats.LatencyRecorder;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.stats.ObjectEvent;
import dev.rockpool.internal.stats.ObjectEvent.Failing;
import dev.rockpool.monitor.DestroyCause;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a lifecycle on the thread that calls, which may take as long as they take. A failure comes back as a value,
 * never as an exception, and an interrupt that it stands for stays with the thread. Called under no lock.
 *
 * @param <T> the objects' type
 */
public final class DirectCalls<T> {

    final LifecycleSteps<T> steps; // these four also for the steps on other threads
    final Ticker ticker;
    final Events events;
    final LatencyRecorder latencies;
    private final KnownObjects<T> known;
    private final Made<T> unkept = new Made<>(null, CapturedFailure.NO_MEMORY, 0);

    /**
     * Those of one pool, or of one key of a keyed pool.
     *
     * @param known the objects that are there, of all keys
     */
    public DirectCalls(
            LifecycleSteps<T> steps, Ticker ticker, Events events, LatencyRecorder latencies, KnownObjects<T> known) {
        this.steps = steps;
        this.ticker = ticker;
        this.events = events;
        this.latencies = latencies;
        this.known = known;
    }

    /** Creates. Whoever hears of the outcome says what happened, by {@link Made#event}. */
    public Made<T> create() {
        Made<T> made = make();
        keepInterrupt(made.failure());
        return made;
    }

    /** The same on a thread of ours, where an interrupt means nobody. */
    Made<T> make() {
        long start = ticker.nanoTime();
        T object;
        try {
            object = steps.create();
        } catch (Throwable failure) {
            return failed(failure, start);
        }
        return keep(object, start);
    }

    /** What was created is the pool's, unless there is none, or it is so already. */
    Made<T> keep(@Nullable T object, long start) {
        T toDiscard = object;
        try {
            if (object == null) {
                throw new IllegalStateException("the lifecycle's create() returned null");
            }
            if (!known.add(object)) {
                toDiscard = null; // it is somebody's
                throw new DuplicateObjectException();
            }
            return new Made<>(object, null, ticker.nanoTime() - start, steps.activates(object));
        } catch (Throwable failure) {
            if (toDiscard != null) { // and no memory to keep it
                discard(toDiscard);
            }
            return failed(failure, start);
        }
    }

    /** A step that began then has ended. */
    void took(Timed what, long start) {
        latencies.record(what, ticker.nanoTime() - start);
    }

    /** {@return an attempt that began then and has failed now} */
    Made<T> failed(Throwable failure, long start) {
        return failed(CapturedFailure.of(failure), ticker.nanoTime() - start);
    }

    /** {@return an attempt that failed; also without memory} */
    Made<T> failed(CapturedFailure failure, long tookNanos) {
        try {
            return new Made<>(null, failure, tookNanos);
        } catch (OutOfMemoryError | LinkageError noMemory) {
            return unkept;
        }
    }

    private void discard(T object) {
        try {
            known.remove(object);
            steps.destroy(object);
        } catch (Throwable failure) {
            try {
                events.happened(new ObjectEvent.Failed(Failing.DESTROY, CapturedFailure.of(failure)));
            } catch (VirtualMachineError | LinkageError noMemory) {
                Thread.onSpinWait(); // nothing can be said, and what comes next is done all the same
            }
        }
    }

    /** Prepares an object for the lease that this thread is about to get; says why that failed, or null. */
    public @Nullable CapturedFailure activate(T object) {
        try {
            steps.activate(object);
            return null;
        } catch (Throwable failure) {
            return told(Failing.ACTIVATE, failure);
        }
    }

    /** Resets; says whether that succeeded. Takes the time only if told to: clocks cost more. */
    public boolean reset(T object, boolean isTimed) {
        long start = isTimed ? ticker.nanoTime() : 0;
        try {
            steps.reset(object);
            return true;
        } catch (Throwable failure) {
            told(Failing.RESET, failure);
            return false;
        } finally {
            if (isTimed) {
                latencies.record(Timed.RESET, ticker.nanoTime() - start);
            }
        }
    }

    /** Validates; says whether the object is valid. Takes the time only if told to. */
    public boolean validate(T object, boolean isTimed) {
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
        events.happened(new ObjectEvent.Failed(Failing.VALIDATE, failure));
        return false;
    }

    /** Destroys; throws what the user's code throws, when it has been told. */
    public void destroy(T object) throws Exception {
        try {
            steps.destroy(object);
        } catch (Throwable failure) {
            told(Failing.DESTROY, failure);
            throw failure;
        }
    }

    /** Destroys an object that nobody has a slot for, on the creator that brings it. */
    public void destroy(T object, DestroyCause cause) {
        CapturedFailure failure = null;
        try {
            steps.destroy(object);
        } catch (Throwable thrown) {
            failure = CapturedFailure.of(thrown);
        }
        discarded(object, cause, failure);
        rethrowError(failure);
    }

    /** An object that nobody has a slot for was destroyed. */
    void discarded(T object, DestroyCause cause, @Nullable CapturedFailure failure) {
        forget(object);
        try {
            if (failure != null) {
                events.happened(new ObjectEvent.Failed(Failing.DESTROY, failure));
            }
        } finally { // also where there is no memory to tell of it
            events.happened(ObjectEvent.Destroyed.by(cause));
        }
    }

    /** An object is not the pool's any more: {@code create()} may return it again. Also under a lock. */
    public void forget(T object) {
        known.remove(object);
    }

    /** An error goes on to the handler of the thread, which is ours. */
    static void rethrowError(@Nullable CapturedFailure failure) {
        if (failure != null && failure.failure() instanceof Error error) {
            throw error;
        }
    }

    private CapturedFailure told(Failing what, Throwable failure) {
        CapturedFailure captured = CapturedFailure.of(failure);
        keepInterrupt(captured);
        events.happened(new ObjectEvent.Failed(what, captured));
        return captured;
    }

    /** An interrupt that user code swallowed into an exception was meant for the thread it ran on, which is not ours. */
    private static void keepInterrupt(@Nullable CapturedFailure failure) {
        if (failure != null && failure.failure() instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }
}
