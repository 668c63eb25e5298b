package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.CapturedFailure;
import org.jspecify.annotations.Nullable;

/**
 * Why an acquire gets nothing. {@link AcquireErrors#of} makes the exception of it, outside the lock.
 *
 * @param failure of the factory, if that is the reason
 * @param waiting how many wait already, if that is the reason
 */
record Refusal(Reason reason, @Nullable CapturedFailure failure, int waiting) {

    static final Refusal CLOSED = new Refusal(Reason.CLOSED, null, 0);
    static final Refusal EXHAUSTED = new Refusal(Reason.EXHAUSTED, null, 0);

    /** Reasons to refuse an acquire. */
    enum Reason {
        CLOSED,
        CREATION_FAILS,
        EXHAUSTED,
        QUEUE_FULL
    }

    static Refusal creationFails(CapturedFailure failure) {
        return new Refusal(Reason.CREATION_FAILS, failure, 0);
    }

    static Refusal queueFull(int waiting) {
        return new Refusal(Reason.QUEUE_FULL, null, waiting);
    }
}
