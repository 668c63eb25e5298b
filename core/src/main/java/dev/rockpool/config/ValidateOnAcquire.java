package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Rules;
import java.time.Duration;
import java.util.Objects;

/**
 * Whether an idle object is validated before an acquire gets it. One that fails is destroyed and replaced within the
 * same deadline; the caller never sees it.
 *
 * @param enabled false for never
 * @param idleFor only an object that has been idle for this long; zero for every one
 */
public record ValidateOnAcquire(boolean enabled, Duration idleFor) {

    private static final ValidateOnAcquire OFF = new ValidateOnAcquire(false, Duration.ZERO);
    private static final ValidateOnAcquire ALWAYS = new ValidateOnAcquire(true, Duration.ZERO);

    /**
     * Checks the setting.
     *
     * @throws IllegalArgumentException if {@code idleFor} is negative, or set although validation is off
     */
    public ValidateOnAcquire {
        Objects.requireNonNull(idleFor, "idleFor");
        Problems problems = new Problems();
        Rules.validateOnAcquire(problems, enabled, idleFor);
        problems.throwIfAny();
    }

    /** {@return never: the default} */
    public static ValidateOnAcquire off() {
        return OFF;
    }

    /** {@return every idle object} */
    public static ValidateOnAcquire always() {
        return ALWAYS;
    }

    /**
     * Only an object that has been idle for {@code duration} or longer. No clock is read on acquire or release: upkeep
     * marks the objects that are due, in sweeps an eighth of the duration apart (10 ms to 1 s). As long as sweeps run
     * on time none that is due escapes; one that will be due within two sweeps may be validated early.
     *
     * @param duration zero for every object
     * @return the setting
     * @throws IllegalArgumentException if {@code duration} is negative
     */
    public static ValidateOnAcquire whenIdleFor(Duration duration) {
        return new ValidateOnAcquire(true, duration);
    }
}
