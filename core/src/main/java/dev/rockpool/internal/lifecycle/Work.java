package dev.rockpool.internal.lifecycle;

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

    /**
     * Code that has its result when it returns. No lambdas are made of it: they are linked when they are first made, and where
     * that meets the end of memory they stay broken.
     */
    abstract class Blocking<R> implements Work<R> {
        @Override
        public final void begin(Completion<R> completion) throws Exception {
            completion.done(call(), null);
        }

        /** Calls it. */
        abstract R call() throws Exception;
    }
}
