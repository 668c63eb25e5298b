package dev.rockpool.internal.stats;

import dev.rockpool.PoolTimeoutException;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.monitor.Explanation.Step;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.monitor.PoolStats;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens in a pool. The code where it happens says so once, to {@link Events}; here stands what each hearer
 * makes of it: the statistics, the log, the listener, the explanation of failures. So one more hearer is one more method
 * here, and no change where things happen. An event that is counted and nothing else is a {@link Counter}.
 */
public interface PoolEvent {

    /** Counts it. Called by any thread, also under the engine's lock; throws nothing. */
    default void count(Meters meters) {}

    /** {@return whether listeners have a method for it} */
    default boolean isHeard() {
        return true;
    }

    /** {@return what the log gets, or null} Called under no lock, as all below. */
    default @Nullable Line line() {
        return null;
    }

    /** Calls the method of a listener for it, if there is one. */
    default void tell(PoolListener listener, String pool) {}

    /** {@return the lifecycle's step that it is a failure of, or null} */
    default @Nullable Step failedStep() {
        return null;
    }

    /** {@return what the user's code threw, if it did} */
    default @Nullable CapturedFailure cause() {
        return null;
    }

    /**
     * A line in the log.
     *
     * @param kind one of a kind is written in ten seconds
     * @param inWords what the user's code threw, if the line is to say it
     * @param thrown the exception that the log gets
     */
    record Line(
            Level level,
            String kind,
            String text,
            @Nullable CapturedFailure inWords,
            @Nullable Throwable thrown) {

        static Line of(Level level, String kind, String text) {
            return new Line(level, kind, text, null, null);
        }

        static Line of(String text, CapturedFailure cause) {
            return new Line(Level.WARNING, text, text, cause, cause.failure());
        }

        static String stack(String title, List<StackTraceElement> stack) {
            StringBuilder text = new StringBuilder();
            if (!stack.isEmpty()) {
                text.append(System.lineSeparator()).append("  ").append(title).append(':');
                for (StackTraceElement frame : stack) {
                    text.append(System.lineSeparator()).append("    ").append(frame);
                }
            }
            return text.toString();
        }
    }

    /** An acquire's deadline passed. It was counted when it left the queue, under the lock, where this cannot be made. */
    record TimedOut(PoolTimeoutException timeout) implements PoolEvent {
        @Override
        public void tell(PoolListener listener, String pool) {
            listener.timedOut(pool, timeout);
        }
    }

    /** The verdict about the pool changed. Its numbers are read when a listener is told, not under the lock where it changes. */
    record HealthChanged(
            Function<PoolStats, PoolHealth> before, Function<PoolStats, PoolHealth> after, Supplier<PoolStats> stats)
            implements PoolEvent {
        @Override
        public void tell(PoolListener listener, String pool) {
            PoolStats numbers = stats.get();
            listener.healthChanged(pool, before.apply(numbers), after.apply(numbers));
        }
    }

    /** The bound was changed. */
    record Resized(int before, int after) implements PoolEvent {
        @Override
        public void tell(PoolListener listener, String pool) {
            listener.resized(pool, before, after);
        }
    }

    /** Something that only the log hears of. */
    record Note(Line line) implements PoolEvent {

        /** {@return that the executor for callbacks did not take one, which was run all the same} */
        public static Note callbackRefused(Throwable refusal) {
            return new Note(new Line(
                    Level.WARNING,
                    "a refusal",
                    "the callback executor refused; the pool completes the future itself",
                    null,
                    refusal));
        }

        /** {@return that something of our own failed that should not have} */
        public static Note internalFailure(String what, Throwable failure) {
            return new Note(new Line(Level.ERROR, what, what, null, failure));
        }

        /** {@return a warning} */
        public static Note warning(String kind, String text) {
            return new Note(Line.of(Level.WARNING, kind, text));
        }

        @Override
        public boolean isHeard() {
            return false;
        }
    }
}
