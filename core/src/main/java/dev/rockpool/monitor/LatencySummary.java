package dev.rockpool.monitor;

import java.time.Duration;
import java.util.Objects;

/**
 * How long something took. Percentiles come from a histogram with 16 buckets per power of two, so they are right to
 * about 3 %; count, total and max are exact for what was recorded.
 *
 * @param count how many were recorded
 * @param total their sum
 * @param mean their mean; zero when there are none
 * @param p50 the median
 * @param p90 the 90th percentile
 * @param p99 the 99th percentile
 * @param p999 the 99.9th percentile
 * @param max the longest
 */
public record LatencySummary(
        long count,
        Duration total,
        Duration mean,
        Duration p50,
        Duration p90,
        Duration p99,
        Duration p999,
        Duration max) {

    /** Nothing recorded. */
    public static final LatencySummary NONE = new LatencySummary(
            0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** Checks that nothing is null. */
    public LatencySummary {
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(mean, "mean");
        Objects.requireNonNull(p50, "p50");
        Objects.requireNonNull(p90, "p90");
        Objects.requireNonNull(p99, "p99");
        Objects.requireNonNull(p999, "p999");
        Objects.requireNonNull(max, "max");
    }
}
