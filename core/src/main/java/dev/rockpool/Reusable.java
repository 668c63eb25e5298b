package dev.rockpool;

/**
 * For objects that know themselves how to be used again. Optional: a pooled object needs no special interface, and what
 * the builder or the {@link Lifecycle} says comes first.
 */
public interface Reusable {

    /**
     * Brings this object back to a clean state; runs when it comes back to the pool. The default does nothing.
     *
     * @throws Exception when it cannot be cleaned; it is then destroyed
     */
    default void reset() throws Exception {}

    /**
     * Is this object clean and usable? Asked only where {@link PoolBuilder#validateOnAcquire(ValidateOnAcquire)
     * validateOnAcquire} or {@link PoolBuilder#validateOnReturn validateOnReturn} turn it on: overriding this method alone
     * does nothing. The default says yes.
     *
     * @return false to have it destroyed and replaced
     * @throws Exception the same as false, and reported
     */
    default boolean isValid() throws Exception {
        return true;
    }

    /**
     * Is this object still fit for service? The default asks {@link #isValid}. Not called yet: this version has no
     * background health checks.
     *
     * @return false to have it destroyed and replaced
     * @throws Exception the same as false, and reported
     */
    default boolean isHealthy() throws Exception {
        return isValid();
    }
}
