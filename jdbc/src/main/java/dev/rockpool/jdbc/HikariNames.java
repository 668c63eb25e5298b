package dev.rockpool.jdbc;

import java.time.Duration;

/**
 * HikariCP's names for settings that are called otherwise here; numbers are milliseconds, as there. Those that have the same name in both
 * ({@code maxLifetime}, {@code validationTimeout}) take a {@link Duration}.
 */
abstract class HikariNames extends DatabaseSettings {

    /** For those who implement the class of this package that is public. */
    HikariNames() {}

    private static long millis(Duration duration) {
        return duration.toSeconds() > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : duration.toMillis();
    }

    /** {@return {@link #getName() name}} */
    public String getPoolName() {
        return getName();
    }

    /**
     * HikariCP's name for {@link #setName name}.
     *
     * @param poolName the name
     */
    public void setPoolName(String poolName) {
        setName(poolName);
    }

    /** {@return {@link #getMaxSize() maxSize}} */
    public int getMaximumPoolSize() {
        return getMaxSize();
    }

    /**
     * HikariCP's name for {@link #setMaxSize maxSize}.
     *
     * @param maximumPoolSize at least 1
     */
    public void setMaximumPoolSize(int maximumPoolSize) {
        setMaxSize(maximumPoolSize);
    }

    /** {@return {@link #getMinIdle() minIdle}} */
    public int getMinimumIdle() {
        return getMinIdle();
    }

    /**
     * HikariCP's name for {@link #setMinIdle minIdle}.
     *
     * @param minimumIdle at least 0
     */
    public void setMinimumIdle(int minimumIdle) {
        setMinIdle(minimumIdle);
    }

    /** {@return {@link #getAcquireTimeout() acquireTimeout} in milliseconds} */
    public long getConnectionTimeout() {
        return millis(getAcquireTimeout());
    }

    /**
     * HikariCP's name for {@link #setAcquireTimeout acquireTimeout}.
     *
     * @param connectionTimeout milliseconds; 0 waits for ever, as there
     */
    public void setConnectionTimeout(long connectionTimeout) {
        setAcquireTimeout(
                connectionTimeout == 0 ? Duration.ofMillis(Long.MAX_VALUE) : Duration.ofMillis(connectionTimeout));
    }

    /** {@return {@link #getMaxIdleTime() maxIdleTime} in milliseconds} */
    public long getIdleTimeout() {
        return millis(getMaxIdleTime());
    }

    /**
     * HikariCP's name for {@link #setMaxIdleTime maxIdleTime}.
     *
     * @param idleTimeout milliseconds; 0 for ever
     */
    public void setIdleTimeout(long idleTimeout) {
        setMaxIdleTime(Duration.ofMillis(idleTimeout));
    }

    /** {@return {@link #getHealthCheckInterval() healthCheckInterval} in milliseconds} */
    public long getKeepaliveTime() {
        return millis(getHealthCheckInterval());
    }

    /**
     * HikariCP's name for {@link #setHealthCheckInterval healthCheckInterval}.
     *
     * @param keepaliveTime milliseconds; 0 for never
     */
    public void setKeepaliveTime(long keepaliveTime) {
        setHealthCheckInterval(Duration.ofMillis(keepaliveTime));
    }

    /** {@return {@link #getHoldWarning() holdWarning} in milliseconds} */
    public long getLeakDetectionThreshold() {
        return millis(getHoldWarning());
    }

    /**
     * HikariCP's name for {@link #setHoldWarning holdWarning}. Connections that are lost are found without it.
     *
     * @param leakDetectionThreshold milliseconds; 0 for never
     */
    public void setLeakDetectionThreshold(long leakDetectionThreshold) {
        setHoldWarning(Duration.ofMillis(leakDetectionThreshold));
    }
}
