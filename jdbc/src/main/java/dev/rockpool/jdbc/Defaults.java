package dev.rockpool.jdbc;

import dev.rockpool.PoolBuilder;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.ValidateOnAcquire;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where connections have other defaults than objects. */
final class Defaults {

    private static final String DEFAULT = "default";

    private Defaults() {}

    /** Sets those that the text did not set. */
    static void apply(PoolBuilder<?> settings, @Nullable PoolConfig text) {
        Map<String, String> origins = text == null ? Map.of() : text.origins();
        if (isUnset(origins, "rideOut")) {
            settings.rideOut(Duration.ofSeconds(5)); // a database that restarts
        }
        if (isUnset(origins, "creationBackOffFirst") && isUnset(origins, "creationBackOffLongest")) {
            settings.creationBackOff(Duration.ofMillis(100), Duration.ofMillis(500));
        }
        if (isUnset(origins, "maxLifetime")) {
            settings.maxLifetime(Duration.ofMinutes(30));
        }
        if (isUnset(origins, "maxIdleTime")) {
            settings.maxIdleTime(Duration.ofMinutes(10));
        }
        if (isUnset(origins, "validateOnAcquire")) {
            settings.validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofMillis(500)));
        }
        if (isUnset(origins, "healthCheckInterval")) {
            settings.healthCheckInterval(Duration.ofMinutes(2)); // keeps it alive for firewalls, too
        }
    }

    private static boolean isUnset(Map<String, String> origins, String setting) {
        return origins.getOrDefault(setting, DEFAULT).equals(DEFAULT);
    }
}
