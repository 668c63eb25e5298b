package dev.rockpool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pool throws when an acquire cannot be served; one closed family. Misuse of a lease is an
 * {@link IllegalStateException} instead, a bad argument an {@link IllegalArgumentException}.
 */
public abstract sealed class PoolException extends RuntimeException
        permits PoolTimeoutException, PoolExhaustedException, PoolClosedException, ObjectCreationException {

    private static final long serialVersionUID = 1L;

    /** The name of the pool. */
    private final String poolName;

    PoolException(String poolName, String message, @Nullable Throwable cause) {
        super(sentence(Objects.requireNonNull(poolName, "poolName"), message), cause);
        this.poolName = poolName;
    }

    /** For one that makes its message when it is read. */
    PoolException(String poolName, @Nullable Throwable cause) {
        super(null, cause);
        this.poolName = Objects.requireNonNull(poolName, "poolName");
    }

    static String sentence(String poolName, String message) {
        return "pool \"" + poolName + "\": " + message;
    }

    /**
     * Which pool.
     *
     * @return the name of the pool
     */
    public final String poolName() {
        return poolName;
    }
}
