package dev.rockpool.jdbc;

import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.jdbc.internal.proxy.PooledConnection;
import java.time.Duration;

/**
 * The settings of the pool as properties of a bean. What contradicts another one is found when the pool is opened, or by a getter
 * before that ({@code IllegalArgumentException}); a getter of an open data source tells what is in force.
 */
abstract class PoolSettings {

    /** For those who implement the class of this package that is public. */
    PoolSettings() {}

    /** The settings in the making; an {@code IllegalStateException} once the pool is open. */
    abstract PoolBuilder<PooledConnection> settings();

    /** The settings in force, or those that the pool will have. */
    abstract PoolConfig config();

    /** {@return name; see {@link #setName}} */
    public String getName() {
        return config().name();
    }

    /**
     * The pool's name in messages, statistics and thread names. Default {@code pool-1}, {@code pool-2}, …
     *
     * @param name not blank, without control characters
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setName(String name) {
        settings().name(name);
    }

    /** {@return maxSize; see {@link #setMaxSize}} */
    public int getMaxSize() {
        return config().maxSize();
    }

    /**
     * The hard bound on open connections, those being opened included. Default 10.
     *
     * @param maxSize at least 1
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setMaxSize(int maxSize) {
        settings().maxSize(maxSize);
    }

    /** {@return minIdle; see {@link #setMinIdle}} */
    public int getMinIdle() {
        return config().minIdle();
    }

    /**
     * How many idle connections the pool keeps ready. Default 0.
     *
     * @param minIdle 0 to {@code maxIdle}
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setMinIdle(int minIdle) {
        settings().minIdle(minIdle);
    }

    /** {@return maxIdle; see {@link #setMaxIdle}} */
    public int getMaxIdle() {
        return config().maxIdle();
    }

    /**
     * How many idle connections the pool keeps at the most. Default {@code maxSize}.
     *
     * @param maxIdle {@code minIdle} to {@code maxSize}
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setMaxIdle(int maxIdle) {
        settings().maxIdle(maxIdle);
    }

    /** {@return acquireTimeout; see {@link #setAcquireTimeout}} */
    public Duration getAcquireTimeout() {
        return config().acquireTimeout();
    }

    /**
     * How long {@code getConnection()} waits. Default 30 s.
     *
     * @param acquireTimeout zero does not wait
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setAcquireTimeout(Duration acquireTimeout) {
        settings().acquireTimeout(acquireTimeout);
    }

    /** {@return createTimeout; see {@link #setCreateTimeout}} */
    public Duration getCreateTimeout() {
        return config().createTimeout();
    }

    /**
     * How long it may take to open a connection; the same time limits what else the pool sends over one: a rollback,
     * a reset, a close. Default 30 s.
     *
     * @param createTimeout longer than zero
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setCreateTimeout(Duration createTimeout) {
        settings().createTimeout(createTimeout);
    }

    /** {@return closeTimeout; see {@link #setCloseTimeout}} */
    public Duration getCloseTimeout() {
        return config().closeTimeout();
    }

    /**
     * How long {@code close()} waits for connections that are out. Default 30 s.
     *
     * @param closeTimeout zero does not wait
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setCloseTimeout(Duration closeTimeout) {
        settings().closeTimeout(closeTimeout);
    }

    /** {@return whenExhausted; see {@link #setWhenExhausted}} */
    public WhenExhausted getWhenExhausted() {
        return config().whenExhausted();
    }

    /**
     * What {@code getConnection()} does when every connection is out. Default {@link WhenExhausted#WAIT}.
     *
     * @param whenExhausted wait, fail, or open one on top of the bound
     * @throws IllegalStateException if the data source is open
     */
    public void setWhenExhausted(WhenExhausted whenExhausted) {
        settings().whenExhausted(whenExhausted);
    }

    /** {@return maxWaiters; see {@link #setMaxWaiters}} */
    public int getMaxWaiters() {
        return config().maxWaiters();
    }

    /**
     * How many threads may wait for a connection; one more is refused at once. Default unbounded.
     *
     * @param maxWaiters at least 0
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setMaxWaiters(int maxWaiters) {
        settings().maxWaiters(maxWaiters);
    }

    /** {@return order; see {@link #setOrder}} */
    public Order getOrder() {
        return config().order();
    }

    /**
     * Which idle connection is taken. Default {@link Order#AFFINE}.
     *
     * @param order affine, LIFO or FIFO
     * @throws IllegalStateException if the data source is open
     */
    public void setOrder(Order order) {
        settings().order(order);
    }

