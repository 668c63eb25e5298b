package dev.rockpool;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Diagnostics;
import dev.rockpool.config.Expiry;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.Supply;
import dev.rockpool.config.Timeouts;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.Validation;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.config.Draft;
import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Rules;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.Objects;

/**
 * The settings of a pool as setters of its builder. Each rejects a bad value at once.
 *
 * @param <B> the builder
 */
abstract class SettingsBuilder<B> {

    /** What is set so far. */
    final Draft settings = new Draft();

    /** For the builders of this package. */
    SettingsBuilder() {}

    /** {@return this builder} */
    abstract B self();

    private <V> B set(Setting<V> setting, V value) {
        settings.set(setting, value, Settings.BUILDER);
        return self();
    }

    /**
     * The pool's name in messages, statistics and thread names. Default {@code pool-1}, {@code pool-2}, …
     *
     * @param name not blank, without control characters
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or has control characters
     */
    public B name(String name) {
        return set(Settings.NAME, name);
    }

    /**
     * The hard bound on live objects, those being created included. Default 10.
     *
     * @param maxSize at least 1
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public B maxSize(int maxSize) {
        return set(Settings.MAX_SIZE, maxSize);
    }

    /**
     * How many idle objects the pool keeps ready, made in the background from {@link PoolBuilder#build()} on. What is destroyed or detached is
     * made good at once; for what is leased others are made when nothing is idle, or within a second. Default 0.
     *
     * @param minIdle 0 to {@code maxIdle}
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B minIdle(int minIdle) {
        return set(Settings.MIN_IDLE, minIdle);
    }

    /**
     * How many idle objects the pool keeps at the most; one that comes back on top of them is destroyed. Default
     * {@code maxSize}.
     *
     * @param maxIdle {@code minIdle} to {@code maxSize}
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B maxIdle(int maxIdle) {
        return set(Settings.MAX_IDLE, maxIdle);
    }

    /**
     * How long {@link Pool#acquire()} and {@link Pool#acquireAsync()} wait. Default 30 s.
     *
     * @param acquireTimeout zero does not wait
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B acquireTimeout(Duration acquireTimeout) {
        return set(Settings.ACQUIRE_TIMEOUT, acquireTimeout);
    }

    /**
     * How long one attempt of a creator may take before it is abandoned; see {@link Timeouts}. Default 30 s.
     *
     * @param createTimeout longer than zero
     * @return this builder
     * @throws IllegalArgumentException if zero or negative
     */
    public B createTimeout(Duration createTimeout) {
        return set(Settings.CREATE_TIMEOUT, createTimeout);
    }

    /**
     * How long {@link Pool#close()} waits for leases. Default 30 s.
     *
     * @param closeTimeout zero does not wait
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B closeTimeout(Duration closeTimeout) {
        return set(Settings.CLOSE_TIMEOUT, closeTimeout);
    }

    /**
     * What an acquire does when every object is out. Default {@link WhenExhausted#WAIT}.
     *
     * @param whenExhausted wait, fail, or create on top of the bound
     * @return this builder
     */
    public B whenExhausted(WhenExhausted whenExhausted) {
        return set(Settings.WHEN_EXHAUSTED, whenExhausted);
    }

    /**
     * How many acquires may wait for a return or a creation; one more is refused at once with
     * {@link PoolExhaustedException}. Default unbounded.
     *
     * @param maxWaiters at least 0
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B maxWaiters(int maxWaiters) {
        return set(Settings.MAX_WAITERS, maxWaiters);
    }

    /**
     * Which idle object is taken. Default {@link Order#AFFINE}.
     *
     * @param order affine, LIFO or FIFO
     * @return this builder
     */
    public B order(Order order) {
        return set(Settings.ORDER, order);
    }

    /**
     * Whether a running thread may overtake a waiting one. Default {@link Fairness#BOUNDED}.
     *
     * @param fairness bounded or strict
     * @return this builder
     */
    public B fairness(Fairness fairness) {
        return set(Settings.FAIRNESS, fairness);
    }

    /**
     * Which idle objects are validated before an acquire gets them. Default those that were
     * {@linkplain ValidateOnAcquire#whenIdleFor idle for a second} with {@link PoolBuilder#validateWith}, else
     * {@link ValidateOnAcquire#off() off}: a {@link Lifecycle#validate} or {@link Reusable#isValid} alone turns nothing on.
     *
     * @param when off, always, or when idle for a time
     * @return this builder
     */
    public B validateOnAcquire(ValidateOnAcquire when) {
        return set(Settings.VALIDATE_ON_ACQUIRE, when);
    }

    /**
     * Whether every idle object is validated before an acquire gets it. Default false.
     *
     * @param always true for {@link ValidateOnAcquire#always()}, false for {@link ValidateOnAcquire#off()}
     * @return this builder
     */
    public B validateOnAcquire(boolean always) {
        return validateOnAcquire(always ? ValidateOnAcquire.always() : ValidateOnAcquire.off());
    }

    /**
     * Whether an object is validated when it comes back, after its reset. Default false.
     *
     * @param validateOnReturn true to validate
     * @return this builder
     */
    public B validateOnReturn(boolean validateOnReturn) {
        return set(Settings.VALIDATE_ON_RETURN, validateOnReturn);
    }

