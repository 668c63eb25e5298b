package dev.rockpool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The user's code about a pooled object of a client that does not block: each step says by a stage when it has ended, as
 * {@link Lifecycle} does by returning. For {@link Pool#asyncBuilder}. Only {@link #create} is needed, so a lambda is enough:
 * {@code Pool.asyncBuilder(() -> client.connectAsync(uri))}.
 *
 * <p><b>Threads.</b> A step is called on a thread of the pool, under no lock, and should return at once: no thread is held
 * while its stage is pending, so a thousand connects may be. It may be completed on any thread; that thread then goes on with
 * what the pool does next: it wakes a waiter, or completes a future (with the callbacks that hang on it, unless
 * {@link PoolBuilder#callbackExecutor callbackExecutor} is set). A call that blocks instead of returning is bounded as any
 * other, and its thread is replaced.
 *
 * <p><b>Time limits, overruns and errors</b> are those of {@link Lifecycle}: the time of a step counts until its stage has
 * completed. A stage that overruns is not cancelled: an object that comes late is used if the pool has capacity for it, else
 * destroyed. What a step throws, a stage that is null, and what a stage fails with (inside a
 * {@link java.util.concurrent.CompletionException} its cause) are failures of the step. A stage that completes a second time
 * changes nothing.
 *
 * @param <T> the pooled object's type
 */
@FunctionalInterface
public interface AsyncLifecycle<T> {

    /**
     * Makes an object, within {@code createTimeout}.
     *
     * @return a stage with a new object; null, or an object that is in the pool already, is a failure
     */
    CompletionStage<T> create();

    /**
     * Brings an object back to a clean state, within {@code createTimeout}. Begins when it comes back; nobody gets the object
     * before the stage has completed, and the thread that gives it back does not wait for that. The default does what
     * {@link Reusable#reset} says, else nothing.
     *
     * @param object the object
     * @return a stage; if it fails, the object is destroyed
     */
    default CompletionStage<Void> reset(T object) {
        return object instanceof Reusable reusable
                ? Stages.ofAction(reusable::reset)
                : CompletableFuture.completedFuture(null);
    }

    /**
     * Is the object clean and usable? Asked where {@link PoolBuilder#validateOnAcquire validateOnAcquire} or
     * {@link PoolBuilder#validateOnReturn validateOnReturn} turn it on, within {@code validationTimeout}. The default asks
     * {@link Reusable#isValid}, else says yes.
     *
     * @param object the object
     * @return a stage; false, null or a failure has the object destroyed and replaced
     */
    default CompletionStage<Boolean> validate(T object) {
        return object instanceof Reusable reusable
                ? Stages.of(reusable::isValid)
                : CompletableFuture.completedFuture(true);
    }

    /**
     * Is the idle object still fit for service? Asked in the background where
     * {@link PoolBuilder#healthCheckInterval healthCheckInterval} turns that on. The default asks
     * {@link Reusable#isHealthy}, else {@link #validate}.
     *
     * @param object the object
     * @return a stage; false, null or a failure has the object destroyed and replaced
     */
    default CompletionStage<Boolean> isHealthy(T object) {
        return object instanceof Reusable reusable ? Stages.of(reusable::isHealthy) : validate(object);
    }

    /**
     * Lets go of what the object holds, within {@code createTimeout}. Called exactly once for each object that was created
     * and not detached; its capacity is free when the stage has completed. The default closes an {@link AutoCloseable}, on a
     * thread of the pool.
     *
     * @param object the object
     * @return a stage; a failure is reported, and the object is gone all the same
     */
    default CompletionStage<Void> destroy(T object) {
        return object instanceof AutoCloseable closeable
                ? Stages.ofAction(closeable::close)
                : CompletableFuture.completedFuture(null);
    }
}
