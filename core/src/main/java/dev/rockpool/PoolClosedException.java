package dev.rockpool;

/** The pool was closed before the acquire, or while it waited. */
public final class PoolClosedException extends PoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param poolName the name of the pool
     */
    public PoolClosedException(String poolName) {
        super(poolName, "closed", null);
    }
}
