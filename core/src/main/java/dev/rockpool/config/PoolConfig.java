package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool: an immutable value, made by {@link dev.rockpool.PoolBuilder}, or from text by
 * {@code dev.rockpool.text.TextConfig} of the artifact {@code rockpool-config}; both check the groups against each
 * other. Each group has its own record, and each setting a flat accessor here that bears its name.
 *
 * @param name the pool's name in messages, statistics and thread names; not blank, without control characters
 * @param sizing how many objects
 * @param timeouts how long things may take
 * @param waiting who gets an object
 * @param validation when objects are validated
 * @param expiry when objects and leases have had their time
 * @param supply who runs the lifecycle
 * @param leaks what is done about lost leases
 * @param diagnostics what is recorded and warned of
 * @param histograms whether waits, holds, creations, resets and validations are timed; default true
 * @param origins where values came from, by the setting's name: {@code default}, {@code builder}, a key, a variable of
 *     the environment, a profile. Takes no part in {@link #equals}. What it does not name is {@code default} if it has
 *     that value, else {@code code}
 */
public record PoolConfig(
        String name,
        Sizing sizing,
        Timeouts timeouts,
        Waiting waiting,
        Validation validation,
        Expiry expiry,
        Supply supply,
        Leaks leaks,
        Diagnostics diagnostics,
        boolean histograms,
        Map<String, String> origins) {

    /**
     * Checks that nothing is missing.
     *
     * @throws IllegalArgumentException if the name is blank or has control characters
     */
    public PoolConfig {
        Problems problems = new Problems();
        Settings.NAME.check(problems, name);
        problems.throwIfAny();
        Objects.requireNonNull(sizing, "sizing");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(waiting, "waiting");
        Objects.requireNonNull(validation, "validation");
        Objects.requireNonNull(expiry, "expiry");
        Objects.requireNonNull(supply, "supply");
        Objects.requireNonNull(leaks, "leaks");
        Objects.requireNonNull(diagnostics, "diagnostics");
        origins = Map.copyOf(origins);
    }

    /** {@return the hard bound on live objects; see {@link Sizing}} */
    public int maxSize() {
        return sizing.maxSize();
    }

    /** {@return how many idle objects the pool keeps ready; see {@link Sizing}} */
    public int minIdle() {
        return sizing.minIdle();
    }

    /** {@return how many idle objects the pool keeps at the most; see {@link Sizing}} */
    public int maxIdle() {
        return sizing.maxIdle();
    }

    /** {@return how long {@link dev.rockpool.Pool#acquire()} waits; see {@link Timeouts}} */
    public Duration acquireTimeout() {
        return timeouts.acquireTimeout();
    }

    /** {@return how long one attempt to create may take; see {@link Timeouts}} */
    public Duration createTimeout() {
        return timeouts.createTimeout();
    }

    /** {@return how long {@link dev.rockpool.Pool#close()} waits; see {@link Timeouts}} */
    public Duration closeTimeout() {
        return timeouts.closeTimeout();
    }

    /** {@return what an acquire does when every object is out; see {@link Waiting}} */
    public WhenExhausted whenExhausted() {
        return waiting.whenExhausted();
    }

    /** {@return how many acquires may wait; see {@link Waiting}} */
    public int maxWaiters() {
        return waiting.maxWaiters();
    }

    /** {@return which idle object is taken; see {@link Waiting}} */
    public Order order() {
        return waiting.order();
    }

    /** {@return whether a running thread may overtake a waiting one; see {@link Waiting}} */
    public Fairness fairness() {
        return waiting.fairness();
    }

    /** {@return which idle objects are validated before they are handed out; see {@link Validation}} */
    public ValidateOnAcquire validateOnAcquire() {
        return validation.onAcquire();
    }

    /** {@return whether objects are validated when they come back; see {@link Validation}} */
    public boolean validateOnReturn() {
        return validation.onReturn();
    }

    /** {@return how often idle objects are checked in the background, zero for never; see {@link Validation}} */
    public Duration healthCheckInterval() {
        return validation.healthCheckInterval();
    }

    /** {@return how long an object is used after its creation, zero for ever; see {@link Expiry}} */
    public Duration maxLifetime() {
        return expiry.maxLifetime();
    }

    /** {@return by which part of {@link #maxLifetime} an object may live less; see {@link Expiry}} */
    public double lifetimeJitter() {
        return expiry.lifetimeJitter();
    }

    /** {@return how long an object is kept that nobody uses, zero for ever; see {@link Expiry}} */
    public Duration maxIdleTime() {
        return expiry.maxIdleTime();
    }

    /** {@return how often an object is leased, 0 without a limit; see {@link Expiry}} */
    public long maxUses() {
        return expiry.maxUses();
    }

    /** {@return how long a lease may be out before the pool ends it, zero for ever; see {@link Expiry}} */
    public Duration reclaimAfter() {
        return expiry.reclaimAfter();
    }

    /** {@return how long a validation may take; see {@link Validation}} */
    public Duration validationTimeout() {
        return validation.timeout();
    }

    /** {@return who creates; see {@link Supply}} */
    public Creation creation() {
        return supply.creation();
    }

    /** {@return how many attempts to create the creators make at once; see {@link Supply}} */
    public int parallelCreations() {
        return supply.parallelCreations();
    }

    /** {@return whether reset and validation on return run on a worker; see {@link Supply}} */
    public boolean resetInBackground() {
        return supply.resetInBackground();
    }

    /** {@return the shortest pause between two attempts while creation fails; see {@link Supply}} */
    public Duration creationBackOffFirst() {
        return supply.creationBackOffFirst();
    }

    /** {@return the longest pause between two attempts while creation fails; see {@link Supply}} */
    public Duration creationBackOffLongest() {
        return supply.creationBackOffLongest();
    }

    /** {@return for how long acquires wait for a creation that has begun to fail, zero for not at all; see {@link Supply}} */
    public Duration rideOut() {
        return supply.rideOut();
    }

    /** {@return of how many acquires of an object one has its stack kept, 0 for none; see {@link Diagnostics}} */
    public int leakStacks() {
        return diagnostics.leakStacks();
    }

    /** {@return how long a lease may be out before that is told, zero for ever; see {@link Diagnostics}} */
    public Duration holdWarning() {
        return diagnostics.holdWarning();
    }

    /** {@return what is done when a thread that holds a lease acquires one more; see {@link Diagnostics}} */
    public NestedAcquire nestedAcquire() {
        return diagnostics.nestedAcquire();
    }

    /**
     * All settings as text: a line for each, with its value and where that came from. Values are written as
     * {@code TextConfig} of {@code rockpool-config} reads them.
     *
     * @return the text, such as {@code maxSize = 20 (rockpool.orders.max-size)} in aligned columns
     */
    public String describe() {
        return Settings.describe(this);
    }

    /**
     * The settings that are not as they are by default, but for the name.
     *
     * @return one line, such as {@code maxSize=20, leaks=off}, or {@code all by default}
     */
    public String changes() {
        return Settings.changes(this);
    }

    /**
     * The same settings under another name.
     *
     * @param newName the name
     * @return the settings with that name
     */
    public PoolConfig withName(String newName) {
        return with(newName, sizing, origins);
    }

    /**
     * The same with other sizes.
     *
     * @param newSizing the sizes
     * @return the settings
     */
    public PoolConfig withSizing(Sizing newSizing) {
        return with(name, newSizing, origins);
    }

    /**
     * The same with another note of where values came from.
     *
     * @param newOrigins the origins by the setting's name
     * @return the settings
     */
    public PoolConfig withOrigins(Map<String, String> newOrigins) {
        return with(name, sizing, newOrigins);
    }

    private PoolConfig with(String newName, Sizing newSizing, Map<String, String> newOrigins) {
        return new PoolConfig(
                newName,
                newSizing,
                timeouts,
                waiting,
                validation,
                expiry,
                supply,
                leaks,
                diagnostics,
                histograms,
                newOrigins);
    }

    /** Whether the settings are the same, wherever they came from. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolConfig config
                && Settings.differences(this, config).isEmpty();
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                name, sizing, timeouts, waiting, validation, expiry, supply, leaks, diagnostics, histograms);
    }

    /** The name and the settings that are not as they are by default, on one line; {@link #describe()} has all. */
    @Override
    public String toString() {
        return "PoolConfig[" + name + ": " + changes() + "]";
    }
}
