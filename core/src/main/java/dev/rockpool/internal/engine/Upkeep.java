package dev.rockpool.internal.engine;

import dev.rockpool.internal.time.Scheduler;
import java.lang.ref.WeakReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps over the slots at regular times: takes back lost leases, notes since when each object is held, warns of those
 * that are held too long, marks idle ones that are due for validation, finds those that have had their time or rested too
 * long, plans health checks, fills up to {@code minIdle}. {@link #runOnce} does that at a time it is told and says when
 * it wants to run again; it holds no thread, and runs no user code.
 *
 * <p>The scheduler knows the pool only weakly: one that was never closed, and that nobody has any more, is let go.
 */
final class Upkeep<T> {

    private final PoolState<T> state;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final Sweep<T> sweep;
    private final FutureExits<T> futures;
    private final Repair<T> repair;
    private final Supplier<Boolean> stop = this::stop;
    private volatile Scheduler.@Nullable Timer timer;
    private volatile Scheduler.@Nullable Timer abandonedTimer; // null until the pool is closed and done
    private boolean isStopped; // under the engine's lock

    Upkeep(
            PoolState<T> state,
            Platform<T> platform,
            EngineLock<T> lock,
            Sweep<T> sweep,
            FutureExits<T> futures,
            Repair<T> repair) {
        this.state = state;
        this.platform = platform;
        this.lock = lock;
        this.sweep = sweep;
        this.futures = futures;
        this.repair = repair;
    }

    /** Begins to run at regular times. */
    void start() {
        schedule(platform.ticker.nanoTime() + sweep.intervalNanos());
    }

    /** The pool is closed and done: the sweeps end, unless something is left for them. Not under the lock. */
    void stopUnlessOwed() {
        lock.get(stop);
    }

    /**
     * The pool is closed and done; leases that are still out are watched on. Sweeps go on while there are such, or while
     * something is owed; the last of them stops the timer. Under the lock; says whether they end.
     */
    boolean stop() {
        if (lock.owed().isOwed) {
            return false;
        }
        boolean areOut = state.ledger.size() > 0;
        if (!isStopped) {
            futures.stop();
            if (areOut || sweep.hasOpenWarnings()) { // as long as there is a timer, there is a thread for this one
                watchAbandoned(platform.ticker.nanoTime());
            }
            isStopped = true;
        }
        Scheduler.Timer next = timer;
        if (!areOut && next != null) {
            next.cancel();
        }
        return !areOut;
    }

    /** Something is owed, and the sweeps may have ended. By any thread; throws nothing. */
    void wake() {
        Scheduler.Timer next = timer;
        try {
            if (next != null) {
                next.beginAnew(platform.ticker.nanoTime() + sweep.intervalNanos());
            }
        } catch (Throwable noThread) {
            // whoever owes something next tries again
        }
    }

    /** Strongly, unlike the sweeps of an open pool: nobody else may know an object whose lease is lost after this. */
    private void watchAbandoned(long at) {
        abandonedTimer = platform.threads.scheduler().at(at, new LookAtAbandoned());
    }

    private final class LookAtAbandoned implements Runnable {
        @Override
        public void run() {
            lookAtAbandoned();
        }
    }

    private void lookAtAbandoned() {
        long now = platform.ticker.nanoTime();
        try {
            sweep.lookAtAbandoned(now);
        } finally {
            Scheduler.Timer mine = abandonedTimer;
            if (mine != null && state.ledger.size() > 0 && sweep.watchesAbandoned()) {
                mine.restart(now + sweep.intervalNanos());
            }
        }
    }

    /** A timer that is there begins anew: that needs no memory, so the sweeps go on. */
    private void schedule(long at) {
        Scheduler.Timer mine = timer;
        if (mine != null) {
            mine.restart(at);
            return;
        }
        timer = platform.threads.scheduler().at(at, new Run<>(this));
    }

    private static final class Run<T> extends WeakReference<Upkeep<T>> implements Runnable {
        Run(Upkeep<T> upkeep) {
            super(upkeep);
        }

        @Override
        public void run() {
            Upkeep<T> upkeep = get();
            if (upkeep != null) {
                upkeep.runAndScheduleNext();
            }
        }
    }

    private void runAndScheduleNext() {
        long now = platform.ticker.nanoTime();
        long next = sweep.intervalNanos();
        try {
            platform.threads.look();
            next = runOnce(now);
        } finally { // also if a sweep failed
            if (next >= 0) {
                schedule(now + next);
            }
        }
    }

    /**
     * One sweep.
     *
     * @return in how many nanoseconds it wants to run again; -1 when the pool is closed and done
     */
    long runOnce(long now) {
        try {
            repair.run();
        } finally { // what cannot be made good yet keeps nothing else waiting
            try {
                futures.look();
            } finally {
                if (!state.facts.isFinished) {
                    sweep.run(now);
                }
            }
        }
        if (state.facts.isFinished) {
            return lock.get(stop) ? -1 : sweep.intervalNanos();
        }
        sweep.letSlotsGo();
        return sweep.intervalNanos();
    }
}
