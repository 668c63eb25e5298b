package dev.rockpool.internal.lifecycle;

import dev.rockpool.Ticker;
import dev.rockpool.internal.lifecycle.TimedCall.Abandoned;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.time.Nanos;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that begins a stage and waits for its end, not for ever. For one stage.
 *
 * <p>PENDING → ENDED by whoever completes the stage, PENDING → LEFT by the thread, whose time is up. A stage that was left
 * counts as abandoned until it completes.
 *
 * @param <R> the stage's result
 */
final class StageWait<R> implements Work.Completion<R> {

    private enum State {
        PENDING,
        ENDED,
        LEFT
    }

    private final Abandoned abandoned;
    private final Thread thread = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.PENDING);
    private volatile @Nullable CapturedFailure failure; // written before the state moves on

    StageWait(Abandoned abandoned) {
        this.abandoned = abandoned;
    }

    /** Initialises what each of them needs. */
    static void load() {
        State.values();
    }

    @Override
    public void done(@Nullable R result, @Nullable Throwable thrown) {
        if (state.get() == State.PENDING) {
            failure = thrown == null ? null : CapturedFailure.of(thrown);
        }
        if (state.compareAndSet(State.PENDING, State.ENDED)) {
            LockSupport.unpark(thread);
        } else if (state.compareAndSet(State.LEFT, State.ENDED)) {
            abandoned.ended();
        }
    }

    /** Why it failed, or null. When it has ended in time. */
    @Nullable
    CapturedFailure failure() {
        return failure;
    }

    /**
     * Begins on this thread, and waits whatever interrupts; an interrupt stays with the thread.
     *
     * @return whether it ended within the limit
     */
    boolean run(Work<R> work, Ticker ticker, long limitNanos) {
        long deadline = ticker.nanoTime() + limitNanos;
        try {
            work.begin(this);
        } catch (Throwable thrown) { // before there was a stage
            done(null, thrown);
        }
        boolean wasInterrupted = Thread.interrupted();
        while (state.get() == State.PENDING && !Nanos.isPast(ticker.nanoTime(), deadline)) {
            ticker.parkUntil(this, deadline);
            wasInterrupted |= Thread.interrupted();
        }
        if (wasInterrupted) {
            thread.interrupt();
        }
        return hasEnded();
    }

    private boolean hasEnded() {
        if (state.get() == State.ENDED) {
            return true;
        }
        abandoned.begun(); // before the state says so, as it is taken back as soon as it does
        if (state.compareAndSet(State.PENDING, State.LEFT)) {
            return false;
        }
        abandoned.ended();
        return true;
    }
}
