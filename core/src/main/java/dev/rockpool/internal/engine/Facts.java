package dev.rockpool.internal.engine;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.ageing.AgeLimits;
import dev.rockpool.internal.ageing.Fitness;

/**
 * What is true of the whole pool: its settings, and whether it is closed or suspended. Changed by {@link Monitor} under
 * the lock, read by anyone.
 */
final class Facts implements Fitness.Rules {

    final boolean isStrict;
    final boolean callersCreate;
    final boolean isPerThread; // objects belong to threads
    final boolean validatesOnAcquire;
    final boolean validatesAlways; // each idle object is marked as due

    volatile PoolConfig config; // replaced under the lock
    volatile AgeLimits ageLimits; // replaced under the lock
    volatile boolean trimsIdle; // maxIdle is lower than maxSize: each return is counted under the lock; under the lock
    Sizing setSizing; // as the pool was built, or configured since, whatever resize() has changed; under the lock

    volatile boolean isClosed; // set once, under the lock
    volatile boolean isFinished; // closed, and the shutdown is over; set once, under the lock
    volatile boolean isSuspended; // under the lock

    /** It is the engine of a key with settings of its own, so it is not forgotten; written under the lock. */
    volatile boolean isKept;

    /** It is the engine of a key that has been forgotten: who finds it is sent on. Set once, under the lock, before isClosed. */
    volatile boolean isForgotten;

    long epoch; // raised by clear(): an object of an older one is destroyed when it comes back; under the lock

    /** Whether something may have to be done before an object is leased: set with the first such object; under the lock. */
    volatile boolean activates;

    /** Whether idle objects may be due for validation: set when the first one is, and kept; written by any thread. */
    volatile boolean seeksDue;

    Facts(PoolConfig config) {
        this.config = config;
        this.isStrict = config.fairness() == Fairness.STRICT;
        this.callersCreate = config.creation() == Creation.CALLER;
        this.isPerThread = config.order() == Order.PER_THREAD;
        this.validatesOnAcquire = config.validateOnAcquire().enabled();
        this.validatesAlways =
                validatesOnAcquire && config.validateOnAcquire().idleFor().isZero();
        this.seeksDue = validatesOnAcquire;
        this.setSizing = config.sizing();
        this.ageLimits = limitsIn(config);
        this.trimsIdle = setSizing.maxIdle() < setSizing.maxSize();
    }

    /** The ages that objects may have by these settings. */
    static AgeLimits limitsIn(PoolConfig config) {
        return AgeLimits.of(config.maxLifetime(), config.lifetimeJitter(), config.maxIdleTime());
    }

    String name() {
        return config.name();
    }

    /** Whether it is closed, and not because its key was forgotten: that is nobody's trouble. */
    boolean hasEnded() {
        return isClosed && !isForgotten;
    }

    /** Whether there may be objects on top of the bound. */
    boolean overflows() {
        return config.whenExhausted() == WhenExhausted.OVERFLOW;
    }

    /** Whether acquires wait for creations, but not for returns. */
    boolean refusesToWait() {
        return config.whenExhausted() == WhenExhausted.FAIL;
    }

    /** Whether something may have to be done with an idle object before it is leased. */
    boolean preparesIdle() {
        return seeksDue || activates;
    }

    // ---- as the rules of fitness

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean validatesOnAcquire() {
        return validatesOnAcquire;
    }

    @Override
    public boolean validatesAlways() {
        return validatesAlways;
    }
}
