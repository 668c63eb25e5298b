package dev.rockpool;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects for many keys: connections to many hosts, parsers for many schemas. Each key has a pool of its own, with the same
 * settings, and all of them together have at most {@code maxTotal} objects.
 *
 * <pre>{@code
 * KeyedPool<String, Connection> pool = KeyedPool.<String, Connection>builder(host -> Connection.to(host))
 *         .maxPerKey(8)
 *         .maxTotal(100)
 *         .build();
 * try (Lease<Connection> lease = pool.acquire("db-7")) {
 *     lease.get().send(request);
 * }
 * }</pre>
 *
 * <p><b>{@code maxTotal}.</b> Where all places are used and an acquire needs a new object, an idle object of another key gives
 * way: of the key that was used least recently, where keys that were used between the same two creations count as used at
 * the same time. Where no object is idle, acquires of all keys are served in the order in which they came: an object that
 * comes back while an older acquire of another key waits is destroyed for it, and not lent to a younger one of its own key. So
 * a busy key cannot starve a quiet one. {@code minIdle} of a key is filled while there are free places; whoever waits comes
 * first.
 *
 * <p><b>Keys.</b> A key is known from its first acquire on, and forgotten when it has no object, no lease and no waiter, and
 * no {@code minIdle}: nothing is left of it but its part in the total statistics. One whose creation has just failed is
 * remembered for the pause after the failure; one that was given settings of its own, by {@link #pool}, is not forgotten. Keys
 * are told apart by {@code equals} and {@code hashCode}, which run on the caller's thread and under no lock: where they throw or
 * hang, that is the caller's own trouble. A key whose {@code hashCode} changes is another key; the objects of the one before
 * are let go by {@code maxIdleTime}, by {@code clear()}, or when others need their places.
 *
 * <p><b>Threads.</b> All methods are safe for use by many threads. Keys do not wait for each other: no lock is shared on the way
 * to an idle object and back, and no lifecycle code of one key holds up another, as long as fewer than 64 calls hang. All keys
 * have one set of threads, named {@code rockpool-<pool>-creator-1} and so on.
 *
 * <p>What {@link Pool} says of each way to acquire, of interrupts, deadlines and happens-before, holds here for each key. An
 * exception names pool and key, such as {@code pool "db[db-7]"}.
 *
 * @param <K> the keys' type
 * @param <T> the pooled objects' type
 */
public interface KeyedPool<K, T> extends AutoCloseable {

    /**
     * Begins to build a keyed pool.
     *
     * @param lifecycle makes objects for keys, and cleans and destroys them
     * @param <K> the keys' type
     * @param <T> the pooled objects' type
     * @return a builder with the defaults
     */
    static <K, T> KeyedPoolBuilder<K, T> builder(KeyedLifecycle<K, T> lifecycle) {
        return new KeyedPoolBuilder<>(lifecycle);
    }

    /**
     * Acquires an object of a key, waiting up to the configured {@code acquireTimeout}. See {@link Pool#acquire()}.
     *
     * @param key the key
     * @return a lease
     * @throws PoolException if there is none to be had in time
     * @throws InterruptedException if this thread is interrupted
     */
    Lease<T> acquire(K key) throws InterruptedException;

    /**
     * Acquires an object of a key. See {@link Pool#acquire(Duration)}.
     *
     * @param key the key
     * @param timeout how long to wait; zero does not
     * @return a lease
     * @throws PoolException if there is none to be had in time
     * @throws InterruptedException if this thread is interrupted
     */
    Lease<T> acquire(K key, Duration timeout) throws InterruptedException;

    /**
     * Acquires an idle object of a key, if there is one. Never waits; where there is none, one is made for the next who
     * asks, for which an idle object of another key gives way if need be. See {@link Pool#tryAcquire()}.
     *
     * @param key the key
     * @return a lease, or null
     * @throws PoolException if the pool is closed
     */
    @Nullable
    Lease<T> tryAcquire(K key);

    /**
     * Acquires an object of a key, within the configured {@code acquireTimeout}. See {@link Pool#acquireAsync()}.
     *
     * @param key the key
     * @return the lease to come, or why there is none
     */
    CompletableFuture<Lease<T>> acquireAsync(K key);

    /**
     * Acquires an object of a key. See {@link Pool#acquireAsync(Duration)}.
     *
     * @param key the key
     * @param timeout how long to wait; zero does not
     * @return the lease to come, or why there is none
     */
    CompletableFuture<Lease<T>> acquireAsync(K key, Duration timeout);

    /**
     * Works with an object of a key. See {@link Pool#use(Work)}.
     *
     * @param key the key
     * @param work what is done with it
     * @param <R> the result's type
     * @param <X> what the work may throw
     * @return the work's result
     * @throws X if the work throws it
     * @throws InterruptedException if this thread is interrupted while it waits for the object
     */
    <R, X extends Exception> R use(K key, Work<? super T, R, X> work) throws X, InterruptedException;

    /**
     * Works with an object of a key. See {@link Pool#use(Duration, Work)}.
     *
     * @param key the key
     * @param timeout how long to wait; zero does not
     * @param work what is done with it
     * @param <R> the result's type
     * @param <X> what the work may throw
     * @return the work's result
     * @throws X if the work throws it
     * @throws InterruptedException if this thread is interrupted while it waits for the object
     */
    <R, X extends Exception> R use(K key, Duration timeout, Work<? super T, R, X> work) throws X, InterruptedException;

    /**
     * Does something with an object of a key. See {@link Pool#run(Action)}.
     *
     * @param key the key
     * @param action what is done with it
     * @param <X> what the action may throw
     * @throws X if the action throws it
     * @throws InterruptedException if this thread is interrupted while it waits for the object
     */
    <X extends Exception> void run(K key, Action<? super T, X> action) throws X, InterruptedException;

    /**
     * Does something with an object of a key. See {@link Pool#run(Duration, Action)}.
     *
     * @param key the key
     * @param timeout how long to wait; zero does not
     * @param action what is done with it
     * @param <X> what the action may throw
     * @throws X if the action throws it
     * @throws InterruptedException if this thread is interrupted while it waits for the object
     */
    <X extends Exception> void run(K key, Duration timeout, Action<? super T, X> action) throws X, InterruptedException;

    /**
     * Works with an object of a key until a stage has ended. See {@link Pool#useAsync(Function)}.
     *
     * @param key the key
     * @param work what is done with it
     * @param <R> the result's type
     * @return the result to come
     */
    <R> CompletableFuture<R> useAsync(K key, Function<? super T, ? extends CompletionStage<R>> work);

    /**
     * Works with an object of a key until a stage has ended. See {@link Pool#useAsync(Duration, Function)}.
     *
     * @param key the key
     * @param timeout how long to wait; zero does not
     * @param work what is done with it
     * @param <R> the result's type
     * @return the result to come
     */
    <R> CompletableFuture<R> useAsync(K key, Duration timeout, Function<? super T, ? extends CompletionStage<R>> work);

    /**
     * The pool of one key: a view, cheap to get, that may be kept; it works on when its key has been forgotten meanwhile. It
     * is closed with this pool and by nobody else: its {@code close()} and {@code control().shutdown(…)} throw {@link
     * UnsupportedOperationException}. Settings that are changed by its {@code control()}, and a {@code suspend()}, are this
     * key's own: it is not forgotten from then on.
     *
     * @param key the key
     * @return its pool
     */
    Pool<T> pool(K key);

    /**
     * The numbers of all keys together, forgotten ones included; {@code maxSize} is {@code maxTotal}. A snapshot that is
     * stamped, not atomic. Peaks are the highest seen by {@code stats()} and by the sweeps, each second.
     *
     * @return a snapshot
     */
    PoolStats stats();

    /**
     * The numbers of one key since it is known; all zero of one that is not. How long things take is measured for all keys
     * together.
     *
     * @param key the key
     * @return a snapshot
     */
    PoolStats stats(K key);

    /**
     * The keys that are known at present.
     *
     * @return a copy, in no order
     */
    Set<K> keys();

    /**
     * Whether creation works: UP where it does for all keys that are known, DEGRADED where it fails for some, DOWN where it
     * fails for all and no object is left, or the pool is closed. For one key: {@code pool(key).health()}.
     *
     * @return the verdict
     */
    PoolHealth health();

    /**
     * What an operator does.
     *
     * @return the control of this pool
     */
    KeyedPoolControl<K> control();

    /**
     * The settings of each key, in force for those that have none of their own; {@code maxSize} is {@code maxPerKey}.
     *
     * @return the settings
     */
    PoolConfig config();

    /**
     * Closes the pools of all keys, and waits for leases as {@link Pool#close()} does. Closed twice, it does nothing more.
     */
    @Override
    void close();
}
