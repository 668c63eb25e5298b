package dev.rockpool;

/**
 * For objects that know themselves how to be used again. Optional: a pooled object needs no special interface, and what
 * the builder or the {@link Lifecycle} says comes first.
 */
public interface Reusable {

    /**
     * Prepares this object for the caller that is about to get it; see {@link Lifecycle#activate}. The default does nothing.
     *
     * @throws Exception when it cannot be prepared; it is then destroyed, and the acquire goes on with another
     */
    default void activate() throws Exception {}

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
     * Is this idle object still fit for service? Asked in the background where
     * {@link PoolBuilder#healthCheckInterval healthCheckInterval} turns that on. The default asks {@link #isValid}.
     *
     * @return false to have it destroyed and replaced
     * @throws Exception the same as false, and reported
     */
    default boolean isHealthy() throws Exception {
        return isValid();
    }
}
