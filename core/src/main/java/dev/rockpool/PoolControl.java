package dev.rockpool;

import dev.rockpool.config.ConfigChange;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What an operator does to a running pool. All methods are safe to call from any thread, and none waits. */
public interface PoolControl {

    /**
     * Creates objects in the background until {@code count} are alive.
     *
     * @param count how many; 0 or more, more than {@code maxSize} counts as {@code maxSize}
     * @return completes with how many are alive, or with the failure of an attempt ({@link ObjectCreationException}),
     *     or with {@link PoolClosedException}; cancelling it ends the warm-up, and objects that are made by then stay
     * @throws IllegalArgumentException if {@code count} is negative
     */
    CompletableFuture<Integer> warmUp(int count);

    /**
     * Changes the bound. Growing serves waiters at once; shrinking destroys idle objects now and leased ones when they
     * come back ({@link DestroyCause#SURPLUS}).
     *
     * @param maxSize the new bound; at least 1 and at least {@code minIdle}
     * @throws IllegalArgumentException if {@code maxSize} is out of its range
     */
    void resize(int maxSize);

    /**
     * Changes how many idle objects the pool keeps ready.
     *
     * @param minIdle the new number; 0 to {@code maxIdle}
     * @throws IllegalArgumentException if {@code minIdle} is out of its range
     */
    void minIdle(int minIdle);

    /**
     * Replaces all objects: destroys the idle ones now and the leased ones when they come back
     * ({@link DestroyCause#CLEARED}). Attempts that were started and objects that were in reset or check before are
     * destroyed, too: an acquire that starts after this method returned never sees an object from before.
     */
    void clear();

    /**
     * Destroys the objects that are idle now ({@link DestroyCause#CLEARED}), and leaves leases, attempts and objects that are
     * in reset or check alone. The idle ones of a suspended pool count. Waiters get new objects at once, and {@code minIdle}
     * is filled up again.
     *
     * @return how many; their destroys run on threads of the pool, and may not have ended yet
     */
    int clearIdle();

    /**
     * Replaces the objects that are there now, little by little, as if each had had its {@code maxLifetime}: a new one is made first
     * where there is a place for it, else they go one by one; idle ones before those that are leased, which go when they come back
     * ({@link DestroyCause#EXPIRED}). While creation fails they stay. Until then they are lent as before. For objects that still
     * work, but were made by settings or secrets of yesterday; see {@link #clear} for those that must not be used again.
     */
    void renew();

    /**
     * Has each object that is idle now validated before its next lease, however short it has been idle: for who has learned that
     * others may be broken, too. Objects that are leased now are not affected. Does nothing in a pool that has no
     * {@code validateOnAcquire}.
     */
    void revalidate();

    /**
     * Stops serving: an acquire that starts after this method returned waits, within its deadline, and
     * {@link Pool#tryAcquire} gives null. Leases that are out are not touched; no object is created. Does nothing when
     * suspended.
     */
    void suspend();

    /** Serves again, those first that have been waiting. Does nothing when not suspended. */
    void resume();

    /**
     * Starts the statistics anew: counters and latencies from zero, high-water marks from the present, gauges as they
     * are. Leases that are out count as acquired in the new period, so that {@code acquired} stays {@code released +
     * leased}.
     */
    void resetStats();

    /**
     * Closes the pool: refuses new leases, fails waiters at once with {@link PoolClosedException}, destroys idle
     * objects, and destroys leased ones as they come back. What still runs in user code at the deadline, on a
     * thread of the pool, is interrupted and left behind.
     *
     * <p>A further call returns the same result; an earlier deadline of it counts.
     *
     * @param deadline how long to wait for leases; zero does not wait
     * @return completes when the last object is destroyed, at the deadline at the latest; never exceptionally. What the
     *     caller does to the future changes nothing for the pool
     * @throws IllegalArgumentException if {@code deadline} is negative
     */
    CompletableFuture<ShutdownReport> shutdown(Duration deadline);

    /**
     * Says what the matter is: who holds the objects, who waits, what is being created, what failed last, and the likely
     * cause with its cure. Looks at every slot once, and at the stacks of the {@value Explanation#MOST_LISTED} longest
     * holders; costs the pool nothing until it is called.
     *
     * @return the explanation; its {@code toString()} is text for people
     */
    Explanation explain();

    /**
     * The settings in force as text, a line each, with where each value came from.
     *
     * @return the text, see {@link PoolConfig#describe()}
     */
    String describe();

    /**
     * Brings the settings of a running pool to those of {@code config}. Fixed for the life of a pool are {@code name},
     * {@code order}, {@code fairness}, {@code validateOnAcquire}, {@code validateOnReturn}, {@code creation},
     * {@code maxUses}, {@code resetInBackground} and {@code leaks}; and {@code validationTimeout} where nothing is validated.
     * All others change. What cannot change stays as it is, and is named in the result and in a line of the log. Calls and
     * waits that have begun keep the time they began with; idle objects on top of a lower {@code maxIdle}, the rhythm of hold
     * warnings and health checks, and the ages of objects that are there already ({@code maxLifetime}, {@code maxIdleTime}),
     * follow within a second.
     *
     * @param config the wanted settings, best made from the pool's own or from text
     * @return what was changed, and what cannot be changed while the pool runs
     * @throws NullPointerException if {@code config} is null
     */
    ConfigChange apply(PoolConfig config);
}
