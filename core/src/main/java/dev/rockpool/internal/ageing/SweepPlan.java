package dev.rockpool.internal.ageing;

import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.internal.time.Nanos;
import java.time.Duration;

/**
 * How often a pool's slots are looked at, and which idle ones are then due for validation: pure functions of times.
 *
 * <p>A sweep that finds a slot idle in a word it has not seen before knows that it became idle within the interval before.
 * So a slot first seen at {@code s} has been idle since {@code s - interval} at the earliest, and the next look at it
 * comes {@code interval} from now: it is due already if {@code now + interval - (s - interval) >= idleFor}. That way none
 * that has been idle for {@code idleFor} is ever handed out unvalidated, and some are validated up to two intervals
 * early.
 *
 * @param intervalNanos the time between two sweeps: 1 s, or an eighth of {@code idleFor} or of the shortest other time that
 *     sweeps look after, if that is shorter, but not less than 10 ms
 * @param marksIdle whether idle slots become due at all
 * @param idleForNanos after how long
 */
public record SweepPlan(long intervalNanos, boolean marksIdle, long idleForNanos) {

    private static final long LONGEST_NANOS = 1_000_000_000L;
    private static final long SHORTEST_NANOS = 10_000_000L;
    private static final long LATE_SWEEPS = 8; // about as long as the shortest time that they look after

    /**
     * The plan for a pool with these settings.
     *
     * @param others the other times that sweeps look after; zero for one that is off
     */
    public static SweepPlan of(ValidateOnAcquire setting, Duration... others) {
        boolean marksIdle = setting.enabled() && !setting.idleFor().isZero();
        long idleFor = marksIdle ? Nanos.of(setting.idleFor()) : Nanos.FOREVER;
        long shortest = idleFor;
        for (Duration other : others) {
            shortest = other.isZero() ? shortest : Math.min(shortest, Nanos.of(other));
        }
        return new SweepPlan(Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, shortest / 8)), marksIdle, idleFor);
    }

    /**
     * How much of the time since the last sweep was missed, as the machine slept or the process was stopped, so that callers
     * could do nothing either: nothing while a sweep is late by a few, as on a busy machine.
     */
    public long missedNanos(long elapsedNanos) {
        return elapsedNanos > LATE_SWEEPS * intervalNanos ? elapsedNanos - intervalNanos : 0;
    }

    /** Whether a slot first seen idle at {@code firstSeen} is due at {@code now}. */
    public boolean isDue(long firstSeen, long now) {
        return marksIdle && now - firstSeen + 2 * intervalNanos >= idleForNanos;
    }
}
