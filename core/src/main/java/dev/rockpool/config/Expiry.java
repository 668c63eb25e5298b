package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Rules;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;

/**
 * When objects have had their time, and leases, too. An object whose time has come is replaced: the new one is made first,
 * and where the pool is full, one object at a time goes first. One that is leased goes when it comes back.
 *
 * @param maxLifetime how long an object is used after its creation; it is exceeded only while the object is leased, or
 *     until its replacement exists, and renewal begins up to an eighth of it, or a second, before; zero, the default, is
 *     for ever
 * @param lifetimeJitter by which part of {@code maxLifetime} an object may live less, drawn at random for each, so that
 *     objects that were created together do not go together; 0 to less than 1; default 0.1; means nothing without a
 *     {@code maxLifetime}
 * @param maxIdleTime how long an object is kept that nobody uses, on top of {@code minIdle}; it goes within two sweeps after,
 *     which are a quarter of this time, or two seconds; zero, the default, is for ever
 * @param maxUses how often an object is leased, exactly; it goes when it comes back from the last lease; 0, the default, is
 *     without a limit
 * @param reclaimAfter how long a lease may be out before the pool ends it: its object is destroyed
 *     ({@link dev.rockpool.monitor.DestroyCause#RECLAIMED}), whatever its holder does with it meanwhile, and its capacity is free
 *     when that is done. After that {@link dev.rockpool.Lease#get} and {@link dev.rockpool.Lease#detach} throw
 *     {@link IllegalStateException}, and close, invalidate and destroy do nothing. Told to the
 *     {@link dev.rockpool.monitor.PoolListener} and the log, with the holder and where its thread stands. Found by upkeep's
 *     sweeps (one a second, or in an eighth of this time), so up to two of them late and never early; a resetting, validating
 *     or activating thread has no lease. Where holder and pool end a lease at once, one of them does. Zero, the default, is
 *     for ever
 */
public record Expiry(
        Duration maxLifetime, double lifetimeJitter, Duration maxIdleTime, long maxUses, Duration reclaimAfter) {

    private static final Expiry NEVER =
            new Expiry(Duration.ZERO, Rules.DEFAULT_LIFETIME_JITTER, Duration.ZERO, 0, Duration.ZERO);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is out of its range, or {@code lifetimeJitter} is set without a
     *     {@code maxLifetime}
     */
    public Expiry {
        Problems problems = new Problems();
        Settings.MAX_LIFETIME.check(problems, maxLifetime);
        Settings.MAX_IDLE_TIME.check(problems, maxIdleTime);
        Settings.MAX_USES.check(problems, maxUses);
        Settings.RECLAIM_AFTER.check(problems, reclaimAfter);
        if (Settings.LIFETIME_JITTER.check(problems, lifetimeJitter)) {
            Rules.lifetimeJitterIsUsed(problems, lifetimeJitter, maxLifetime);
        }
        problems.throwIfAny();
    }

    /** {@return the default: objects and leases last for ever} */
    public static Expiry never() {
        return NEVER;
    }
}
