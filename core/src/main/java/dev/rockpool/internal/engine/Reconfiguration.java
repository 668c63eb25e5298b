package dev.rockpool.internal.engine;

import dev.rockpool.ConfigChange;
import dev.rockpool.PoolConfig;
import dev.rockpool.Supply;
import dev.rockpool.Validation;
import dev.rockpool.Waiting;

/**
 * Brings the settings of a running pool to others, as far as they can change: those that are read each time they are
 * needed, or that one of the parts below can take over. What is fixed for the life of a pool: its name, which threads and
 * statistics bear; order and fairness, which are data structures; who creates; and what an object's slot was made for
 * (validation, background reset, leak detection). Called without the lock.
 */
final class Reconfiguration<T> {

    private final Core<T> core;

    Reconfiguration(Core<T> core) {
        this.core = core;
    }

    ConfigChange apply(PoolConfig wanted) {
        core.lock();
        try {
            PoolConfig before = core.config;
            PoolConfig merged = merge(before, wanted);
            takeOver(before, merged);
            ConfigChange change = ConfigChange.between(before, merged, wanted);
            if (!change.isComplete()) {
                core.later(() -> core.calls
                        .reports()
                        .warn("a running pool cannot change these settings, build a new one for them: "
                                + String.join(", ", change.unchanged())));
            }
            return change;
        } finally {
            core.settle();
        }
    }

    private static PoolConfig merge(PoolConfig before, PoolConfig wanted) {
        Waiting waiting = new Waiting(wanted.whenExhausted(), wanted.maxWaiters(), before.order(), before.fairness());
        boolean validates = before.validateOnAcquire().enabled() || before.validateOnReturn();
        Validation validation = validates
                ? new Validation(before.validateOnAcquire(), before.validateOnReturn(), wanted.validationTimeout())
                : before.validation();
        Supply supply = new Supply(before.creation(), wanted.parallelCreations(), before.resetInBackground());
        return new PoolConfig(
                before.name(),
                wanted.sizing(),
                wanted.timeouts(),
                waiting,
                validation,
                supply,
                before.leaks(),
                wanted.diagnostics(),
                wanted.histograms());
    }

    private void takeOver(PoolConfig before, PoolConfig merged) {
        boolean trimmed = core.trimsIdle;
        core.config = merged;
        core.setSizing(merged.sizing());
        core.calls.timeouts(merged.createTimeout(), merged.validationTimeout());
        core.calls.creators(merged.parallelCreations() - before.parallelCreations());
        core.latencies.turn(merged.histograms());
        core.engine.upkeep().replan();
        core.engine.watchAsNeeded();
        if (core.trimsIdle != trimmed || core.books.hasSurplus()) {
            core.dispatcher.placeAll();
        }
    }
}
