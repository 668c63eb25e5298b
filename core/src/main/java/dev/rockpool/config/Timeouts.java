package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;

/**
 * How long things may take. A duration too long for 64 bits of nanoseconds (292 years) means for ever.
 *
 * @param acquireTimeout how long {@link dev.rockpool.Pool#acquire()} waits; zero does not wait; default 30 s
 * @param createTimeout how long one attempt of a creator may take. One that overruns is abandoned: it counts as failed, its
 *     capacity is free, and its late result is adopted if the pool has capacity. A destroy and a background reset have the
 *     same time. Longer than zero, default 30 s
 * @param closeTimeout how long {@link dev.rockpool.Pool#close()} waits for leases; zero does not wait; default 30 s
 */
public record Timeouts(Duration acquireTimeout, Duration createTimeout, Duration closeTimeout) {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Timeouts {
        Problems problems = new Problems();
        Settings.ACQUIRE_TIMEOUT.check(problems, acquireTimeout);
        Settings.CREATE_TIMEOUT.check(problems, createTimeout);
        Settings.CLOSE_TIMEOUT.check(problems, closeTimeout);
        problems.throwIfAny();
    }
}
