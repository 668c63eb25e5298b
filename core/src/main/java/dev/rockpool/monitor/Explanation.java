package dev.rockpool.monitor;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.process.UserText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a pool is as it is: who holds its objects, who waits, what is being created, what failed last, what is in force,
 * and what is most likely the matter, with the cure. Made by {@link dev.rockpool.PoolControl#explain()} and with every
 * {@link dev.rockpool.PoolTimeoutException}; costs the pool nothing until then. Acquires that time out in a storm share
 * what is expensive to find out: all but the numbers. An immutable value, read from a pool at work, one part after the
 * other. {@link #toString()} is the whole as text for people.
 *
 * @param verdict what is most likely the matter
 * @param health the health and the numbers
 * @param holders leases that are out, the longest hold first; at most {@value #MOST_LISTED}
 * @param waiters acquires that wait, the oldest first; at most {@value #MOST_LISTED}
 * @param attempts creations in flight, the oldest first; at most {@value #MOST_LISTED}
 * @param failures the last failure of each step of the lifecycle that has failed since the pool was built
 * @param config the settings in force
 */
public record Explanation(
        Verdict verdict,
        PoolHealth health,
        List<Holder> holders,
        List<Waiter> waiters,
        List<Attempt> attempts,
        List<Failure> failures,
        PoolConfig config) {

    /** How many holders, waiters and attempts are listed at the most; the numbers of all are in {@link #stats()}. */
    public static final int MOST_LISTED = 16;

    /** What can be the matter with a pool. */
    public enum Cause {
        /** Nothing that the pool knows of. */
        NONE,
        /**
         * Leases were lost: the collector found them unreachable, or their threads have ended or left the methods that
         * acquired them. (That a thread has ended is known on JDKs before 21, and where stacks are kept.)
         */
        LEAK,
        /** All objects are out, each for a time that is usual here: more are wanted than there may be. */
        POOL_TOO_SMALL,
        /** All objects are out, and some for far longer than is usual: ten times the median, and a second at least. */
        SLOW_HOLDER,
        /** A thread that holds an object waits for another one of the same pool. */
        NESTED_ACQUIRE,
        /** Creation fails, and fewer objects are alive than there may be. */
        FACTORY_DOWN,
        /**
         * The place that objects come from has no more for now ({@link dev.rockpool.SourceExhaustedException}), and fewer are alive
         * than there may be.
         */
        SOURCE_EXHAUSTED,
        /** The factory returned an object that is in the pool already, where it must make a new one. */
        FACTORY_REPEATS,
        /** A creation has not come back for far longer than is usual, or overran {@code createTimeout}. */
        FACTORY_HUNG,
        /** Creations are in flight and take longer than acquires wait. */
        FACTORY_SLOW,
        /** Objects, or an acquire, are held up by a reset, a validation, an activation or a destroy that does not come back. */
        CLEANUP_HUNG,
        /** Objects fail their reset, validation or activation as fast as they are made. */
        OBJECTS_REJECTED,
        /** Acquires wait while objects are replaced that had their time: {@code maxLifetime} or {@code maxUses}. */
        EXPIRY_STORM,
        /** Objects expire faster than they can be made. */
        LIFETIME_TOO_SHORT,
        /** Objects fail a health check as fast as they are made. */
        HEALTH_CHECKS_FAIL,
        /** Objects fail or are invalidated before they are as old as {@code maxLifetime}. */
        OBJECTS_DIE_EARLY,
        /** Leases were out for longer than {@code reclaimAfter} and ended by the pool, one in an hour at least. */
        LEASES_RECLAIMED,
        /** The pool is suspended. */
        SUSPENDED,
        /** The pool is closed. */
        CLOSED
    }

    /** A step of the lifecycle. */
    public enum Step {
        /** {@link dev.rockpool.Lifecycle#create()}. */
        CREATE,
        /** {@link dev.rockpool.Lifecycle#activate}. */
        ACTIVATE,
        /** {@link dev.rockpool.Lifecycle#reset}. */
        RESET,
        /** {@link dev.rockpool.Lifecycle#validate}. */
        VALIDATE,
        /** {@link dev.rockpool.Lifecycle#isHealthy}. */
        CHECK_HEALTH,
        /** {@link dev.rockpool.Lifecycle#destroy}. */
        DESTROY
    }

    /**
     * What is most likely the matter.
     *
     * @param cause in one word
     * @param summary in words, with the numbers that say so
     * @param cure what to do about it; empty when nothing is the matter
     */
    public record Verdict(Cause cause, String summary, String cure) {

        /** Checks that nothing is null. */
        public Verdict {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(summary, "summary");
            Objects.requireNonNull(cure, "cure");
        }
    }

    /**
     * An acquire that waits.
     *
     * @param threadId the thread that waits; for a future, the thread that asked
     * @param threadName its name, with control characters escaped; null if the pool does not know it
     * @param isFuture whether it is a future
     * @param waited for how long it has waited
     * @param timeout how long it may wait
     */
    public record Waiter(
            long threadId, @Nullable String threadName, boolean isFuture, Duration waited, Duration timeout) {

        /** Escapes control characters. */
        public Waiter {
            threadName = threadName == null ? null : UserText.escaped(threadName);
        }
    }

    /**
     * A creation in flight.
     *
     * @param since for how long it has been running, or waiting for a creator
     * @param onCaller whether it runs on the thread that acquires
     */
    public record Attempt(Duration since, boolean onCaller) {}

    /**
     * The last failure of a step. The pool keeps it as long as it lives, with all that it refers to.
     *
     * @param step the step
     * @param failure what it threw; null for a validation that said no
     * @param text that in words, as it was when the step failed: one line of at most 1,000 characters, with control
     *     characters escaped
     * @param at when
     */
    public record Failure(Step step, @Nullable Throwable failure, String text, Instant at) {

        /** Checks that the text is there, and escapes control characters. */
        public Failure {
            text = UserText.escaped(text);
        }

        /**
         * Whether the other says the same of the same exception. What it threw is the user's, and is not asked.
         *
         * @param other another failure
         * @return whether they are the same
         */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Failure that
                    && step == that.step
                    && failure == that.failure
                    && text.equals(that.text)
                    && at.equals(that.at);
        }

        /**
         * Fits {@link #equals}.
         *
         * @return the hash code
         */
        @Override
        public int hashCode() {
            return Objects.hash(step, System.identityHashCode(failure), text, at);
        }

        /**
         * The failure in words. What the step threw is the user's, and is not asked.
         *
         * @return step, text and time
         */
        @Override
        public String toString() {
            return step + " failed at " + at + ": " + text;
        }
    }

    /** Copies the lists. */
    public Explanation {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(health, "health");
        Objects.requireNonNull(config, "config");
        holders = List.copyOf(holders);
        waiters = List.copyOf(waiters);
        attempts = List.copyOf(attempts);
        failures = List.copyOf(failures);
    }

    /** {@return what is most likely the matter, in one word; see {@link Verdict}} */
    public Cause cause() {
        return verdict.cause();
    }

    /** {@return the numbers of the pool at that time} */
    public PoolStats stats() {
        return health.stats();
    }

    /**
     * The whole in words, on several lines: the verdict first, then what it is based on. Of the configuration it has what
     * is not by default; {@link PoolConfig#describe()} has all.
     *
     * @return the text
     */
    @Override
    public String toString() {
        return ExplanationText.of(this);
    }
}
