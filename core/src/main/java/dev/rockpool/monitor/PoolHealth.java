package dev.rockpool.monitor;

import dev.rockpool.internal.process.Durations;
import dev.rockpool.internal.process.UserText;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the pool can do its work, since when, why, and with which numbers. An immutable value; {@link
 * dev.rockpool.Pool#health()} reads it, and {@link PoolListener#healthChanged} hears each change of the state.
 *
 * @param state the verdict
 * @param since when the pool came into this state
 * @param reason why it is in this state, in words
 * @param cause the last failure to create an object while creation fails, else null
 * @param causeText the cause in words, as it was when the creation failed: one line of at most 1,000 characters, with
 *     control characters escaped; null if there is no cause
 * @param nextAttempt when the back-off ends while creation fails, else null
 * @param unhealthy objects that have failed a reset or a check, or are let go for another reason, and are not gone yet
 * @param stats the numbers at that time; for a listener, those when it is told
 */
public record PoolHealth(
        State state,
        Instant since,
        String reason,
        @Nullable Throwable cause,
        @Nullable String causeText,
        @Nullable Instant nextAttempt,
        int unhealthy,
        PoolStats stats) {

    /** The verdict. */
    public enum State {
        /** The last attempt to create succeeded, or none was needed yet; or the pool has all objects that it may have. */
        UP,
        /** Creation fails, but there are objects that serve; or the pool is suspended. */
        DEGRADED,
        /** Creation fails and there is no object, or the pool is closed. */
        DOWN
    }

    /** Checks that nothing is missing, and escapes control characters. */
    public PoolHealth {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(stats, "stats");
        causeText = causeText == null ? null : UserText.escaped(causeText);
    }

    /**
     * Whether the other says the same, with the same cause. The cause is the user's, and is not asked.
     *
     * @param other another health
     * @return whether they are the same
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolHealth that
                && cause == that.cause
                && withoutCause().equals(that.withoutCause());
    }

    /**
     * Fits {@link #equals}.
     *
     * @return the hash code
     */
    @Override
    public int hashCode() {
        return withoutCause().hashCode();
    }

    private List<Object> withoutCause() {
        return Arrays.asList(state, since, reason, causeText, nextAttempt, unhealthy, stats);
    }

    /**
     * All components, with the cause as it was when the creation failed: the cause itself is the user's, and is not
     * asked.
     *
     * @return the text
     */
    @Override
    public String toString() {
        return "PoolHealth[state=" + state + ", since=" + since + ", reason=" + reason + ", cause=" + causeText
                + ", nextAttempt=" + nextAttempt + ", unhealthy=" + unhealthy + ", stats=" + stats + "]";
    }

    /**
     * The same as names and plain values, for a health endpoint: {@code state}, {@code since}, {@code reason},
     * {@code last_failure} and {@code next_attempt} (both only while creation fails), {@code pool_size},
     * {@code available}, {@code in_use}, {@code unhealthy}, {@code utilization} (0.0 to 1.0), {@code average_wait_time}
     * (seconds) and {@code metrics}, a map of {@code checkouts}, {@code checkins}, {@code timeouts},
     * {@code creation_count}, {@code reset_failures}, {@code max_wait_time} and {@code total_wait_time} (seconds).
     *
     * @return an ordered map of strings, numbers and one map of numbers; the caller's to change
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("state", state.name());
        map.put("since", since.toString());
        map.put("reason", reason);
        if (causeText != null) {
            map.put("last_failure", causeText);
        }
        if (nextAttempt != null) {
            map.put("next_attempt", nextAttempt.toString());
        }
        map.put("pool_size", stats.size());
        map.put("available", stats.idle());
        map.put("in_use", stats.leased());
        map.put("unhealthy", unhealthy);
        map.put("utilization", stats.utilization());
        map.put("average_wait_time", Durations.inSeconds(stats.averageWait()));
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("checkouts", stats.acquired());
        metrics.put("checkins", stats.released());
        metrics.put("timeouts", stats.timeouts());
        metrics.put("creation_count", stats.created());
        metrics.put("reset_failures", stats.resetFailures());
        metrics.put("max_wait_time", Durations.inSeconds(stats.waits().max()));
        metrics.put("total_wait_time", Durations.inSeconds(stats.waits().total()));
        map.put("metrics", metrics);
        return map;
    }
}
