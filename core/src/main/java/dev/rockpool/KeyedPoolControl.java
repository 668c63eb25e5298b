package dev.rockpool;

import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What an operator does to a running keyed pool. All methods are safe to call from any thread, and none waits. For a single
 * key there is more in {@code pool(key).control()}.
 *
 * @param <K> the keys' type
 */
public interface KeyedPoolControl<K> {

    /** Destroys the idle objects of all keys now, leased ones when they come back. */
    void clear();

    /**
     * Does so for one key.
     *
     * @param key the key
     */
    void clear(K key);

    /**
     * Changes {@code maxTotal}. Where there are more objects, idle ones are destroyed now, those of the least recently used keys
     * first, and leased ones when they come back.
     *
     * @param maxTotal at least 1
     * @throws IllegalArgumentException if less
     */
    void resize(int maxTotal);

    /**
     * Changes {@code maxPerKey}, also of keys that are known, but for those with settings of their own.
     *
     * @param maxPerKey at least 1
     * @throws IllegalArgumentException if less, or if the other settings of a key do not go with it
     */
    void maxPerKey(int maxPerKey);

    /**
     * Makes objects for a key until so many are alive, as far as {@code maxPerKey} and free places of {@code maxTotal} go: no
     * other key gives way to it.
     *
     * @param key the key
     * @param count how many, at least 0
     * @return how many are alive when that is done; or the failure
     * @throws IllegalArgumentException if negative
     */
    CompletableFuture<Integer> warmUp(K key, int count);

    /** Has acquires of all keys wait, within their deadlines, until {@link #resume}; {@code tryAcquire} gives null. */
    void suspend();

    /** Serves again, those first that have been waiting. Does nothing when not suspended. */
    void resume();

    /** Begins to count anew. How long things take, too. */
    void resetStats();

    /**
     * Closes the pools of all keys: see {@link PoolControl#shutdown}.
     *
     * @param deadline how long leases may stay out; zero for not at all
     * @return the sum of what became of all keys
     * @throws IllegalArgumentException if negative
     */
    CompletableFuture<ShutdownReport> shutdown(Duration deadline);

    /**
     * Explains the key that is in the most trouble: the one with the most waiters, else one whose creation fails, else any.
     *
     * @return the explanation; it names the key
     */
    Explanation explain();

    /**
     * Explains one key.
     *
     * @param key the key
     * @return the explanation
     */
    Explanation explain(K key);
}
