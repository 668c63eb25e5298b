package dev.rockpool.internal.ageing;

import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.time.Nanos;
import java.time.Duration;

/**
 * How old objects become: pure functions of what is known of an object, the settings in force, and the time. So a change of
 * the settings holds for objects that are there already.
 *
 * @param lifetimeNanos how long an object lives at the most; {@link Nanos#FOREVER} without a limit
 * @param jitter by which part of that it may live shorter, from 0 to less than 1
 * @param idleNanos how long an object rests before it is one too many; {@link Nanos#FOREVER} without a limit
 */
public record AgeLimits(long lifetimeNanos, double jitter, long idleNanos) {

    /** The limits by these settings, where zero is without a limit. */
    public static AgeLimits of(Duration maxLifetime, double jitter, Duration maxIdleTime) {
        return new AgeLimits(orForever(maxLifetime), jitter, orForever(maxIdleTime));
    }

    private static long orForever(Duration limit) {
        return limit.isZero() ? Nanos.FOREVER : Nanos.of(limit);
    }

    /** Whether they are no others. (A record's own {@code equals} is linked at its first use.) */
    public boolean areSameAs(AgeLimits other) {
        return lifetimeNanos == other.lifetimeNanos && jitter == other.jitter && idleNanos == other.idleNanos;
    }

    /** Whether there is any. */
    public boolean areAny() {
        return lifetimeNanos < Nanos.FOREVER || idleNanos < Nanos.FOREVER;
    }

    /** How long an object lives that has drawn a number from 0 to less than 1. */
    public long lifetimeNanos(double draw) {
        return lifetimeNanos - (long) (lifetimeNanos * jitter * draw);
    }

    /** Whether an object will have had its time at a moment. */
    public boolean isExpired(Resident resident, long moment) {
        return lifetimeNanos < Nanos.FOREVER
                && resident.isBorn()
                && Nanos.isPast(moment, resident.bornNanos() + lifetimeNanos(resident.draw()));
    }

    /** Whether an object that is idle now has been so for too long. For upkeep, which has seen it. */
    public boolean hasRested(Resident resident, long now) {
        return idleNanos < Nanos.FOREVER && now - resident.usedNanos() >= idleNanos;
    }
}
