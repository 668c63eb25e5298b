package dev.rockpool;

/**
 * The pool was closed before the acquire, or while it waited. With a cause: nobody closed it, but it has ended because its
 * state was cut short by that error and cannot be trusted any more.
 */
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

    /**
     * Makes the exception of a pool that was not closed by anybody.
     *
     * @param poolName the name of the pool
     * @param reason why it takes no more acquires
     * @param cause what happened
     */
    public PoolClosedException(String poolName, String reason, Throwable cause) {
        super(poolName, reason, cause);
    }
}
