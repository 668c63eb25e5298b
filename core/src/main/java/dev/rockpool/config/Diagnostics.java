package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;

/**
 * What a pool records and warns of beyond what it knows for free, so that it can say more when it is asked. All of it can
 * be changed while the pool runs ({@link dev.rockpool.PoolControl#apply}).
 *
 * @param leakStacks the stack of every n-th acquire of each object (of the pool, for futures that have to wait) is kept
 *     while the lease is out and until the next one is, and shown with lost leases, hold-time warnings and in
 *     {@link dev.rockpool.PoolControl#explain()}; 0, the default, keeps none; 1 keeps each. A kept
 *     stack costs its acquire the making of a stack trace, the others a comparison
 * @param holdWarning a lease that has been out for this long is told, once, with the stack at which its thread stands:
 *     the listener hears of each, the log has one line in ten seconds with the number of those left out; zero, the
 *     default, warns of none. Found by upkeep's sweeps, so it costs acquire and release nothing; it comes up to two
 *     sweeps late (a sweep is an eighth of the time, 10 ms to 1 s) and never early
 * @param nestedAcquire what is done when a thread that holds a lease acquires one more; default
 *     {@link NestedAcquire#ALLOW}. The other two make every blocking acquire look at every object of the pool
 */
public record Diagnostics(int leakStacks, Duration holdWarning, NestedAcquire nestedAcquire) {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Diagnostics {
        Problems problems = new Problems();
        Settings.LEAK_STACKS.check(problems, leakStacks);
        Settings.HOLD_WARNING.check(problems, holdWarning);
        Settings.NESTED_ACQUIRE.check(problems, nestedAcquire);
        problems.throwIfAny();
    }
}
