package dev.rockpool.internal.engine;

import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.internal.ageing.AgeLimits;
import dev.rockpool.internal.config.Settings;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.PoolEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings the settings of a running pool to others, as far as the catalogue says that they can change: those that are read
 * each time they are needed, or that one of the parts below can take over. What is fixed for the life of a pool: its name,
 * which threads and statistics bear; order and fairness, which are data structures; who creates; and what an object's slot
 * was made for (validation, background reset, leak detection). Called without the lock.
 */
final class Reconfiguration<T> {

    // Made with the class, as what links it late may do so at the end of memory, and then it stays broken.
    private static final Consumer<Slot<?>> MARK_DUE = Reconfiguration::markDue;

    private final PoolState<T> state;
    private final Facts facts;
    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final Monitor<T> monitor;
    private final Sweep<T> sweep;
    private final FastPath<T> engine;

    Reconfiguration(PoolState<T> state, Platform<T> platform, EngineLock<T> lock, Sweep<T> sweep, FastPath<T> engine) {
        this.state = state;
        this.facts = state.facts;
        this.platform = platform;
        this.lock = lock;
        this.monitor = lock.monitor();
        this.sweep = sweep;
        this.engine = engine;
    }

    /** The settings in force. */
    PoolConfig config() {
        return facts.config;
    }

    void resize(int maxSize) {
        lock.change(new Resize(maxSize));
    }

    private final class Resize implements Runnable {
        private final int maxSize;

        Resize(int maxSize) {
            this.maxSize = maxSize;
        }

        @Override
        public void run() {
            resizeUnderLock(maxSize);
        }
    }

    private void resizeUnderLock(int maxSize) {
        PoolConfig changed = Settings.withSizing(facts.config, resized(maxSize), "control().resize");
        monitor.changeBound(maxSize);
        facts.config = changed;
        if (state.ledger.hasSurplus()) {
            monitor.placeAll();
        }
    }

    /** A maxIdle that was built as large as the bound follows it; another stays as it was built, as far as it fits. */
    private Sizing resized(int maxSize) {
        Sizing built = facts.setSizing;
        boolean follows = built.maxIdle() == built.maxSize();
        return new Sizing(maxSize, facts.config.minIdle(), follows ? maxSize : Math.min(built.maxIdle(), maxSize));
    }

    void minIdle(int atLeast) {
        lock.settle(new MinIdle(atLeast));
    }

    private final class MinIdle implements Runnable {
        private final int atLeast;

        MinIdle(int atLeast) {
            this.atLeast = atLeast;
        }

        @Override
        public void run() {
            minIdleUnderLock(atLeast);
        }
    }

    private void minIdleUnderLock(int atLeast) {
        facts.config =
                Settings.withSizing(facts.config, facts.config.sizing().withMinIdle(atLeast), "control().minIdle");
        monitor.demand().stock().lookAnew();
    }

    /** The objects of today are replaced little by little. */
    void renew() {
        sweep.renewAll();
    }

    /** Idle objects are validated before their next leases. Without the lock, as in a sweep. */
    void revalidate() {
        if (facts.validatesOnAcquire) {
            state.table.forEach(MARK_DUE);
        }
    }

    private static void markDue(Slot<?> slot) {
        long word = slot.look();
        if (Snapshot.isIdle(word)) {
            slot.markDue(word);
        }
    }

    ConfigChange apply(PoolConfig wanted) {
        ConfigChange change = lock.settleAfter(new Apply(wanted));
        lock.walk();
        return change;
    }

    private final class Apply implements Supplier<ConfigChange> {
        private final PoolConfig wanted;

        Apply(PoolConfig wanted) {
            this.wanted = wanted;
        }

        @Override
        public ConfigChange get() {
            return applyUnderLock(wanted);
        }
    }

    private ConfigChange applyUnderLock(PoolConfig wanted) {
        PoolConfig before = facts.config;
        PoolConfig merged = Settings.merge(before, wanted);
        takeOver(before, merged);
        ConfigChange change = new ConfigChange(inWords(before, merged), inWords(merged, wanted));
        if (!change.isComplete()) {
            state.effects.add(new Effect.Tell<>(PoolEvent.Note.warning(
                    "settings",
                    "a running pool cannot change these settings, build a new one for them: "
                            + String.join(", ", change.unchanged()))));
        }
        return change;
    }

    private static List<String> inWords(PoolConfig from, PoolConfig to) {
        List<String> words = new ArrayList<>();
        for (Settings.Difference each : Settings.differences(from, to)) {
            words.add(each.toString());
        }
        return List.copyOf(words);
    }

    private void takeOver(PoolConfig before, PoolConfig merged) {
        boolean trimmed = facts.trimsIdle;
        facts.config = merged;
        takeOverAges(merged);
        setSizing(merged.sizing());
        platform.lifecycle.timeouts(merged.createTimeout(), merged.validationTimeout());
        platform.threads.moreAttempts(merged.parallelCreations() - before.parallelCreations());
        state.outage.timing(merged.supply());
        platform.latencies.turn(merged.histograms());
        sweep.replan();
        engine.watchAsNeeded();
        if (facts.trimsIdle != trimmed || state.ledger.hasSurplus()) {
            monitor.placeAll();
        }
    }

    /** Objects that are there go by the new limits; which of them have had their time is seen by the next sweep. */
    private void takeOverAges(PoolConfig merged) {
        AgeLimits limits = Facts.limitsIn(merged);
        if (!limits.areSameAs(facts.ageLimits)) {
            facts.ageLimits = limits;
            monitor.demand().renewal().forget();
        }
    }

    /** Takes other sizes over; objects that are too many by it are not looked for. */
    private void setSizing(Sizing sizing) {
        facts.setSizing = sizing;
        facts.trimsIdle = sizing.maxIdle() < sizing.maxSize();
        monitor.demand().stock().lookAnew();
        monitor.changeBound(sizing.maxSize());
    }
}
