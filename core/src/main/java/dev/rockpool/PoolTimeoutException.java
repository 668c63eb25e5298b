package dev.rockpool;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The acquire's deadline passed. The message is a snapshot of the pool; the cause is the last failure to create an
 * object, if there was one that the acquire suffered from.
 */
public final class PoolTimeoutException extends PoolException {

    private static final long serialVersionUID = 1L;

    /** What the acquire was waiting for. */
    public enum Phase {
        /** For an object to come back. */
        WAITING,
        /** For an object that was being created for it. */
        CREATING,
        /** For the validation of an object that was meant for it. */
        VALIDATING
    }

    /** What the acquire was waiting for. */
    private final Phase phase;

    /** How long it waited. */
    private final Duration waited;

    private final transient PoolStats stats;

    /**
     * Makes the exception.
     *
     * @param phase what the acquire was waiting for
     * @param timeout how long it was allowed to wait
     * @param waited how long it did wait
     * @param stats the pool at the end of the wait
     * @param longestHold who holds an object longest and since when, in words; null if that is not known
     * @param lastCreationFailure the last failure to create an object, or null
     */
    public PoolTimeoutException(
            Phase phase,
            Duration timeout,
            Duration waited,
            PoolStats stats,
            @Nullable String longestHold,
            @Nullable Throwable lastCreationFailure) {
        super(stats.name(), describe(phase, timeout, stats, longestHold, lastCreationFailure), lastCreationFailure);
        this.phase = Objects.requireNonNull(phase, "phase");
        this.waited = Objects.requireNonNull(waited, "waited");
        this.stats = stats;
    }

    private static String describe(
            Phase phase,
            Duration timeout,
            PoolStats stats,
            @Nullable String longestHold,
            @Nullable Throwable lastCreationFailure) {
        return "no object within " + Durations.inWords(timeout) + " (" + phase + "): "
                + stats.leased() + " of " + stats.maxSize() + " leased, "
                + stats.idle() + " idle, "
                + stats.creating() + " being created, "
                + stats.waiting() + " waiting; "
                + (longestHold == null ? "" : "longest hold " + longestHold + "; ")
                + "last creation failure: " + (lastCreationFailure == null ? "none" : lastCreationFailure);
    }

    /**
     * What the acquire was waiting for when its time was up.
     *
     * @return the phase
     */
    public Phase phase() {
        return phase;
    }

    /**
     * How long the acquire waited.
     *
     * @return the time, zero for an acquire that does not wait
     */
    public Duration waited() {
        return waited;
    }

    /**
     * The pool at the end of the wait. Lost when the exception is serialized.
     *
     * @return the snapshot
     */
    public PoolStats stats() {
        return stats;
    }
}
