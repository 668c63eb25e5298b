package dev.rockpool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The leases that {@link Pools#acquireAll Pools.acquireAll} has acquired together. All methods are safe to call from any
 * thread. Each lease may also be ended alone; what is said of {@link Lease} is true of it.
 */
public final class LeaseGroup implements AutoCloseable {

    private final Pool<?>[] pools;
    private final @Nullable Lease<?>[] leases; // filled by the thread that acquires, before anyone else has this

    LeaseGroup(Pool<?>... pools) {
        this.pools = pools.clone();
        this.leases = new Lease<?>[pools.length];
        for (Pool<?> pool : this.pools) {
            Objects.requireNonNull(pool, "pool");
        }
    }

    Pool<?> pool(int index) {
        return pools[index];
    }

    void acquire(int index, Duration timeout) throws InterruptedException {
        leases[index] = pools[index].acquire(timeout);
    }

    /**
     * The object of a pool; if the pool was named several times, the first of them.
     *
     * @param pool one of the pools that were named, itself
     * @param <T> the type of its objects
     * @return the object
     * @throws IllegalArgumentException if the pool was not named
     * @throws IllegalStateException once its lease has ended
     */
    public <T> T get(Pool<T> pool) {
        return leases(pool).get(0).get();
    }

    /**
     * The objects of a pool, as many as it was named times.
     *
     * @param pool one of the pools that were named, itself
     * @param <T> the type of its objects
     * @return the objects
     * @throws IllegalArgumentException if the pool was not named
     * @throws IllegalStateException once one of their leases has ended
     */
    public <T> List<T> all(Pool<T> pool) {
        return leases(pool).stream().<T>map(Lease::get).toList();
    }

    /**
     * The leases of a pool, as many as it was named times, for one that is to be {@linkplain Lease#invalidate invalidated},
     * detached or closed before the others.
     *
     * @param pool one of the pools that were named, itself
     * @param <T> the type of its objects
     * @return the leases
     * @throws IllegalArgumentException if the pool was not named
     */
    @SuppressWarnings("unchecked") // a lease is of the type of the pool that gave it
    public <T> List<Lease<T>> leases(Pool<T> pool) {
        Objects.requireNonNull(pool, "pool");
        List<Lease<T>> found = new ArrayList<>();
        for (int i = 0; i < pools.length; i++) {
            if (pools[i] == pool) {
                found.add((Lease<T>) Objects.requireNonNull(leases[i]));
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "pool \"" + pool.config().name() + "\" was not named when this group was acquired");
        }
        return found;
    }

    /**
     * Gives all objects back whose leases have not ended, the last acquired first. Never waits, but for what
     * {@link Lease#close()} does on this thread. Closing twice is harmless.
     */
    @Override
    public void close() {
        Throwable failure = null;
        for (int i = leases.length - 1; i >= 0; i--) {
            Lease<?> lease = leases[i];
            if (lease != null) {
                failure = close(lease, failure);
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
    }

    /** Leases of pools that are not ours may throw; the others are closed all the same. */
    private static @Nullable Throwable close(Lease<?> lease, @Nullable Throwable before) {
        try {
            lease.close();
            return before;
        } catch (RuntimeException | Error failure) {
            if (before == null) {
                return failure;
            }
            if (before != failure) {
                before.addSuppressed(failure);
            }
            return before;
        }
    }
}
