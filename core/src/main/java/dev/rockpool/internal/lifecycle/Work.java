package dev.rockpool.internal.lifecycle;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TimedCall} calls.
 *
 * @param <R> its result
 */
@FunctionalInterface
interface Work<R> {

    /** How a call ends: by the first of what it says. */
    interface Completion<R> {
        /** With a result, or with what it threw. By any thread. */
        void done(@Nullable R result, @Nullable Throwable thrown);
    }

    /** Begins on a worker; completes before it returns, or later on any thread. What it throws is its failure. */
    void begin(Completion<R> completion) throws Exception;

    /** Code that has its result when it returns. */
    static <R> Work<R> blocking(Callable<? extends R> call) {
        return completion -> completion.done(call.call(), null);
    }
}
