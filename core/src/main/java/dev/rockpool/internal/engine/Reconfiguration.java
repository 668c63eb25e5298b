package dev.rockpool.internal.engine;

import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.config.Settings;
import dev.rockpool.internal.stats.PoolEvent;
import java.util.List;

/**
 * Brings the settings of a running pool to others, as far as the catalogue says that they can change: those that are read
 * each time they are needed, or that one of the parts below can take over. What is fixed for the life of a pool: its name,
 * which threads and statistics bear; order and fairness, which are data structures; who creates; and what an object's slot
 * was made for (validation, background reset, leak detection). Called without the lock.
 */
final class Reconfiguration<T> {

    private final Core<T> core;

    Reconfiguration(Core<T> core) {
        this.core = core;
    }

    ConfigChange apply(PoolConfig wanted) {
        return core.lock.settleAfter(() -> applyUnderLock(wanted));
    }

    private ConfigChange applyUnderLock(PoolConfig wanted) {
        PoolConfig before = core.facts.config;
        PoolConfig merged = Settings.merge(before, wanted);
        takeOver(before, merged);
        ConfigChange change = new ConfigChange(inWords(before, merged), inWords(merged, wanted));
        if (!change.isComplete()) {
            core.effects.add(new Effect.Tell<>(
                    PoolEvent.Note.warning("a running pool cannot change these settings, build a new one for them: "
                            + String.join(", ", change.unchanged()))));
        }
        return change;
    }

    private static List<String> inWords(PoolConfig from, PoolConfig to) {
        return Settings.differences(from, to).stream()
                .map(Settings.Difference::toString)
                .toList();
    }

    private void takeOver(PoolConfig before, PoolConfig merged) {
        boolean trimmed = core.facts.trimsIdle;
        core.facts.config = merged;
        core.setSizing(merged.sizing());
        core.lifecycle.timeouts(merged.createTimeout(), merged.validationTimeout());
        core.runtime.moreAttempts(merged.parallelCreations() - before.parallelCreations());
        core.outage.timing(merged.supply());
        core.latencies.turn(merged.histograms());
        core.engine.upkeep().replan();
        core.engine.watchAsNeeded();
        if (core.facts.trimsIdle != trimmed || core.ledger.hasSurplus()) {
            core.monitor.placeAll();
        }
    }
}
