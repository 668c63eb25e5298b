package dev.rockpool.internal.explain;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.LatencySummary;
import dev.rockpool.monitor.PoolStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Diagnosis} judges by.
 *
 * @param stats the numbers
 * @param config the settings in force
 * @param state what the pool knows of itself
 * @param need who wants an object
 * @param usual how long things take here
 * @param creations what is known about creations in flight
 * @param holds what is known about leases that are out
 * @param cleaning what is known about objects in reset, validation or destroy
 * @param holders the longest holders, the longest first
 * @param lastLost the last lease that the collector found lost, or null
 */
public record Symptoms(
        PoolStats stats,
        PoolConfig config,
        State state,
        Need need,
        Usual usual,
        Creations creations,
        Holds holds,
        Cleaning cleaning,
        List<Holder> holders,
        @Nullable Lost lastLost) {

    /**
     * What the pool knows of itself.
     *
     * @param isClosed whether it is closed
     * @param isSuspended whether it is suspended
     * @param failure the last failure to create while creation fails, else null
     * @param repeats whether that failure is an object that is in the pool already
     */
    public record State(
            boolean isClosed, boolean isSuspended, @Nullable CapturedFailure failure, boolean repeats) {}

    /**
     * Who wants an object.
     *
     * @param phase what an acquire that has just timed out was waiting for; null when none has
     * @param wasRecent whether an acquire has timed out or was refused a short while ago
     */
    public record Need(@Nullable Phase phase, boolean wasRecent) {}

    /**
     * How long things take here, as far as they were measured: since the statistics were reset, or else before that.
     *
     * @param hold leases
     * @param create creations
     */
    public record Usual(LatencySummary hold, LatencySummary create) {}

    /**
     * Creations in flight.
     *
     * @param abandoned how many have overrun their time and still run
     * @param oldestNanos for how long the oldest of the others has been in flight; -1 when there is none
     */
    public record Creations(int abandoned, long oldestNanos) {}

    /**
     * Leases that are out.
     *
     * @param slow how many for longer than {@link Diagnosis#slowHold}
     * @param nested how many threads hold one and wait for another
     * @param ended how many belong to threads that have ended
     * @param longestEnded the longest of those, or null
     */
    public record Holds(
            int slow, int nested, int ended, @Nullable Holder longestEnded) {}

    /**
     * Objects that are neither idle nor out.
     *
     * @param count how many are in reset, validation or destroy
     * @param oldestNanos for how long at least the one of them that has been there longest
     * @param promised how many were given to futures that have not been completed yet
     * @param promisedNanos for how long at least
     */
    public record Cleaning(int count, long oldestNanos, int promised, long promisedNanos) {}

    /**
     * A lease that the collector found lost.
     *
     * @param holder who had it
     * @param agoNanos when it was found
     */
    public record Lost(Holder holder, long agoNanos) {}

    /** Whether somebody waits for an object, or has waited in vain or was refused a short while ago. */
    boolean isWanted() {
        return need.phase != null || need.wasRecent || stats.waiting() > 0;
    }

    /** Whether no object is idle and none may be added. */
    boolean isExhausted() {
        return !hasRoom() && stats.idle() == 0;
    }

    /** Whether one more object may be created. */
    boolean hasRoom() {
        return stats.size() < stats.maxSize();
    }
}
