package dev.rockpool;

import dev.rockpool.config.Order;
import dev.rockpool.monitor.DestroyCause;

/**
 * A pool in which each platform thread has objects of its own: for what is expensive to make, cheap to keep, and best used by
 * the thread that used it last.
 *
 * <pre>{@code
 * PerThreadPool<Calculator> calculators = PerThreadPool.builder(Calculator::new).build();
 * int result = calculators.use(calculator -> calculator.compute(input));
 * }</pre>
 *
 * <p>An acquire takes an idle object of its thread, else one that belongs to nobody, else it creates one, on the calling thread.
 * So nobody waits for anybody, unless {@code maxSize} is set: when so many are alive the acquire takes an idle object of another thread,
 * whose it is no longer then, and if there is none it waits for a return, as in every {@link Pool}. A creation that fails
 * takes another thread's idle object, too, if there is one.
 *
 * <ul>
 *   <li><b>Nested.</b> A thread that holds an object and acquires again gets a second one, and keeps both.
 *   <li><b>Closed elsewhere.</b> A lease may be closed by any thread; the object goes back to the thread that acquired it.
 *   <li><b>Virtual threads</b> are many and short, so an object for each would be no pooling. They share the objects that
 *       belong to nobody, as in an ordinary pool; {@code maxSize} bounds those together with all others. So do futures.
 *   <li><b>Threads that end.</b> Their objects are found within two seconds or so and destroyed
 *       ({@link DestroyCause#THREAD_ENDED}). A lease that a thread took to its end is a lost lease, as in every pool.
 *   <li><b>No thread keeps the pool.</b> There is no {@code ThreadLocal}: neither a thread nor its class loader is kept by the
 *       pool, nor the pool or an object by a thread, before or after {@link #close()}.
 * </ul>
 *
 * <p>All else is as in {@link Pool}: the reset on return, validation, ages, statistics, health, explanations. The objects that
 * belong to nobody are those of {@link PoolControl#warmUp} and {@code minIdle} that no thread has taken yet, and those that virtual threads
 * have used.
 *
 * <p><b>What it costs.</b> An acquire and its release are one compare-and-set each, as in an ordinary pool: a pool with
 * {@link Order#AFFINE} and an object for each thread is as fast. This one is for when a thread should have its own object rather than
 * another's.
 *
 * @param <T> the pooled objects' type
 */
public interface PerThreadPool<T> extends Pool<T> {

    /**
     * Begins a pool whose objects belong to threads.
     *
     * @param lifecycle how objects are made, and what else is done with them; a constructor is enough
     * @param <T> the pooled objects' type
     * @return a builder with the defaults
     */
    static <T> PerThreadPoolBuilder<T> builder(Lifecycle<T> lifecycle) {
        return new PerThreadPoolBuilder<>(lifecycle);
    }

    /**
     * Destroys the idle objects of the calling thread ({@link DestroyCause#CLEARED}). What it has leased stays its own. Does
     * nothing on a virtual thread, which owns none, nor after {@link #close()}, which has destroyed all.
     *
     * @return how many
     */
    int clearThreadCache();

    /**
     * How many objects there are, of all threads and of none, idle and leased.
     *
     * @return as {@code stats().size()}
     */
    int totalObjects();
}
