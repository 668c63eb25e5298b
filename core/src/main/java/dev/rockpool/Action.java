package dev.rockpool;

/**
 * What to do with a pooled object, without a result.
 *
 * @param <T> the pooled object's type
 * @param <X> the checked exception that the action may throw; inferred as {@link RuntimeException} when there is none
 * @see Pool#run(Action)
 */
@FunctionalInterface
public interface Action<T, X extends Exception> {

    /**
     * Works with the object. The object belongs to the caller until this method ends, and must not be kept.
     *
     * @param object the pooled object
     * @throws X handed on to the caller of {@code run}, after the object has been given back
     */
    void with(T object) throws X;
}
