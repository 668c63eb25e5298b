package dev.rockpool.internal.lifecycle;

import dev.rockpool.SourceExhaustedException;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.stats.ObjectEvent;
import dev.rockpool.internal.stats.ObjectEvent.Failing;
import dev.rockpool.internal.stats.PoolEvent;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt to create came to. Either the object or the failure is there.
 *
 * @param object the new object
 * @param failure why there is none
 * @param tookNanos how long it took
 * @param activates whether there is anything to do before each lease of it
 * @param <T> the object's type
 */
public record Made<T>(@Nullable T object, @Nullable CapturedFailure failure, long tookNanos, boolean activates) {

    /** Checks that it is one or the other. */
    public Made {
        if ((object == null) == (failure == null)) {
            throw new IllegalArgumentException("either an object or a failure");
        }
    }

    /** One that came to nothing, or to an object that needs no activation. */
    public Made(@Nullable T object, @Nullable CapturedFailure failure, long tookNanos) {
        this(object, failure, tookNanos, false);
    }

    /** {@return whether an attempt failed as there are no more objects to be had} */
    public static boolean isOfExhaustion(CapturedFailure failure) {
        return failure.failure() instanceof SourceExhaustedException;
    }

    /** {@return what has happened by it} */
    public PoolEvent event() {
        return failure == null ? new ObjectEvent.Created(tookNanos) : new ObjectEvent.Failed(Failing.CREATE, failure);
    }
}
