package dev.rockpool;

import dev.rockpool.config.Leaks;
import dev.rockpool.monitor.PoolListener;

/**
 * The right to use one pooled object, from acquire to close. A lease is used once: the first of {@link #close},
 * {@link #detach}, {@link #invalidate} and {@link #destroy} ends it.
 *
 * <pre>{@code
 * try (Lease<Parser> lease = parsers.acquire()) {
 *     return lease.get().parse(text);
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> A lease may be handed to another thread and ended there; all methods are safe to call from any
 * thread, also at once. However many threads end one lease, exactly one of them does, and a lease that has ended can
 * never touch a later holder of the same object. The object itself is as thread-safe as its class.
 *
 * <p><b>Outstaying it.</b> A pool with {@link PoolBuilder#reclaimAfter reclaimAfter} ends a lease that is out for longer. Whoever
 * still uses the object then uses one that is being destroyed.
 *
 * <p><b>Losing it.</b> A lease that becomes unreachable without having been ended is found by the garbage collector
 * (see {@link Leaks}). An object that refers to its own lease hides its leak.
 *
 * <p><b>Memory effects.</b> What a thread did with the object before it ended the lease happens-before what the next
 * holder does after its acquire.
 *
 * @param <T> the pooled object's type
 */
public interface Lease<T> extends AutoCloseable {

    /**
     * The leased object. Never waits.
     *
     * @return the object, the same at each call
     * @throws IllegalStateException once the lease has ended
     */
    T get();

    /**
     * Gives the object back: it is reset, then validated when so configured, then published to the next acquire. What
     * fails there destroys the object and reaches the statistics, the {@link PoolListener} and the log, never the
     * caller. Does nothing once the lease has ended.
     *
     * <p>The reset runs on the calling thread, for as long as it takes, unless
     * {@link PoolBuilder#resetInBackground(boolean) resetInBackground} is set; an interrupt neither shortens the call
     * nor is lost. Closing a lease of a closed pool destroys the object.
     */
    @Override
    void close();

    /**
     * Takes the object out of the pool for good: the pool forgets it, never destroys it, and its capacity is free at
     * once. Never waits.
     *
     * @return the object, now the caller's own
     * @throws IllegalStateException if the lease has ended already
     */
    T detach();

    /**
     * The same as {@link #invalidate}, on this thread: for those who must see the end of it. Runs the destroy of the lifecycle,
     * for as long as it takes, and lets out what that throws; the object is gone all the same, and its capacity is free
     * when this returns. Does nothing once the lease has ended.
     *
     * <p>In a pool of stages ({@link Pool#asyncBuilder}) this thread begins the stage and waits until it has completed, for
     * {@code createTimeout} at the most. So do not call it on the thread that completes the stage. Whatever the pool, an
     * interrupt neither shortens the wait nor is lost, unless the lifecycle's own code ends for it.
     *
     * @throws java.util.concurrent.TimeoutException if the stage has not completed by then; it is abandoned
     * @throws Exception what the lifecycle threw, or its stage failed with; as any failure here, that also reaches the
     *     {@link PoolListener} and the log
     */
    void destroy() throws Exception;

    /**
     * Declares the object broken: it is destroyed on a thread of the pool, and its capacity is free when that is done.
     * Does nothing once the lease has ended. Never waits.
     */
    void invalidate();
}
