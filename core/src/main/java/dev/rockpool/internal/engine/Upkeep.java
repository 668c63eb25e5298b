package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import dev.rockpool.internal.upkeep.SweepPlan;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps over the slots at regular times: takes back lost leases, notes since when each object is held, warns of those
 * that are held too long, marks idle ones that are due for validation, fills up to {@code minIdle}. {@link #runOnce} does that at a time it is told and says when
 * it wants to run again; it holds no thread, and runs no user code.
 *
 * <p>The scheduler knows the pool only weakly: one that was never closed, and that nobody has any more, is let go.
 */
final class Upkeep<T> {

    private final Core<T> core;
    private volatile SweepPlan plan; // replaced when the settings change
    private final HoldWatch<T> holdWatch;
    private final Repair<T> repair;
    private volatile Scheduler.@Nullable Timer timer;
    private boolean isStopped; // under the engine's lock

    Upkeep(Core<T> core) {
        this.core = core;
        this.plan = SweepPlan.of(core.facts.config.validateOnAcquire(), core.facts.config.holdWarning());
        this.holdWatch = new HoldWatch<>(core);
        this.repair = new Repair<>(core);
    }

    /** Begins to run at regular times. */
    void start() {
        schedule(core.ticker.nanoTime() + plan.intervalNanos());
    }

    /**
     * The pool is closed and done; leases that are still out are watched on. Sweeps go on while there are such, or while
     * something is owed; the last of them stops the timer. Under the lock; says whether they end.
     */
    boolean stop() {
        if (core.owed.isOwed) {
            return false;
        }
        boolean areOut = core.ledger.size() > 0;
        if (!isStopped) {
            core.futures.stop();
            if (areOut || holdWatch.hasOpenWarnings()) { // as long as there is a timer, there is a thread for this one
                watchAbandoned(core.ticker.nanoTime());
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
                next.beginAnew(core.ticker.nanoTime() + plan.intervalNanos());
            }
        } catch (Throwable noThread) {
            // whoever owes something next tries again
        }
    }

    /** Strongly, unlike the sweeps of an open pool: nobody else may know an object whose lease is lost after this. */
    private void watchAbandoned(long at) {
        core.scheduler.at(at, this::lookAtAbandoned);
    }

    private void lookAtAbandoned() {
        long now = core.ticker.nanoTime();
        try {
            core.leakWatch.reclaim();
            holdWatch.begin();
            core.table.forEach(slot -> holdWatch.look(slot, slot.look(), now, 0));
        } finally {
            if (core.ledger.size() > 0 && (core.leakWatch.isOn() || holdWatch.hasOpenWarnings())) {
                watchAbandoned(now + plan.intervalNanos());
            }
        }
    }

    /** The lease of a slot was lost. On the scheduler's thread. */
    void lost(Slot<T> slot) {
        holdWatch.forget(slot);
    }

    /** A timer that is there begins anew: that needs no memory, so the sweeps go on. */
    private void schedule(long at) {
        Scheduler.Timer mine = timer;
        if (mine != null) {
            mine.restart(at);
            return;
        }
        WeakReference<Upkeep<T>> self = new WeakReference<>(this);
        timer = core.scheduler.at(at, () -> {
            Upkeep<T> upkeep = self.get();
            if (upkeep != null) {
                upkeep.runAndScheduleNext();
            }
        });
    }

    private void runAndScheduleNext() {
        long now = core.ticker.nanoTime();
        long next = plan.intervalNanos();
        try {
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
        core.runtime.look();
        repair.run();
        if (core.shutdown.isFinished()) {
            core.futures.look();
            return core.lock.get(this::stop) ? -1 : plan.intervalNanos();
        }
        core.leakWatch.reclaim();
        sweep(now);
        core.statsReader.observe();
        core.lock.settle(core.monitor::sweep);
        core.futures.look();
        letSlotsGo();
        return plan.intervalNanos();
    }

    /** After a peak; a section for each 4,096 of them. */
    private void letSlotsGo() {
        boolean hasMore = true;
        while (hasMore) {
            hasMore = core.lock.get(core.table::letGo);
        }
    }

    private void sweep(long now) {
        SweepPlan present = plan;
        long mostHeldNanos = Nanos.of(core.facts.config.holdWarning());
        holdWatch.begin();
        core.table.forEach(slot -> {
            long word = slot.look();
            long sinceNanos = slot.swept(word, now);
            if (Snapshot.isIdle(word) && present.isDue(sinceNanos, now)) {
                slot.markDue(word);
            }
            holdWatch.look(slot, word, now, mostHeldNanos);
        });
    }

    /** The settings have changed. Under the lock. */
    void replan() {
        plan = SweepPlan.of(core.facts.config.validateOnAcquire(), core.facts.config.holdWarning());
    }
}
