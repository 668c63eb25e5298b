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
 * @param timeout how long a validation may take on a worker of the pool before the object counts as invalid and is
 *     destroyed; zero runs it on the thread that acquires or returns, unbounded and without the hop; default 5 s
 */
public record Validation(ValidateOnAcquire onAcquire, boolean onReturn, Duration timeout) {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if {@code timeout} is negative, or set although nothing is validated
     */
    public Validation {
        Problems problems = new Problems();
        Settings.VALIDATE_ON_ACQUIRE.check(problems, onAcquire);
        Settings.VALIDATE_ON_RETURN.check(problems, onReturn);
        Settings.VALIDATION_TIMEOUT.check(problems, timeout);
        Rules.validationTimeoutIsUsed(problems, timeout, onAcquire, onReturn);
        problems.throwIfAny();
    }
}
