package dev.rockpool;

import dev.rockpool.config.WhenExhausted;

/**
 * The pool refuses to let the acquire wait: every object is out and {@link WhenExhausted#FAIL} is set, or
 * {@code maxWaiters} acquires wait already.
 */
public final class PoolExhaustedException extends PoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param poolName the name of the pool
     * @param reason what was refused, and the numbers that say why
     */
    public PoolExhaustedException(String poolName, String reason) {
        super(poolName, reason, null);
    }
}
