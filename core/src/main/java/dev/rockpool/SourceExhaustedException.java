package dev.rockpool;

import org.jspecify.annotations.Nullable;

/**
 * For {@link Lifecycle#create} to throw when the place that objects come from has no more of them for now: a server that takes no
 * more connections, a licence whose seats are taken. The pool then makes do with the objects that it has: who waits gets one that
 * comes back, and the pool asks for another after pauses that become longer, up to ten seconds or the longest
 * {@code creationBackOff}, whichever is more. Without an object it asks as in any outage. When it gets one again, it grows by one at
 * a time at first.
 *
 * <p>Not of the family of {@link PoolException}: acquires throw that, with this as the cause.
 */
public class SourceExhaustedException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message who has no more of what, for people
     * @param cause what said so; null for none
     */
    public SourceExhaustedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
