package dev.rockpool.internal.upkeep;

import dev.rockpool.Holder;
import dev.rockpool.PoolConfig;
import dev.rockpool.PoolStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Diagnosis} judges by.
 *
 * @param stats the numbers
 * @param config the settings in force
 * @param isClosed whether the pool is closed
 * @param isSuspended whether it is suspended
 * @param isWanted whether somebody waits for an object, or has just waited in vain
 * @param failure the last failure to create while creation fails, else null
 * @param creations what is known about creations in flight
 * @param holds what is known about leases that are out
 * @param cleaning what is known about objects in reset, validation or destroy
 * @param holders the longest holders, the longest first
 * @param lastLost the last lease that the collector found lost, or null
 */
public record Symptoms(
        PoolStats stats,
        PoolConfig config,
        boolean isClosed,
        boolean isSuspended,
        boolean isWanted,
        @Nullable Throwable failure,
        Creations creations,
        Holds holds,
        Cleaning cleaning,
        List<Holder> holders,
        @Nullable Holder lastLost) {

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
     */
    public record Holds(int slow, int nested) {}

    /**
     * Objects in reset, validation or destroy.
     *
     * @param count how many
     * @param oldestNanos for how long at least the one that has been there longest
     */
    public record Cleaning(int count, long oldestNanos) {}

    /** Whether no object is idle and none may be added. */
    boolean isExhausted() {
        return stats.idle() == 0 && stats.leased() + cleaning.count >= stats.maxSize();
    }

    /** Whether one more object may be created. */
    boolean hasRoom() {
        return stats.size() < stats.maxSize();
    }
}
