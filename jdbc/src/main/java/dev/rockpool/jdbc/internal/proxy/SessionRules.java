package dev.rockpool.jdbc.internal.proxy;

import dev.rockpool.jdbc.ErrorClassifier;
import dev.rockpool.jdbc.SessionReset;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the sessions of a data source begin, and are cleaned and checked.
 *
 * @param start what they begin with
 * @param classifier which errors mean that a connection is broken; null for what is known of the database
 * @param reset what is executed when a connection comes back
 * @param testQuery what is executed to see whether a connection is alive; null for {@code isValid}
 * @param limits how long what the pool sends may take
 * @param statementCacheSize how many prepared statements a connection keeps that nobody has; 0 for no cache
 * @param onBroken called when a connection has turned out to be broken, by whoever found out; throws nothing
 */
public record SessionRules(
        SessionStart start,
        @Nullable ErrorClassifier classifier,
        SessionReset reset,
        @Nullable String testQuery,
        Limits limits,
        int statementCacheSize,
        Runnable onBroken) {

    private static final long MILLIS_PER_SECOND = 1_000;

    /**
     * What sessions begin with, where that is not as the driver has it.
     *
     * @param autoCommit null for the driver's
     * @param readOnly null for the driver's
     * @param transactionIsolation null for the driver's
     * @param catalog null for the driver's
     * @param schema null for the driver's
     * @param initSql executed once; null for nothing
     */
    public record SessionStart(
            @Nullable Boolean autoCommit,
            @Nullable Boolean readOnly,
            @Nullable Integer transactionIsolation,
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String initSql) {}

    /**
     * How long what the pool sends may take.
     *
     * @param validation a validation; zero for as long as it takes
     * @param other anything else
     * @param backstop the limit on the network
     */
    public record Limits(Duration validation, Duration other, Backstop backstop) {}

    Backstop backstop() {
        return limits.backstop;
    }

    int sendMillis() {
        return (int) Math.min(Integer.MAX_VALUE, millis(limits.other));
    }

    /** A second more than the driver is told, so that its own answer comes first. */
    int validationMillis() {
        return limits.validation.isZero()
                ? 0
                : (int) Math.min(Integer.MAX_VALUE, (validationSeconds() + 1) * MILLIS_PER_SECOND);
    }

    /** For {@code isValid}, which takes zero for no limit. */
    int validationSeconds() {
        long millis = millis(limits.validation);
        return (int)
                Math.min(Integer.MAX_VALUE, millis / MILLIS_PER_SECOND + (millis % MILLIS_PER_SECOND == 0 ? 0 : 1));
    }

    private static long millis(Duration duration) {
        boolean isHuge = duration.toSeconds() > Integer.MAX_VALUE;
        return isHuge
                ? Integer.MAX_VALUE * MILLIS_PER_SECOND
                : Math.max(duration.toMillis(), duration.isZero() ? 0 : 1);
    }
}
