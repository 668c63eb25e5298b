package dev.rockpool;

import java.util.Objects;

/** No object could be created for the acquire. The cause is what {@link Lifecycle#create()} threw, unwrapped. */
public final class ObjectCreationException extends PoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param poolName the name of the pool
     * @param cause what the creation threw
     */
    public ObjectCreationException(String poolName, Throwable cause) {
        super(poolName, "no object could be created: " + Objects.requireNonNull(cause, "cause"), cause);
    }
}
