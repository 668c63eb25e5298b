package dev.rockpool.benchmarks.jdbc;

import java.time.Duration;

/**
 * What a data source connects to.
 *
 * @param driver the driver's class
 * @param url where
 * @param user as whom
 * @param password with what
 * @param deadline how long {@code getConnection} may take
 */
public record Database(Class<?> driver, String url, String user, String password, Duration deadline) {

    /** Costs next to nothing. */
    public static final Database STUB =
            new Database(StubDriver.class, StubDriver.URL, "bench", "bench", Duration.ofSeconds(30));
}
