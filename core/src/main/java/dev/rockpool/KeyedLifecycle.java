package dev.rockpool;

/**
 * The life of a keyed pool's objects: {@link Lifecycle}, with the key first. A lambda is enough: {@code Connection::to}.
 *
 * <p>The key is the one with which a caller last found no idle object; equal keys are one key, so what two of them differ in
 * must not matter. What {@link Lifecycle} says of each step holds here, too: which thread runs it, how long it may take, and
 * what becomes of what it throws. Steps of different keys run at the same time, and none waits for another.
 *
 * @param <K> the keys' type
 * @param <T> the objects' type
 */
@FunctionalInterface
public interface KeyedLifecycle<K, T> {

    /**
     * Makes an object for a key: a new one each time, also for different keys. See {@link Lifecycle#create()}.
     *
     * @param key the key
     * @return the object, not null
     * @throws Exception if there is none to be had
     */
    T create(K key) throws Exception;

    /**
     * Prepares an object for a lease. See {@link Lifecycle#activate}. Default: {@link Reusable#activate()} of an object
     * that has it, else nothing.
     *
     * @param key the key
     * @param object the object
     * @throws Exception if it cannot be used; it is destroyed then
     */
    default void activate(K key, T object) throws Exception {
        if (object instanceof Reusable reusable) {
            reusable.activate();
        }
    }

    /**
     * Brings an object back to a clean state, on return. See {@link Lifecycle#reset}. Default: {@link Reusable#reset()} of
     * an object that has it, else nothing.
     *
     * @param key the key
     * @param object the object
     * @throws Exception if it cannot be cleaned; it is destroyed then
     */
    default void reset(K key, T object) throws Exception {
        if (object instanceof Reusable reusable) {
            reusable.reset();
        }
    }

    /**
     * Whether an object is clean and usable. See {@link Lifecycle#validate}, which says what turns it on. Default: {@link
     * Reusable#isValid()} of an object that has it, else true.
     *
     * @param key the key
     * @param object the object
     * @return false to have it destroyed
     * @throws Exception counts as false
     */
    default boolean validate(K key, T object) throws Exception {
        return !(object instanceof Reusable reusable) || reusable.isValid();
    }

    /**
     * Whether an idle object is still fit for service, in the background. See {@link Lifecycle#isHealthy}. Default: {@link
     * Reusable#isHealthy()} of an object that has it, else {@link #validate}.
     *
     * @param key the key
     * @param object the object
     * @return false to have it destroyed
     * @throws Exception counts as false
     */
    default boolean isHealthy(K key, T object) throws Exception {
        return object instanceof Reusable reusable ? reusable.isHealthy() : validate(key, object);
    }

    /**
     * Lets go of an object. See {@link Lifecycle#destroy}. Default: closes an {@link AutoCloseable}, else nothing.
     *
     * @param key the key
     * @param object the object
     * @throws Exception is reported; the object counts as gone
     */
    default void destroy(K key, T object) throws Exception {
        if (object instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