    /**
     * How long a validation may take on a worker of the pool before the object counts as invalid. Default 5 s.
     *
     * @param validationTimeout zero runs the validation on the thread that acquires or returns, unbounded and without
     *     the hop
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B validationTimeout(Duration validationTimeout) {
        return set(Settings.VALIDATION_TIMEOUT, validationTimeout);
    }

    /**
     * How often each idle object is asked whether it is still fit for service, in the background; see {@link Validation}.
     * Default 300 s with {@link PoolBuilder#healthWith}, else zero: {@link Lifecycle#isHealthy} alone turns nothing on.
     *
     * @param healthCheckInterval zero for never
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B healthCheckInterval(Duration healthCheckInterval) {
        return set(Settings.HEALTH_CHECK_INTERVAL, healthCheckInterval);
    }

    /**
     * How long an object is used after its creation, and then replaced; see {@link Expiry}. Default zero: for ever.
     *
     * @param maxLifetime zero for ever
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B maxLifetime(Duration maxLifetime) {
        return set(Settings.MAX_LIFETIME, maxLifetime);
    }

    /**
     * By which part of {@link #maxLifetime} an object may live less; see {@link Expiry}. Default 0.1.
     *
     * @param lifetimeJitter 0 to less than 1
     * @return this builder
     * @throws IllegalArgumentException if out of that range
     */
    public B lifetimeJitter(double lifetimeJitter) {
        return set(Settings.LIFETIME_JITTER, lifetimeJitter);
    }

    /**
     * How long an object is kept that nobody uses, on top of {@code minIdle}; the one that rested longest goes first, up to a
     * quarter of this time, or two seconds, later. Default zero: for ever.
     *
     * @param maxIdleTime zero for ever
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B maxIdleTime(Duration maxIdleTime) {
        return set(Settings.MAX_IDLE_TIME, maxIdleTime);
    }

    /**
     * How often an object is leased, exactly; it is destroyed when it comes back from the last lease. Default 0: without a
     * limit.
     *
     * @param maxUses 0 for no limit
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B maxUses(long maxUses) {
        return set(Settings.MAX_USES, maxUses);
    }

    /**
     * How long a lease may be out before the pool ends it and destroys its object; see {@link Expiry}. Default zero: for ever.
     *
     * @param reclaimAfter zero for never
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B reclaimAfter(Duration reclaimAfter) {
        return set(Settings.RECLAIM_AFTER, reclaimAfter);
    }

    /**
     * Who runs {@link Lifecycle#create()} for an acquire. Default {@link Creation#BACKGROUND}.
     *
     * @param creation the pool's creators or the acquiring thread
     * @return this builder
     */
    public B creation(Creation creation) {
        return set(Settings.CREATION, creation);
    }

    /**
     * How many attempts the creators make at once. Default min(4, {@code maxSize}).
     *
     * @param parallelCreations 1 to {@code maxSize}
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public B parallelCreations(int parallelCreations) {
        return set(Settings.PARALLEL_CREATIONS, parallelCreations);
    }

    /**
     * Whether reset and validation on return run on a worker of the pool instead of the thread that gives the object
     * back. Default false.
     *
     * @param resetInBackground true for a worker
     * @return this builder
     */
    public B resetInBackground(boolean resetInBackground) {
        return set(Settings.RESET_IN_BACKGROUND, resetInBackground);
    }

    /**
     * How long the pool waits between two attempts while creation keeps failing, from the second failure in a row on; see
     * {@link Supply}. The same while what is created cannot be activated for its first lease. Default 100 ms and 30 s.
     *
     * @param first longer than zero
     * @param longest at least {@code first}
     * @return this builder
     * @throws IllegalArgumentException if {@code first} is not longer than zero, or longer than {@code longest}
     */
    public B creationBackOff(Duration first, Duration longest) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
        Problems problems = new Problems();
        Rules.creationBackOff(problems, first, longest);
        problems.throwIfAny();
        set(Settings.CREATION_BACK_OFF_FIRST, first);
        return set(Settings.CREATION_BACK_OFF_LONGEST, longest);
    }

    /**
     * For how long after creation began to fail an acquire that finds nothing waits for it to work again, within its own
     * deadline, instead of failing at once; see {@link Supply}. Default zero: fail at once.
     *
     * @param rideOut zero to fail at once
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B rideOut(Duration rideOut) {
        return set(Settings.RIDE_OUT, rideOut);
    }

    /**
     * What is done about leases that are lost. Default {@link Leaks#on()}: found by the collector, reported, and their
     * objects destroyed.
     *
     * @param leaks the setting
     * @return this builder
     */
    public B leaks(Leaks leaks) {
        return set(Settings.LEAKS, leaks);
    }

    /**
     * Keeps the stack of every n-th acquire of each object while its lease is out, to be shown with lost leases, hold-time
     * warnings and explanations. Default 0: none. See {@link Diagnostics} for the price.
     *
     * @param everyNth 1 for every acquire, 0 for none
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B leakStacks(int everyNth) {
        return set(Settings.LEAK_STACKS, everyNth);
    }

    /**
     * Warns once of each lease that has been out for this long. Default zero: of none. See {@link Diagnostics}.
     *
     * @param holdWarning zero for never
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public B holdWarning(Duration holdWarning) {
        return set(Settings.HOLD_WARNING, holdWarning);
    }

    /**
     * What is done when a thread that holds a lease of this pool acquires one more. Default {@link NestedAcquire#ALLOW}.
     * See {@link Diagnostics} for the price of the other two.
     *
     * @param nestedAcquire allow, warn or fail
     * @return this builder
     */
    public B nestedAcquire(NestedAcquire nestedAcquire) {
        return set(Settings.NESTED_ACQUIRE, nestedAcquire);
    }

    /**
     * Whether waits, creations, resets and validations are timed, and holds sampled. Counts are kept in any case.
     * Default true.
     *
     * @param histograms false for empty {@link PoolStats.Latencies}
     * @return this builder
     */
    public B histograms(boolean histograms) {
        return set(Settings.HISTOGRAMS, histograms);
    }
}
