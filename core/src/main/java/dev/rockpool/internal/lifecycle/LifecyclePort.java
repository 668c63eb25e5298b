package dev.rockpool.internal.lifecycle;

import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.monitor.DestroyCause;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a lifecycle, each with a time limit and an outcome, as the engine sees them. A step begins when it is asked
 * for, and ends on a thread of its own choice; so it may be blocking code or not. It says what happens to {@link
 * dev.rockpool.internal.stats.Events}, but for what is counted by whoever hears of an outcome, under the engine's lock.
 *
 * <p>Thread-safe. Called under no lock. Each outcome is heard once, under no lock.
 *
 * @param <T> the objects' type
 */
public interface LifecyclePort<T> {

    /** What becomes of an attempt to create. Whoever hears of it says what happened, by {@link Made#event}. */
    interface CreateOutcome<T> {
        /** It ended in time; on the creator. */
        void ended(Made<T> made);

        /** It is abandoned; on the scheduler's thread. */
        void overran(CapturedFailure failure);

        /** An abandoned attempt ended after all; on the creator. A failure has been counted as its overrun. */
        void endedLate(Made<T> made);
    }

    /** Attempts to create, within {@code createTimeout}. */
    void create(CreateOutcome<T> outcome);

    /**
     * Prepares an object for a lease, within {@code createTimeout}; the outcome is why that failed, or null.
     */
    void activate(T object, Consumer<@Nullable CapturedFailure> outcome);

    /** Resets, within {@code createTimeout}; the outcome is whether that succeeded. */
    void reset(T object, Consumer<Boolean> outcome);

    /** Validates, within {@code validationTimeout} if there is one; the outcome is whether the object is valid. */
    void validate(T object, Consumer<Boolean> outcome);

    /**
     * Checks the health of an idle object, within {@code validationTimeout}, or {@code createTimeout} if there is none; the
     * outcome is whether nothing speaks against the object.
     */
    void isHealthy(T object, Consumer<Boolean> outcome);

    /**
     * Destroys.
     *
     * @param freed called when the destroy has ended or overrun {@code createTimeout}; it says that the object is gone
     */
    void destroy(T object, Runnable freed);

    /**
     * Destroys on the thread that calls, for as long as that takes; a stage is begun there and waited for, for {@code
     * createTimeout} at the most and whatever interrupts.
     *
     * @throws Exception what the user's code threw, or that it has overrun its time, when that has been told
     */
    void destroyHere(T object) throws Exception;

    /** Destroys an object that came late and that nobody has a slot for, within {@code createTimeout}, and says so. */
    void discard(T object, DestroyCause cause);

    /** Interrupts the steps that run, and those that wait to run when they begin. */
    void interrupt();

    /** Changes the time limits of steps to come; one that has begun keeps the limit that it began with. */
    void timeouts(Duration createTimeout, Duration validationTimeout);

    /** {@return how long a validation may take; 0 without a limit} */
    long validationNanos();

    /** {@return whether validations run on the thread that needs them, as they have no limit} */
    boolean validatesHere();

    /** {@return whether there was no thread for a reset or a validation when one was last needed} */
    boolean lacksThreads();

    /** {@return how many creations have overrun their time and still run} */
    int abandonedCreations();

    /** {@return how many resets, validations and destroys have overrun their time and still run} */
    int abandonedCleanups();
}
