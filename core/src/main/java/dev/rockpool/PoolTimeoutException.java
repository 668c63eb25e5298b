package dev.rockpool;

import dev.rockpool.internal.process.Durations;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Explanation.Cause;
import dev.rockpool.monitor.PoolStats;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The acquire's deadline passed. The message is the short form of an {@link Explanation}: the numbers, the longest hold,
 * the last creation failure, and the likely cause with its cure; {@link #explanation()} is the whole. The cause is the
 * last failure to create an object, if there was one that the acquire suffered from.
 */
public final class PoolTimeoutException extends PoolException {

    private static final long serialVersionUID = 3L;

    /** What the acquire was waiting for. */
    public enum Phase {
        /** For an object to come back. */
        WAITING,
        /** For an object that was being created for it. */
        CREATING,
        /** For the validation of an object that was meant for it. */
        VALIDATING,
        /** For the activation of an object that was meant for it. */
        ACTIVATING
    }

    /**
     * The last circumstances that were put into words. Acquires that time out together share them, and a stage of a
     * {@link java.util.concurrent.CompletableFuture} reads the message of each failure that it passes on. Replaced by anyone.
     */
    private static volatile @Nullable Circumstances lastRead;

    /** What the acquire was waiting for. */
    private final Phase phase;

    /** How long it was allowed to wait. */
    private final Duration timeout;

    /** How long it waited. */
    private final Duration waited;

    /** The message, once somebody has read it: the same whoever makes it. */
    private volatile @Nullable String text;

    private final transient @Nullable Supplier<Explanation> source; // null only when this was serialized
    private transient volatile @Nullable Explanation explanation; // once somebody has read it

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
        this(explanation.stats().name(), phase, timeout, waited, new Made(explanation), lastCreationFailure);
    }

    private record Made(Explanation explanation) implements Supplier<Explanation> {
        @Override
        public Explanation get() {
            return explanation;
        }
    }

    /**
     * Makes the exception, and its words when somebody reads them: of thousands that time out together hardly any is read.
     *
     * @param poolName which pool
     * @param phase what the acquire was waiting for
     * @param timeout how long it was allowed to wait
     * @param waited how long it did wait
     * @param explanation gives the pool at the end of the wait, from what was noted then; called by any thread, and each
     *     time the same
     * @param lastCreationFailure the last failure to create an object, or null
     */
    public PoolTimeoutException(
            String poolName,
            Phase phase,
            Duration timeout,
            Duration waited,
            Supplier<Explanation> explanation,
            @Nullable Throwable lastCreationFailure) {
        super(poolName, lastCreationFailure);
        this.phase = Objects.requireNonNull(phase, "phase");
        this.timeout = Objects.requireNonNull(timeout, "timeout");
        this.waited = Objects.requireNonNull(waited, "waited");
        this.source = Objects.requireNonNull(explanation, "explanation");
    }

    /**
     * The numbers of the pool at the end of the wait, the longest hold, the last creation failure, and the likely cause with
     * its cure. Made when it is first read.
     *
     * @return the message
     */
    @Override
    public String getMessage() {
        String made = text;
        if (made == null) {
            made = sentence(poolName(), describe());
            text = made;
        }
        return made;
    }

    private String describe() {
        Circumstances around = circumstances(explanation());
        return "no object within " + Durations.inWords(timeout) + " (" + phase + "): " + around.numbers
                + "last creation failure: " + (getCause() == null ? "none" : UserText.of(getCause())) + around.verdict;
    }

    private static Circumstances circumstances(Explanation explained) {
        Circumstances known = lastRead;
        if (known == null || !known.of.refersTo(explained)) {
            String longestHold = explained.holders().isEmpty()
                    ? ""
                    : "longest hold " + explained.holders().get(0).toString() + "; ";
            String verdict = explained.cause() == Cause.NONE
                    ? ""
                    : "; likely cause: " + explained.cause() + ", "
                            + explained.verdict().summary() + "; cure: "
                            + explained.verdict().cure();
            String numbers = explained.stats().gauges() + "; " + longestHold;
            known = new Circumstances(new WeakReference<>(explained), numbers, verdict);
            lastRead = known;
        }
        return known;
    }

    /** What the messages of those that share an explanation have in common. */
    private record Circumstances(WeakReference<Explanation> of, String numbers, String verdict) {}

    /**
     * Writes the message, and leaves the explanation out.
     *
     * @param out where to
     * @throws IOException if that fails
     */
    private void writeObject(ObjectOutputStream out) throws IOException {
        text = getMessage(); // it is all that is left of the explanation afterwards
        out.defaultWriteObject();
    }

    /** {@return what the acquire was waiting for when its time was up} */
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

    /** {@return the pool at the end of the wait, in numbers} Lost when the exception is serialized. */
    @SuppressWarnings("NullAway") // null only after serialization, as documented
    public PoolStats stats() {
        Explanation known = explanation();
        return known == null ? null : known.stats();
    }

    /**
     * {@return the pool at the end of the wait: who held its objects, what was being created, what was most likely the
     * matter} Lost when the exception is serialized.
     */
    @SuppressWarnings("NullAway") // null only after serialization, as documented
    public Explanation explanation() {
        Explanation made = explanation;
        if (made == null && source != null) {
            made = source.get();
            explanation = made;
        }
        return made;
    }
}
