package dev.rockpool.internal.engine;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.ageing.SweepPlan;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.time.Nanos;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a sweep over the slots does, step by step. On the scheduler's thread, without the lock, unless a method says otherwise. */
final class Sweep<T> {

    // Made with the class, as what links it late may do so at the end of memory, and then it stays broken.
    private static final Function<SlotTable<?>, Boolean> LET_GO = SlotTable::letGo;

    private final PoolState<T> state;
    private final EngineLock<T> lock;
    private final HoldWatch<T> holdWatch;
    private final LeakWatch<T> leakWatch;
    private final StatsReader<T> statsReader;
    private final AcquireErrors<T> errors;
    private final AgeSurvey<T> ages;
    private final EndedThreads<T> endedThreads;
    private final Supplier<Boolean> serve;
    private long before; // the last sweep, if hasRun
    private boolean hasRun;
    private volatile SweepPlan plan; // replaced when the settings change, under the lock

    Sweep(
            PoolState<T> state,
            EngineLock<T> lock,
            HoldWatch<T> holdWatch,
            LeakWatch<T> leakWatch,
            StatsReader<T> statsReader,
            AcquireErrors<T> errors) {
        this.state = state;
        this.lock = lock;
        this.holdWatch = holdWatch;
        this.leakWatch = leakWatch;
        this.statsReader = statsReader;
        this.errors = errors;
        this.ages = new AgeSurvey<>(state, lock);
        this.endedThreads = new EndedThreads<>(state, lock);
        this.serve = lock.monitor()::sweep;
        this.plan = planned();
    }

    private SweepPlan planned() {
        PoolConfig config = state.facts.config;
        return SweepPlan.of(
                config.validateOnAcquire(),
                config.holdWarning(),
                config.maxLifetime(),
                config.maxIdleTime(),
                config.healthCheckInterval(),
                config.reclaimAfter());
    }

    /** The settings have changed. Under the lock. */
    void replan() {
        plan = planned();
    }

    /** The time between two sweeps. By any thread. */
    long intervalNanos() {
        return plan.intervalNanos();
    }

    /** One sweep over the slots of an open pool. */
    void run(long now) {
        try {
            leakWatch.reclaim();
            long elapsed = hasRun ? now - before : 0;
            long missed = plan.missedNanos(elapsed);
            before = now;
            hasRun = true;
            ages.begin(now, plan.intervalNanos(), elapsed, missed);
            look(now, missed);
            ages.end();
            endedThreads.end();
            statsReader.observe();
            errors.rehearse();
        } finally { // whatever there was no memory for: somebody may wait
            serve();
        }
    }

    private void serve() {
        boolean hasMore = true;
        while (hasMore) {
            hasMore = lock.settleAfter(serve);
        }
    }

    private void look(long now, long missed) {
        holdWatch.begin();
        state.table.forEach(new Look(now, missed));
    }

    /** At each slot. */
    private final class Look implements Consumer<Slot<T>> {
        private final SweepPlan present = plan;
        private final long mostHeldNanos = Nanos.of(state.facts.config.holdWarning());
        private final long reclaimNanos = Nanos.of(state.facts.config.reclaimAfter());
        private final long now;
        private final long missed;

        Look(long now, long missed) {
            this.now = now;
            this.missed = missed;
        }

        @Override
        public void accept(Slot<T> slot) {
            long word = slot.look();
            long sinceNanos = slot.swept(word, now, missed);
            if (Snapshot.isIdle(word) && present.isDue(sinceNanos, now)) {
                slot.markDue(word);
            }
            holdWatch.look(slot, word, now, mostHeldNanos);
            if (reclaimNanos > 0) {
                leakWatch.reclaimOverdue(slot, word, now, reclaimNanos);
            }
            ages.look(slot, word);
            endedThreads.look(slot, word);
        }
    }

    /** The objects of today have had their time, whatever their age. By any thread. */
    void renewAll() {
        ages.renewAll();
    }

    /** After a peak; a section for each 4,096 of them. */
    void letSlotsGo() {
        boolean hasMore = true;
        while (hasMore) {
            hasMore = lock.get(state.table, LET_GO);
        }
    }

    /** One look at the leases that a closed pool has left out. */
    void lookAtAbandoned(long now) {
        leakWatch.reclaim();
        holdWatch.begin();
        state.table.forEach(new LookAtAbandoned(now));
    }

    private final class LookAtAbandoned implements Consumer<Slot<T>> {
        private final long now;

        LookAtAbandoned(long now) {
            this.now = now;
        }

        @Override
        public void accept(Slot<T> slot) {
            holdWatch.look(slot, slot.look(), now, 0);
        }
    }

    /** Whether leases that a closed pool has left out are of interest. */
    boolean watchesAbandoned() {
        return leakWatch.isOn() || hasOpenWarnings();
    }

    /** Whether there are leases whose end is to be told. By any thread. */
    boolean hasOpenWarnings() {
        return holdWatch.hasOpenWarnings();
    }
}