    /** {@return fairness; see {@link #setFairness}} */
    public Fairness getFairness() {
        return config().fairness();
    }

    /**
     * Whether a running thread may overtake a waiting one. Default {@link Fairness#BOUNDED}.
     *
     * @param fairness bounded or strict
     * @throws IllegalStateException if the data source is open
     */
    public void setFairness(Fairness fairness) {
        settings().fairness(fairness);
    }

    /** {@return validateOnAcquire; see {@link #setValidateOnAcquire}} */
    public ValidateOnAcquire getValidateOnAcquire() {
        return config().validateOnAcquire();
    }

    /**
     * Which idle connections are validated before they are handed out. Default those that were idle for 500 ms.
     *
     * @param validateOnAcquire off, always, or when idle for a time
     * @throws IllegalStateException if the data source is open
     */
    public void setValidateOnAcquire(ValidateOnAcquire validateOnAcquire) {
        settings().validateOnAcquire(validateOnAcquire);
    }

    /** {@return validateOnReturn; see {@link #setValidateOnReturn}} */
    public boolean isValidateOnReturn() {
        return config().validateOnReturn();
    }

    /**
     * Whether a connection is validated when it comes back. Default false.
     *
     * @param validateOnReturn true to validate
     * @throws IllegalStateException if the data source is open
     */
    public void setValidateOnReturn(boolean validateOnReturn) {
        settings().validateOnReturn(validateOnReturn);
    }

    /** {@return validationTimeout; see {@link #setValidationTimeout}} */
    public Duration getValidationTimeout() {
        return config().validationTimeout();
    }

    /**
     * How long a validation may take before the connection counts as broken. Default 5 s.
     *
     * @param validationTimeout zero validates on the calling thread, for as long as it takes
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setValidationTimeout(Duration validationTimeout) {
        settings().validationTimeout(validationTimeout);
    }

    /** {@return healthCheckInterval; see {@link #setHealthCheckInterval}} */
    public Duration getHealthCheckInterval() {
        return config().healthCheckInterval();
    }

    /**
     * How often an idle connection is validated in the background, which also keeps it alive. Default 2 min.
     *
     * @param healthCheckInterval zero for never
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setHealthCheckInterval(Duration healthCheckInterval) {
        settings().healthCheckInterval(healthCheckInterval);
    }

    /** {@return maxLifetime; see {@link #setMaxLifetime}} */
    public Duration getMaxLifetime() {
        return config().maxLifetime();
    }

    /**
     * How long a connection is used after it was opened; set it below what the database or a firewall allows. Default
     * 30 min.
     *
     * @param maxLifetime zero for ever
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setMaxLifetime(Duration maxLifetime) {
        settings().maxLifetime(maxLifetime);
    }

    /** {@return lifetimeJitter; see {@link #setLifetimeJitter}} */
    public double getLifetimeJitter() {
        return config().lifetimeJitter();
    }

    /**
     * By which part of {@code maxLifetime} a connection may live less, drawn at random. Default 0.1.
     *
     * @param lifetimeJitter 0 to less than 1
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setLifetimeJitter(double lifetimeJitter) {
        settings().lifetimeJitter(lifetimeJitter);
    }

    /** {@return maxIdleTime; see {@link #setMaxIdleTime}} */
    public Duration getMaxIdleTime() {
        return config().maxIdleTime();
    }

    /**
     * How long an idle connection is kept on top of {@code minIdle}. Default 10 min.
     *
     * @param maxIdleTime zero for ever
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setMaxIdleTime(Duration maxIdleTime) {
        settings().maxIdleTime(maxIdleTime);
    }

    /** {@return maxUses; see {@link #setMaxUses}} */
    public long getMaxUses() {
        return config().maxUses();
    }

    /**
     * How often a connection is lent before it is replaced. Default 0.
     *
     * @param maxUses 0 for no limit
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setMaxUses(long maxUses) {
        settings().maxUses(maxUses);
    }

    /** {@return reclaimAfter; see {@link #setReclaimAfter}} */
    public Duration getReclaimAfter() {
        return config().reclaimAfter();
    }

    /**
     * How long a connection may be out before the pool takes it back and closes it. Default zero.
     *
     * @param reclaimAfter zero for never
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setReclaimAfter(Duration reclaimAfter) {
        settings().reclaimAfter(reclaimAfter);
    }

    /** {@return creation; see {@link #setCreation}} */
    public Creation getCreation() {
        return config().creation();
    }

