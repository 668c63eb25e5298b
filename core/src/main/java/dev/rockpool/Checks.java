package dev.rockpool;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** The checks of settings: a message names the setting, the rule and the value. */
final class Checks {

    private Checks() {}

    static void require(boolean rule, String message, Object... arguments) {
        if (!rule) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
        }
    }

    static Duration notNegative(String setting, Duration duration) {
        Objects.requireNonNull(duration, setting);
        require(!duration.isNegative(), "%s must not be negative, was %s", setting, duration);
        return duration;
    }

    static Duration positive(String setting, Duration duration) {
        Objects.requireNonNull(duration, setting);
        require(!duration.isNegative() && !duration.isZero(), "%s must be longer than zero, was %s", setting, duration);
        return duration;
    }
}
