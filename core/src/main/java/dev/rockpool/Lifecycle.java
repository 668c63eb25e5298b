package dev.rockpool;

import dev.rockpool.config.Creation;
import dev.rockpool.monitor.PoolListener;

/**
 * The user's code about a pooled object: how to make it, clean it, check it and let go of it. Only {@link #create} is
 * needed, so a lambda or a constructor reference is enough: {@code Pool.builder(Parser::new)}.
 *
 * <p>A step comes from the builder if that sets one ({@link PoolBuilder#onReset onReset},
 * {@link PoolBuilder#validateWith validateWith}, {@link PoolBuilder#healthWith healthWith},
 * {@link PoolBuilder#onAcquire onAcquire}, {@link PoolBuilder#onDestroy onDestroy}: they replace, they do not
 * chain), else from the lifecycle if it overrides the method, else from the object if it is {@link Reusable}, which is
 * what the default methods here look for.
 *
 * <p><b>Threads.</b> The steps of different objects run at once, on threads of the pool and of its callers; the steps
 * of one object run one after the other, unless one overruns its time. No step ever runs under a lock of the pool, so
 * each may use the pool. A thread of the pool is a daemon, and ends after five seconds without work. Its context class
 * loader is that of the thread that called {@link PoolBuilder#build()}; it inherits nothing else from whichever thread
 * made it: no thread-locals, no access context, no thread group. What a step leaves behind on it (an interrupt, another
 * context class loader) does not reach the next. A pool that is closed, and whose threads have ended, holds its class
 * loader no more. When the system has no thread for a step, the step waits for one: an object is not found invalid for
 * that. Up to 64 threads of a kind that hang are replaced; beyond that validations and resets fail at once, and destroys
 * wait.
 *
 * <p><b>Overruns.</b> A call on a thread of the pool has a time limit. One that overruns is given up, not stopped, and
 * the pool goes on without it. So these may overlap:
 * <ul>
 *   <li>{@code destroy} with a {@code validate} ({@code validationTimeout}), or a {@code reset} in the background or an
 *       {@code activate} for a future ({@code createTimeout}) of the same object. A thread may be held up before the first instruction of such a call:
 *       then the call begins while the object is being destroyed, or after that.
 *   <li>{@code create} ({@code createTimeout}) with the attempts that follow it. An object that comes late is used if
 *       the bound allows it, else it is destroyed.
 *   <li>{@code destroy} ({@code createTimeout}) with the {@code create} of the object that takes its place, and with all
 *       steps of that one: for so long there are more objects than {@code maxSize}.
 * </ul>
 * What has no limit never overlaps with another step of its object: a reset on the thread that gives back, a validation
 * with a {@code validationTimeout} of zero, a creation by the acquiring thread.
 *
 * <p><b>Errors.</b> Whatever a step throws, {@code Error}s included, is a failure of that step: it is counted, given to
 * the {@link PoolListener} and logged, and the object is destroyed. Its text is read once, where the step ran, as part of
 * the step: a text that throws is replaced by the name of the class, and one that hangs is a step that hangs. An {@code InterruptedException} of a step
 * interrupts nobody but the thread the step ran on.
 *
 * <p><b>Reset is optional.</b> Where there is none, the next holder sees the object as the last one left it.
 *
 * @param <T> the pooled object's type
 */
@FunctionalInterface
public interface Lifecycle<T> {

    /**
     * Makes an object. Bounded by {@code createTimeout} when a creator of the pool runs it, by nothing when the
     * acquiring thread does ({@link Creation#CALLER}).
     *
     * @return a new object; null, or an object that is in the pool already, is a failure
     * @throws Exception when no object can be made now; callers see it as the cause of an
     *     {@link ObjectCreationException}. A {@link SourceExhaustedException} says that there are no more to be had, and that it
     *     is no use to try again soon
     */
    T create() throws Exception;

    /**
     * Prepares an object for the caller that is about to get it, fresh or idle: a tenant, a role, a session variable. Comes
     * before each lease, after the validation if one is due.
     *
     * <p>Runs on the thread that acquires, for as long as it takes: no deadline bounds it there. For futures it runs on a thread
     * of the pool: the future keeps to its deadline, and an activation that overruns {@code createTimeout} is given up and
     * its object destroyed. Never runs on the thread that gave the object back. While it runs the object is neither idle nor
     * leased, and others are served. Its lease is counted when it has ended well; one that fails is counted as
     * {@code activationFailures}, and as no lease.
     *
     * <p>An object that was activated for an acquire that has ended meanwhile (cancelled, timed out) is reset, as one that
     * came back, before anybody else gets it; one that is activated while the pool is closed is destroyed, and the acquire
     * fails with {@link PoolClosedException}. An interrupt during an activation that succeeds stays with the thread, which
     * has its lease.
     *
     * <p>The default does what {@link Reusable#activate} says, else nothing. A pool where nothing is to be done pays nothing.
     *
     * @param object the object
     * @throws Exception when it cannot be prepared; it is then destroyed, and the acquire goes on with another: within its
     *     deadline and with its place in the queue, {@link Pool#tryAcquire} with the next idle object
     */
    default void activate(T object) throws Exception {
        if (object instanceof Reusable reusable) {
            reusable.activate();
        }
    }

    /**
     * Brings an object back to a clean state. Runs when it comes back, before anyone else can see it.
     *
     * @param object the object
     * @throws Exception when it cannot be cleaned; it is then destroyed
     */
    default void reset(T object) throws Exception {
        if (object instanceof Reusable reusable) {
            reusable.reset();
        }
    }

    /**
     * Is the object clean and usable? Asked only where {@link PoolBuilder#validateOnAcquire(ValidateOnAcquire)
     * validateOnAcquire} or {@link PoolBuilder#validateOnReturn validateOnReturn} turn it on: overriding this method alone
     * does nothing. ({@link PoolBuilder#validateWith}, which replaces it, also turns on validation after a second of rest.)
     *
     * @param object the object
     * @return false to have it destroyed and replaced
     * @throws Exception the same as false, and reported
     */
    default boolean validate(T object) throws Exception {
        return !(object instanceof Reusable reusable) || reusable.isValid();
    }

    /**
     * Is the idle object still fit for service? Asked in the background where
     * {@link PoolBuilder#healthCheckInterval healthCheckInterval} turns that on: overriding this method alone does nothing.
     * ({@link PoolBuilder#healthWith}, which replaces it, also turns it on.)
     *
     * @param object the object
     * @return false to have it destroyed and replaced
     * @throws Exception the same as false, and reported
     */
    default boolean isHealthy(T object) throws Exception {
        return object instanceof Reusable reusable ? reusable.isHealthy() : validate(object);
    }

    /**
     * Lets go of what the object holds. Called exactly once for each object that was created and not detached, on a
     * thread of the pool. The default closes an {@link AutoCloseable}.
     *
     * @param object the object
     * @throws Exception reported; the object is gone all the same
     */
    default void destroy(T object) throws Exception {
        if (object instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
