package dev.rockpool;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the pool can do its work.
 *
 * @param state the verdict
 * @param since when the pool came into this state
 * @param cause the last failure to create an object while creation fails, else null
 * @param nextAttempt when the back-off ends while creation fails, else null
 */
public record PoolHealth(
        State state,
        Instant since,
        @Nullable Throwable cause,
        @Nullable Instant nextAttempt) {

    /** The verdict. */
    public enum State {
        /** The last attempt to create succeeded, or none was needed yet. */
        UP,
        /** Creation fails or the pool is suspended, but it has objects. */
        DEGRADED,
        /** Creation fails and there is no object, or the pool is closed. */
        DOWN
    }

    /**
     * Checks that state and time are there.
     *
     * @param state see the component
     * @param since see the component
     * @param cause see the component
     * @param nextAttempt see the component
     */
    public PoolHealth {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(since, "since");
    }
}
