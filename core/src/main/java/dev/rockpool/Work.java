package dev.rockpool;

/**
 * What to do with a pooled object, with a result.
 *
 * @param <T> the pooled object's type
 * @param <R> the result's type
 * @param <X> the checked exception that the work may throw; inferred as {@link RuntimeException} when there is none
 * @see Pool#use(Work)
 */
@FunctionalInterface
public interface Work<T, R, X extends Exception> {

    /**
     * Works with the object. The object belongs to the caller until this method ends, and must not be kept.
     *
     * @param object the pooled object
     * @return the result, handed on to the caller of {@code use}
     * @throws X handed on to the caller of {@code use}, after the object has been given back
     */
    R with(T object) throws X;
}
