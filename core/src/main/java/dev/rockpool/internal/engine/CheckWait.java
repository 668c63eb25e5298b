package dev.rockpool.internal.engine;

import dev.rockpool.internal.time.Nanos;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One thread that waits for the verdict of a worker about one object, and may leave before it is there.
 *
 * <p>PENDING → PASSED | FAILED by the worker, PENDING → LEFT by the thread. Who makes that move owns the slot: a verdict
 * that finds the thread gone goes to {@code ifLeft}.
 */
final class CheckWait implements Consumer<Boolean> {

    private enum State {
        PENDING,
        PASSED,
        FAILED,
        LEFT
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.PENDING);
    private final Thread thread = Thread.currentThread();
    private final Consumer<Boolean> ifLeft;

    CheckWait(Consumer<Boolean> ifLeft) {
        this.ifLeft = ifLeft;
    }

    @Override
    public void accept(Boolean isValid) {
        if (state.compareAndSet(State.PENDING, isValid ? State.PASSED : State.FAILED)) {
            LockSupport.unpark(thread);
        } else {
            ifLeft.accept(isValid);
        }
    }

    /**
     * Waits for the verdict, whatever interrupts. While no thread can be had for it, not for longer than a validation may
     * take. By the thread that waits.
     */
    void await(long startNanos, Platform<?> platform) {
        long patienceEnds = startNanos + platform.lifecycle.validationNanos();
        boolean wasInterrupted = Thread.interrupted();
        while (isPending()) {
            long now = platform.ticker.nanoTime();
            boolean isImpatient = platform.lifecycle.lacksThreads();
            if (isImpatient && Nanos.isPast(now, patienceEnds)) {
                break;
            }
            platform.ticker.parkUntil(this, isImpatient ? patienceEnds : now + Nanos.FOREVER);
            wasInterrupted |= Thread.interrupted();
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What lets the thread look whether the pool is closed. */
    <T> Effect<T> wakeUp() {
        return new Effect.Unpark<>(thread);
    }

    boolean isPending() {
        return state.get() == State.PENDING;
    }

    boolean hasPassed() {
        return state.get() == State.PASSED;
    }

    boolean hasFailed() {
        return state.get() == State.FAILED;
    }

    /** Stops waiting; false if the verdict is there already. */
    boolean leave() {
        return state.compareAndSet(State.PENDING, State.LEFT);
    }
}
