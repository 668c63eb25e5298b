package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Rules;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;

/**
 * When objects are validated.
 *
 * @param onAcquire before an idle object is handed out; default {@link ValidateOnAcquire#off() off}
 * @param onReturn after the reset, before the object is published; default off
 * @param healthCheckInterval how often each idle object is asked whether it is still fit for service, in the
 *     background: one at a time, spread over this time, never the last idle object of a pool in use; zero for never;
 *     default 300 s with {@link dev.rockpool.PoolBuilder#healthWith healthWith}, else zero
 * @param timeout how long a validation or health check may take on a worker of the pool before the object counts as invalid and is
 *     destroyed; zero runs a validation on the thread that acquires or returns, unbounded and without the hop, and leaves a
 *     health check {@code createTimeout}; default 5 s
 */
public record Validation(
        ValidateOnAcquire onAcquire, boolean onReturn, Duration healthCheckInterval, Duration timeout) {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if a time is negative, or {@code timeout} set although nothing is validated
     */
    public Validation {
        Problems problems = new Problems();
        Settings.VALIDATE_ON_ACQUIRE.check(problems, onAcquire);
        Settings.VALIDATE_ON_RETURN.check(problems, onReturn);
        Settings.HEALTH_CHECK_INTERVAL.check(problems, healthCheckInterval);
        Settings.VALIDATION_TIMEOUT.check(problems, timeout);
        Rules.validationTimeoutIsUsed(problems, timeout, onAcquire, onReturn, healthCheckInterval);
        problems.throwIfAny();
    }
}
