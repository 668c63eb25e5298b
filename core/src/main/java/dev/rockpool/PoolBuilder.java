package dev.rockpool;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Diagnostics;
import dev.rockpool.config.Expiry;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
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
import dev.rockpool.internal.engine.PoolEngine;
import dev.rockpool.internal.engine.Shared;
import dev.rockpool.internal.keyed.KeyedEngine;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.lifecycle.StepsInCode;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a pool. A setter rejects a bad value at once, {@link #build()} checks the settings against each other, nothing
 * is ever repaired silently, and every message names the setting, the rule, the value and the cure. Durations may be as long as
 * they like: what 64 bits of nanoseconds (292 years) cannot hold means for ever.
 *
 * <p>Not safe for use by several threads at once. It may be used again: each {@link #build()} makes another pool.
 *
 * @param <T> the pooled objects' type
 */
public final class PoolBuilder<T> {

    private final @Nullable Lifecycle<T> lifecycle; // or the next one
    private final @Nullable AsyncLifecycle<T> asyncLifecycle;
    private StepsInCode<T> inCode = StepsInCode.none();
    private @Nullable Predicate<? super Throwable> invalidateOn;

    private final Draft settings = new Draft();
    private Ticker ticker = Ticker.system();
    private @Nullable PoolListener listener;
    private @Nullable Executor callbackExecutor;

    PoolBuilder(Lifecycle<T> lifecycle) {
        this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
        this.asyncLifecycle = null;
    }

    PoolBuilder(AsyncLifecycle<T> lifecycle) {
        this.lifecycle = null;
        this.asyncLifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
        settings.useStages();
    }

    /** Steps in code block, and those of a pool of stages must not. */
    private <S> S blocking(S step, String setter, String method) {
        Objects.requireNonNull(step, setter);
        if (asyncLifecycle != null) {
            throw new IllegalStateException(
                    setter + " is for lifecycles that block; override " + method + " of the AsyncLifecycle instead");
        }
        return step;
    }

    /**
     * What is done before each lease, with a fresh object and with an idle one, instead of {@link Lifecycle#activate}, which has
     * the details: a tenant, a role, a session variable for whoever acquires.
     *
     * @param activate the step; an object with which it throws is destroyed
     *     ({@link DestroyCause#ACTIVATION_FAILED}), and the acquire goes on with another; see {@link #creationBackOff}
     * @return this builder
     */
    public PoolBuilder<T> onAcquire(Action<? super T, ?> activate) {
        inCode = inCode.activatingBy(Objects.requireNonNull(activate, "onAcquire"));
        return this;
    }

    /**
     * How an object that came back is cleaned, instead of {@link Lifecycle#reset}.
     *
     * @param reset the step; what it throws is a failed reset
     * @return this builder
     */
    public PoolBuilder<T> onReset(Action<? super T, ?> reset) {
        inCode = inCode.resettingBy(blocking(reset, "onReset", "reset"));
        return this;
    }

    /**
     * Whether an object is clean and usable, instead of {@link Lifecycle#validate}. Used before an acquire gets an object
     * that was idle for a second or more, unless
     * {@link #validateOnAcquire(ValidateOnAcquire) validateOnAcquire} says otherwise, and on return where
     * {@link #validateOnReturn validateOnReturn} says so.
     *
     * @param validate the step; false, or what it throws, is a failed validation
     * @return this builder
     */
    public PoolBuilder<T> validateWith(Work<? super T, Boolean, ?> validate) {
        inCode = inCode.validatingBy(blocking(validate, "validateWith", "validate"));
        settings.validate();
        return this;
    }

    /**
     * Whether an idle object is still fit for service, instead of {@link Lifecycle#isHealthy}. Asked in the background each
     * 300 s, unless {@link #healthCheckInterval healthCheckInterval} says otherwise.
     *
     * @param healthy the step; false, or what it throws, has the object destroyed ({@link DestroyCause#UNHEALTHY}) and
     *     replaced
     * @return this builder
     */
    public PoolBuilder<T> healthWith(Work<? super T, Boolean, ?> healthy) {
        inCode = inCode.checkingBy(blocking(healthy, "healthWith", "isHealthy"));
        settings.checkHealth();
        return this;
    }

    /**
     * How an object is let go of, instead of {@link Lifecycle#destroy}.
     *
     * @param destroy the step; what it throws is reported, the object is gone all the same
     * @return this builder
     */
    public PoolBuilder<T> onDestroy(Action<? super T, ?> destroy) {
        inCode = inCode.destroyingBy(blocking(destroy, "onDestroy", "destroy"));
        return this;
    }

    /**
     * What makes an object unfit for use: when it matches what {@link Pool#use use}, {@link Pool#run run} or
     * {@link Pool#useAsync useAsync} threw (inside a {@link java.util.concurrent.CompletionException} its cause), the object
     * is destroyed ({@link DestroyCause#INVALIDATED}) instead of given back. Default: nothing matches. After everything else
     * that is thrown, an object that can be validated is validated before its next lease, whatever else is set.
     *
     * <p>Called on the thread on which the work threw, under no lock. A predicate that throws counts as matching.
     *
     * @param failures what breaks an object
     * @return this builder
     */
    public PoolBuilder<T> invalidateOn(Predicate<? super Throwable> failures) {
        this.invalidateOn = Objects.requireNonNull(failures, "invalidateOn");
        return this;
    }

    /**
     * Takes over all settings of a configuration, in place of those that were set before; setters that are called later
     * override them. What is by default there is so here: a {@code maxIdle} that nobody has set follows a
     * {@code maxSize} that is set later.
     *
     * @param config the settings, such as those that {@code TextConfig} of {@code rockpool-config} has read
     * @return this builder
     */
    public PoolBuilder<T> configure(PoolConfig config) {
        settings.takeOver(Objects.requireNonNull(config, "config"));
        return this;
    }

    /**
     * The pool's name in messages, statistics and thread names. Default {@code pool-1}, {@code pool-2}, …
     *
     * @param name not blank, without control characters
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or has control characters
     */
    public PoolBuilder<T> name(String name) {
        return set(Settings.NAME, name);
    }

    /**
     * The hard bound on live objects, those being created included. Default 10.
     *
     * @param maxSize at least 1
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public PoolBuilder<T> maxSize(int maxSize) {
        return set(Settings.MAX_SIZE, maxSize);
    }

    /**
     * How many idle objects the pool keeps ready, made in the background from {@link #build()} on. What is destroyed or detached is
     * made good at once; for what is leased others are made when nothing is idle, or within a second. Default 0.
     *
     * @param minIdle 0 to {@code maxIdle}
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public PoolBuilder<T> minIdle(int minIdle) {
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
    public PoolBuilder<T> maxIdle(int maxIdle) {
        return set(Settings.MAX_IDLE, maxIdle);
    }

    /**
     * How long {@link Pool#acquire()} and {@link Pool#acquireAsync()} wait. Default 30 s.
     *
     * @param acquireTimeout zero does not wait
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public PoolBuilder<T> acquireTimeout(Duration acquireTimeout) {
        return set(Settings.ACQUIRE_TIMEOUT, acquireTimeout);
    }

    /**
     * How long one attempt of a creator may take before it is abandoned; see {@link Timeouts}. Default 30 s.
     *
     * @param createTimeout longer than zero
     * @return this builder
     * @throws IllegalArgumentException if zero or negative
     */
    public PoolBuilder<T> createTimeout(Duration createTimeout) {
        return set(Settings.CREATE_TIMEOUT, createTimeout);
    }

    /**
     * How long {@link Pool#close()} waits for leases. Default 30 s.
     *
     * @param closeTimeout zero does not wait
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public PoolBuilder<T> closeTimeout(Duration closeTimeout) {
        return set(Settings.CLOSE_TIMEOUT, closeTimeout);
    }

    /**
     * What an acquire does when every object is out. Default {@link WhenExhausted#WAIT}.
     *
     * @param whenExhausted wait, fail, or create on top of the bound
     * @return this builder
     */
    public PoolBuilder<T> whenExhausted(WhenExhausted whenExhausted) {
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
    public PoolBuilder<T> maxWaiters(int maxWaiters) {
        return set(Settings.MAX_WAITERS, maxWaiters);
    }

    /**
     * Which idle object is taken. Default {@link Order#AFFINE}.
     *
     * @param order affine, LIFO or FIFO
     * @return this builder
     */
    public PoolBuilder<T> order(Order order) {
        return set(Settings.ORDER, order);
    }

    /**
     * Whether a running thread may overtake a waiting one. Default {@link Fairness#BOUNDED}.
     *
     * @param fairness bounded or strict
     * @return this builder
     */
    public PoolBuilder<T> fairness(Fairness fairness) {
        return set(Settings.FAIRNESS, fairness);
    }

    /**
     * Which idle objects are validated before an acquire gets them. Default those that were
     * {@linkplain ValidateOnAcquire#whenIdleFor idle for a second} with {@link #validateWith}, else
     * {@link ValidateOnAcquire#off() off}: a {@link Lifecycle#validate} or {@link Reusable#isValid} alone turns nothing on.
     *
     * @param when off, always, or when idle for a time
     * @return this builder
     */
    public PoolBuilder<T> validateOnAcquire(ValidateOnAcquire when) {
        return set(Settings.VALIDATE_ON_ACQUIRE, when);
    }

    /**
     * Whether every idle object is validated before an acquire gets it. Default false.
     *
     * @param always true for {@link ValidateOnAcquire#always()}, false for {@link ValidateOnAcquire#off()}
     * @return this builder
     */
    public PoolBuilder<T> validateOnAcquire(boolean always) {
        return validateOnAcquire(always ? ValidateOnAcquire.always() : ValidateOnAcquire.off());
    }

    /**
     * Whether an object is validated when it comes back, after its reset. Default false.
     *
     * @param validateOnReturn true to validate
     * @return this builder
     */
    public PoolBuilder<T> validateOnReturn(boolean validateOnReturn) {
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
    public PoolBuilder<T> validationTimeout(Duration validationTimeout) {
        return set(Settings.VALIDATION_TIMEOUT, validationTimeout);
    }

    /**
     * How often each idle object is asked whether it is still fit for service, in the background; see {@link Validation}.
     * Default 300 s with {@link #healthWith}, else zero: {@link Lifecycle#isHealthy} alone turns nothing on.
     *
     * @param healthCheckInterval zero for never
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public PoolBuilder<T> healthCheckInterval(Duration healthCheckInterval) {
        return set(Settings.HEALTH_CHECK_INTERVAL, healthCheckInterval);
    }

    /**
     * How long an object is used after its creation, and then replaced; see {@link Expiry}. Default zero: for ever.
     *
     * @param maxLifetime zero for ever
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public PoolBuilder<T> maxLifetime(Duration maxLifetime) {
        return set(Settings.MAX_LIFETIME, maxLifetime);
    }

    /**
     * By which part of {@link #maxLifetime} an object may live less; see {@link Expiry}. Default 0.1.
     *
     * @param lifetimeJitter 0 to less than 1
     * @return this builder
     * @throws IllegalArgumentException if out of that range
     */
    public PoolBuilder<T> lifetimeJitter(double lifetimeJitter) {
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
    public PoolBuilder<T> maxIdleTime(Duration maxIdleTime) {
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
    public PoolBuilder<T> maxUses(long maxUses) {
        return set(Settings.MAX_USES, maxUses);
    }

    /**
     * How long a lease may be out before the pool ends it and destroys its object; see {@link Expiry}. Default zero: for ever.
     *
     * @param reclaimAfter zero for never
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public PoolBuilder<T> reclaimAfter(Duration reclaimAfter) {
        return set(Settings.RECLAIM_AFTER, reclaimAfter);
    }

    /**
     * Who runs {@link Lifecycle#create()} for an acquire. Default {@link Creation#BACKGROUND}.
     *
     * @param creation the pool's creators or the acquiring thread
     * @return this builder
     */
    public PoolBuilder<T> creation(Creation creation) {
        return set(Settings.CREATION, creation);
    }

    /**
     * How many attempts the creators make at once. Default min(4, {@code maxSize}).
     *
     * @param parallelCreations 1 to {@code maxSize}
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public PoolBuilder<T> parallelCreations(int parallelCreations) {
        return set(Settings.PARALLEL_CREATIONS, parallelCreations);
    }

    /**
     * Whether reset and validation on return run on a worker of the pool instead of the thread that gives the object
     * back. Default false.
     *
     * @param resetInBackground true for a worker
     * @return this builder
     */
    public PoolBuilder<T> resetInBackground(boolean resetInBackground) {
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
    public PoolBuilder<T> creationBackOff(Duration first, Duration longest) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
        Problems problems = new Problems();
        Rules.creationBackOff(problems, first, longest);
        problems.throwIfAny();
        return set(Settings.CREATION_BACK_OFF_FIRST, first).set(Settings.CREATION_BACK_OFF_LONGEST, longest);
    }

    /**
     * For how long after creation began to fail an acquire that finds nothing waits for it to work again, within its own
     * deadline, instead of failing at once; see {@link Supply}. Default zero: fail at once.
     *
     * @param rideOut zero to fail at once
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public PoolBuilder<T> rideOut(Duration rideOut) {
        return set(Settings.RIDE_OUT, rideOut);
    }

    /**
     * What is done about leases that are lost. Default {@link Leaks#on()}: found by the collector, reported, and their
     * objects destroyed.
     *
     * @param leaks the setting
     * @return this builder
     */
    public PoolBuilder<T> leaks(Leaks leaks) {
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
    public PoolBuilder<T> leakStacks(int everyNth) {
        return set(Settings.LEAK_STACKS, everyNth);
    }

    /**
     * Warns once of each lease that has been out for this long. Default zero: of none. See {@link Diagnostics}.
     *
     * @param holdWarning zero for never
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public PoolBuilder<T> holdWarning(Duration holdWarning) {
        return set(Settings.HOLD_WARNING, holdWarning);
    }

    /**
     * What is done when a thread that holds a lease of this pool acquires one more. Default {@link NestedAcquire#ALLOW}.
     * See {@link Diagnostics} for the price of the other two.
     *
     * @param nestedAcquire allow, warn or fail
     * @return this builder
     */
    public PoolBuilder<T> nestedAcquire(NestedAcquire nestedAcquire) {
        return set(Settings.NESTED_ACQUIRE, nestedAcquire);
    }

    /**
     * Whether waits, creations, resets and validations are timed, and holds sampled. Counts are kept in any case.
     * Default true.
     *
     * @param histograms false for empty {@link PoolStats.Latencies}
     * @return this builder
     */
    public PoolBuilder<T> histograms(boolean histograms) {
        return set(Settings.HISTOGRAMS, histograms);
    }

    /**
     * The pool's time. Default {@link Ticker#system()}; tests put a manual one here.
     *
     * @param ticker the ticker
     * @return this builder
     */
    public PoolBuilder<T> ticker(Ticker ticker) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        return this;
    }

    /**
     * Who hears what happens to the pool. Default nobody.
     *
     * @param listener the listener
     * @return this builder
     */
    public PoolBuilder<T> listener(PoolListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Where the futures of {@link Pool#acquireAsync} are completed when they had to wait, and so where the work of
     * {@link Pool#useAsync} begins. Default: on the thread that has the object, or on one of the pool.
     *
     * <p>Should the executor refuse, by whatever it throws, the pool completes the future itself. Should it drop a task, or
     * not come to it in time: a lease that was not delivered by the acquire's deadline, or before the pool is closed, is
     * taken back, its object goes to the next, and the future fails on a thread of the pool; so does a future that the
     * executor was to tell of a failure, after a second.
     *
     * @param executor the executor
     * @return this builder
     */
    public PoolBuilder<T> callbackExecutor(Executor executor) {
        this.callbackExecutor = Objects.requireNonNull(executor, "callbackExecutor");
        return this;
    }

    /**
     * The settings as they are now, checked against each other.
     *
     * @return the settings
     * @throws IllegalArgumentException if settings contradict each other or one would have no effect; names all of them,
     *     a line each
     */
    public PoolConfig config() {
        return settings.toConfig("pool");
    }

    /**
     * Makes the pool. Does not block: {@code minIdle} is filled in the background. The pool's threads get the context class
     * loader of this thread. Throws an {@code OutOfMemoryError} if the system has no thread for the pool; then there is no
     * pool.
     *
     * @return a new, open pool
     * @throws IllegalArgumentException if settings contradict each other or one would have no effect; names all of them,
     *     a line each
     */
    public Pool<T> build() {
        PoolConfig config = settings.toConfig();
        LifecycleSteps<T> steps = lifecycle == null
                ? LifecycleSteps.ofStages(Objects.requireNonNull(asyncLifecycle, "lifecycle"), inCode, invalidateOn)
                : new LifecycleSteps<>(lifecycle, inCode, invalidateOn);
        return PoolEngine.open(config, steps, Shared.byOne(config, steps, ticker, listener, callbackExecutor));
    }

    KeyedEngine.Plan<T> plan(KeyedLifecycle<?, T> keyed, int maxTotal) {
        LifecycleSteps<T> steps =
                LifecycleSteps.ofKeys(Objects.requireNonNull(lifecycle, "lifecycle"), keyed, inCode, invalidateOn);
        return new KeyedEngine.Plan<>(settings.toConfig(), steps, ticker, listener, callbackExecutor, maxTotal);
    }

    private <V> PoolBuilder<T> set(Setting<V> setting, V value) {
        settings.set(setting, value, Settings.BUILDER);
        return this;
    }
}