    /**
     * Who opens connections. Default {@link Creation#BACKGROUND}.
     *
     * @param creation the pool's threads or the calling one, which nothing limits then
     * @throws IllegalStateException if the data source is open
     */
    public void setCreation(Creation creation) {
        settings().creation(creation);
    }

    /** {@return parallelCreations; see {@link #setParallelCreations}} */
    public int getParallelCreations() {
        return config().parallelCreations();
    }

    /**
     * How many connections are opened at once. Default min(4, {@code maxSize}).
     *
     * @param parallelCreations 1 to {@code maxSize}
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setParallelCreations(int parallelCreations) {
        settings().parallelCreations(parallelCreations);
    }

    /** {@return resetInBackground; see {@link #setResetInBackground}} */
    public boolean isResetInBackground() {
        return config().resetInBackground();
    }

    /**
     * Whether a connection that comes back is reset by a thread of the pool. Default false.
     *
     * @param resetInBackground true for a thread of the pool
     * @throws IllegalStateException if the data source is open
     */
    public void setResetInBackground(boolean resetInBackground) {
        settings().resetInBackground(resetInBackground);
    }

    /** {@return rideOut; see {@link #setRideOut}} */
    public Duration getRideOut() {
        return config().rideOut();
    }

    /**
     * For how long after connections could no longer be opened callers wait for it to work again, within their
     * deadlines, instead of failing at once. Default 5 s.
     *
     * @param rideOut zero to fail at once
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setRideOut(Duration rideOut) {
        settings().rideOut(rideOut);
    }

    /** {@return leaks; see {@link #setLeaks}} */
    public Leaks getLeaks() {
        return config().leaks();
    }

    /**
     * What is done about connections that were lost without a close. Default {@link Leaks#on()}.
     *
     * @param leaks the setting
     * @throws IllegalStateException if the data source is open
     */
    public void setLeaks(Leaks leaks) {
        settings().leaks(leaks);
    }

    /** {@return leakStacks; see {@link #setLeakStacks}} */
    public int getLeakStacks() {
        return config().leakStacks();
    }

    /**
     * Keeps the stack of every n-th {@code getConnection()} while its connection is out. Default 0.
     *
     * @param leakStacks 1 for every one, 0 for none
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setLeakStacks(int leakStacks) {
        settings().leakStacks(leakStacks);
    }

    /** {@return holdWarning; see {@link #setHoldWarning}} */
    public Duration getHoldWarning() {
        return config().holdWarning();
    }

    /**
     * Warns once of each connection that has been out for this long. Default zero.
     *
     * @param holdWarning zero for never
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setHoldWarning(Duration holdWarning) {
        settings().holdWarning(holdWarning);
    }

    /** {@return nestedAcquire; see {@link #setNestedAcquire}} */
    public NestedAcquire getNestedAcquire() {
        return config().nestedAcquire();
    }

    /**
     * What is done when a thread that holds a connection asks for one more. Default {@link NestedAcquire#ALLOW}.
     *
     * @param nestedAcquire allow, warn or fail
     * @throws IllegalStateException if the data source is open
     */
    public void setNestedAcquire(NestedAcquire nestedAcquire) {
        settings().nestedAcquire(nestedAcquire);
    }

    /** {@return histograms; see {@link #setHistograms}} */
    public boolean isHistograms() {
        return config().histograms();
    }

    /**
     * Whether waits, creations, resets and validations are timed. Default true.
     *
     * @param histograms false for counts alone
     * @throws IllegalStateException if the data source is open
     */
    public void setHistograms(boolean histograms) {
        settings().histograms(histograms);
    }

    /** {@return creationBackOffFirst; see {@link #setCreationBackOffFirst}} */
    public Duration getCreationBackOffFirst() {
        return config().creationBackOffFirst();
    }

    /**
     * The shortest pause between two attempts while no connection can be opened. Default 100 ms.
     *
     * @param creationBackOffFirst longer than zero
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setCreationBackOffFirst(Duration creationBackOffFirst) {
        settings().creationBackOff(creationBackOffFirst, config().creationBackOffLongest());
    }

    /** {@return creationBackOffLongest; see {@link #setCreationBackOffLongest}} */
    public Duration getCreationBackOffLongest() {
        return config().creationBackOffLongest();
    }

    /**
     * The longest of these pauses. Default 500 ms.
     *
     * @param creationBackOffLongest at least the shortest
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if the data source is open
     */
    public void setCreationBackOffLongest(Duration creationBackOffLongest) {
        settings().creationBackOff(config().creationBackOffFirst(), creationBackOffLongest);
    }
}
