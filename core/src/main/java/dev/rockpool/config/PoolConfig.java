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
        Supply supply,
        Leaks leaks,
        Diagnostics diagnostics,
        boolean histograms,
        Map<String, String> origins) {

    /**
     * Checks that nothing is missing.
     *
     * @param name see the component
     * @param sizing see the component
     * @param timeouts see the component
     * @param waiting see the component
     * @param validation see the component
     * @param supply see the component
     * @param leaks see the component
     * @param diagnostics see the component
     * @param histograms see the component
     * @param origins see the component
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
        Objects.requireNonNull(supply, "supply");
        Objects.requireNonNull(leaks, "leaks");
        Objects.requireNonNull(diagnostics, "diagnostics");
        origins = Map.copyOf(origins);
    }

    /**
     * See {@link Sizing}.
     *
     * @return the hard bound on live objects
     */
    public int maxSize() {
        return sizing.maxSize();
    }

    /**
     * See {@link Sizing}.
     *
     * @return how many idle objects the pool keeps ready
     */
    public int minIdle() {
        return sizing.minIdle();
    }

    /**
     * See {@link Sizing}.
     *
     * @return how many idle objects the pool keeps at the most
     */
    public int maxIdle() {
        return sizing.maxIdle();
    }

    /**
     * See {@link Timeouts}.
     *
     * @return how long {@link dev.rockpool.Pool#acquire()} waits
     */
    public Duration acquireTimeout() {
        return timeouts.acquireTimeout();
    }

    /**
     * See {@link Timeouts}.
     *
     * @return how long one attempt to create may take
     */
    public Duration createTimeout() {
        return timeouts.createTimeout();
    }

    /**
     * See {@link Timeouts}.
     *
     * @return how long {@link dev.rockpool.Pool#close()} waits
     */
    public Duration closeTimeout() {
        return timeouts.closeTimeout();
    }

    /**
     * See {@link Waiting}.
     *
     * @return what an acquire does when every object is out
     */
    public WhenExhausted whenExhausted() {
        return waiting.whenExhausted();
    }

    /**
     * See {@link Waiting}.
     *
     * @return how many acquires may wait
     */
    public int maxWaiters() {
        return waiting.maxWaiters();
    }

    /**
     * See {@link Waiting}.
     *
     * @return which idle object is taken
     */
    public Order order() {
        return waiting.order();
    }

    /**
     * See {@link Waiting}.
     *
     * @return whether a running thread may overtake a waiting one
     */
    public Fairness fairness() {
        return waiting.fairness();
    }

    /**
     * See {@link Validation}.
     *
     * @return which idle objects are validated before they are handed out
     */
    public ValidateOnAcquire validateOnAcquire() {
        return validation.onAcquire();
    }

    /**
     * See {@link Validation}.
     *
     * @return whether objects are validated when they come back
     */
    public boolean validateOnReturn() {
        return validation.onReturn();
    }

    /**
     * See {@link Validation}.
     *
     * @return how long a validation may take
     */
    public Duration validationTimeout() {
        return validation.timeout();
    }

    /**
     * See {@link Supply}.
     *
     * @return who creates
     */
    public Creation creation() {
        return supply.creation();
    }

    /**
     * See {@link Supply}.
     *
     * @return how many attempts to create the creators make at once
     */
    public int parallelCreations() {
        return supply.parallelCreations();
    }

    /**
     * See {@link Supply}.
     *
     * @return whether reset and validation on return run on a worker
     */
    public boolean resetInBackground() {
        return supply.resetInBackground();
    }

    /**
     * See {@link Supply}.
     *
     * @return the shortest pause between two attempts while creation fails
     */
    public Duration creationBackOffFirst() {
        return supply.creationBackOffFirst();
    }

    /**
     * See {@link Supply}.
     *
     * @return the longest pause between two attempts while creation fails
     */
    public Duration creationBackOffLongest() {
        return supply.creationBackOffLongest();
    }

    /**
     * See {@link Supply}.
     *
     * @return for how long acquires wait for a creation that has begun to fail; zero: not at all
     */
    public Duration rideOut() {
        return supply.rideOut();
    }

    /**
     * See {@link Diagnostics}.
     *
     * @return of how many acquires of an object one has its stack kept; 0 for none
     */
    public int leakStacks() {
        return diagnostics.leakStacks();
    }

    /**
     * See {@link Diagnostics}.
     *
     * @return how long a lease may be out before that is told; zero for ever
     */
    public Duration holdWarning() {
        return diagnostics.holdWarning();
    }

    /**
     * See {@link Diagnostics}.
     *
     * @return what is done when a thread that holds a lease acquires one more
     */
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
     * The same with other sizes.
     *
     * @param newSizing the sizes
     * @return the settings
     */
    public PoolConfig withSizing(Sizing newSizing) {
        return new PoolConfig(
                name, newSizing, timeouts, waiting, validation, supply, leaks, diagnostics, histograms, origins);
    }

    /**
     * The same with another note of where values came from.
     *
     * @param newOrigins see the component
     * @return the settings
     */
    public PoolConfig withOrigins(Map<String, String> newOrigins) {
        return new PoolConfig(
                name, sizing, timeouts, waiting, validation, supply, leaks, diagnostics, histograms, newOrigins);
    }

    /** Whether the settings are the same, wherever they came from. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolConfig config
                && Settings.differences(this, config).isEmpty();
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, sizing, timeouts, waiting, validation, supply, leaks, diagnostics, histograms);
    }

    /** The name and the settings that are not as they are by default, on one line; {@link #describe()} has all. */
    @Override
    public String toString() {
        return "PoolConfig[" + name + ": " + changes() + "]";
    }
}
