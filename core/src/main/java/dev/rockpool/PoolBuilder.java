package dev.rockpool;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.internal.engine.PoolEngine;
import dev.rockpool.internal.engine.Shared;
import dev.rockpool.internal.keyed.KeyedEngine;
import dev.rockpool.internal.lifecycle.LifecycleSteps;
import dev.rockpool.internal.lifecycle.StepsInCode;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolListener;
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
public final class PoolBuilder<T> extends SettingsBuilder<PoolBuilder<T>> {

    private final @Nullable Lifecycle<T> lifecycle; // or the next one
    private final @Nullable AsyncLifecycle<T> asyncLifecycle;
    private StepsInCode<T> inCode = StepsInCode.none();
    private @Nullable Predicate<? super Throwable> invalidateOn;

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

    @Override
    PoolBuilder<T> self() {
        return this;
    }
}
