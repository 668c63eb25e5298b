package dev.rockpool.monitor;

import dev.rockpool.config.NestedAcquire;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to a pool. All methods do nothing by default.
 *
 * <p>They are called on one thread of the pool, one event after the other, outside its locks, some time after the
 * fact; they may use the pool. A listener that throws is logged and changes nothing. One that hangs hears no more:
 * events beyond 10,000 waiting ones are dropped, and their number logged.
 */
public interface PoolListener {

    /**
     * An object was created.
     *
     * @param pool the name of the pool
     * @param took how long the creation took
     */
    default void created(String pool, Duration took) {}

    /**
     * An attempt to create failed or overran its time.
     *
     * @param pool the name of the pool
     * @param cause what the lifecycle threw
     */
    default void createFailed(String pool, Throwable cause) {}

    /**
     * An object was destroyed, with or without success.
     *
     * @param pool the name of the pool
     * @param cause why
     */
    default void destroyed(String pool, DestroyCause cause) {}

    /**
     * A reset threw or overran its time; the object is destroyed.
     *
     * @param pool the name of the pool
     * @param cause what the lifecycle threw
     */
    default void resetFailed(String pool, Throwable cause) {}

    /**
     * A validation or a health check said no, threw or overran its time; the object is destroyed.
     *
     * @param pool the name of the pool
     * @param cause what the lifecycle threw; null when it said no
     */
    default void validationFailed(String pool, @Nullable Throwable cause) {}

    /**
     * An activation threw or overran its time; the object is destroyed, and the acquire goes on with another.
     *
     * @param pool the name of the pool
     * @param cause what the lifecycle threw
     */
    default void activationFailed(String pool, Throwable cause) {}

    /**
     * A destroy threw or overran its time; the object is gone all the same.
     *
     * @param pool the name of the pool
     * @param cause what the lifecycle threw
     */
    default void destroyFailed(String pool, Throwable cause) {}

    /**
     * A lease was lost: it became unreachable without having been ended.
     *
     * @param pool the name of the pool
     * @param holder who had acquired it, and where, if its stack was kept
     */
    default void leaked(String pool, Holder holder) {}

    /**
     * A lease has been out for longer than {@code holdWarning}. Told once for each lease.
     *
     * @param pool the name of the pool
     * @param holder who holds it, where it was acquired, if that stack was kept, and where the thread stands now
     */
    default void heldTooLong(String pool, Holder holder) {}

    /**
     * A lease of which {@link #heldTooLong} was told has ended after all, in whatever way but by being lost.
     *
     * @param pool the name of the pool
     * @param holder who held it, and for how long
     */
    default void heldTooLongEnded(String pool, Holder holder) {}

    /**
     * A lease was out for longer than {@code reclaimAfter}: the pool has ended it, and destroys its object.
     *
     * @param pool the name of the pool
     * @param holder who held it, where it was acquired, if that stack was kept, and where the thread stands now
     */
    default void reclaimed(String pool, Holder holder) {}

    /**
     * A thread that holds a lease acquires one more. Told only with {@link NestedAcquire#WARN} and
     * {@link NestedAcquire#FAIL}.
     *
     * @param pool the name of the pool
     * @param holder the lease that it holds longest
     */
    default void nestedAcquire(String pool, Holder holder) {}

    /**
     * An acquire's deadline passed.
     *
     * @param pool the name of the pool
     * @param timeout what the caller got: a {@link dev.rockpool.PoolTimeoutException}
     */
    default void timedOut(String pool, Throwable timeout) {}

    /**
     * The verdict about the pool changed.
     *
     * @param pool the name of the pool
     * @param before the verdict until now
     * @param after the verdict from now on
     */
    default void healthChanged(String pool, PoolHealth before, PoolHealth after) {}

    /**
     * The bound of the pool was changed.
     *
     * @param pool the name of the pool
     * @param before {@code maxSize} until now
     * @param after {@code maxSize} from now on
     */
    default void resized(String pool, int before, int after) {}
}
