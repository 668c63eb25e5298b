package dev.rockpool;

import dev.rockpool.Explanation.Cause;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.time.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The acquire's deadline passed. The message is the short form of an {@link Explanation}: the numbers, the longest hold,
 * the last creation failure, and the likely cause with its cure; {@link #explanation()} is the whole. The cause is the
 * last failure to create an object, if there was one that the acquire suffered from.
 */
public final class PoolTimeoutException extends PoolException {

    private static final long serialVersionUID = 2L;

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
    private final transient Explanation explanation;

    /**
     * Makes the exception.
     *
     * @param phase what the acquire was waiting for
     * @param timeout how long it was allowed to wait
     * @param waited how long it did wait
     * @param explanation the pool at the end of the wait
     * @param lastCreationFailure the last failure to create an object, or null
     */
    public PoolTimeoutException(
            Phase phase,
            Duration timeout,
            Duration waited,
            Explanation explanation,
            @Nullable Throwable lastCreationFailure) {
        this(
                phase,
                timeout,
                waited,
                explanation,
                lastCreationFailure,
                lastCreationFailure == null ? null : UserText.of(lastCreationFailure));
    }

    /**
     * Makes the exception for a failure that has been put into words already.
     *
     * @param phase what the acquire was waiting for
     * @param timeout how long it was allowed to wait
     * @param waited how long it did wait
     * @param explanation the pool at the end of the wait
     * @param lastCreationFailure the last failure to create an object, or null
     * @param failureText that failure in words, or null
     */
    public PoolTimeoutException(
            Phase phase,
            Duration timeout,
            Duration waited,
            Explanation explanation,
            @Nullable Throwable lastCreationFailure,
            @Nullable String failureText) {
        super(explanation.stats().name(), describe(phase, timeout, explanation, failureText), lastCreationFailure);
        this.phase = Objects.requireNonNull(phase, "phase");
        this.waited = Objects.requireNonNull(waited, "waited");
        this.stats = explanation.stats();
        this.explanation = explanation;
    }

    private static String describe(
            Phase phase, Duration timeout, Explanation explanation, @Nullable String failureText) {
        PoolStats stats = explanation.stats();
        Holder longest =
                explanation.holders().isEmpty() ? null : explanation.holders().get(0);
        String longestHold = longest == null ? "" : "longest hold " + longest + "; ";
        String verdict = explanation.cause() == Cause.NONE
                ? ""
                : "; likely cause: " + explanation.cause() + ", "
                        + explanation.verdict().summary() + "; cure: "
                        + explanation.verdict().cure();
        return "no object within " + Durations.inWords(timeout) + " (" + phase + "): "
                + ExplanationText.numbers(stats) + "; "
                + longestHold
                + "last creation failure: " + (failureText == null ? "none" : UserText.escaped(failureText))
                + verdict;
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
     * The pool at the end of the wait, in numbers. Lost when the exception is serialized.
     *
     * @return the snapshot
     */
    public PoolStats stats() {
        return stats;
    }

    /**
     * The pool at the end of the wait: who held its objects, what was being created, what was most likely the matter. Lost
     * when the exception is serialized.
     *
     * @return the explanation
     */
    public Explanation explanation() {
        return explanation;
    }
}
