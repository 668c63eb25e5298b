package dev.rockpool.config;

/**
 * What a pool does when a thread that holds a lease of it acquires one more. Threads that each hold one object and wait
 * for another can wait for one another until their deadlines pass; one such acquire alone does no harm.
 *
 * <p>Looked at are the acquires that can block a thread: {@code acquire}, {@code use} and {@code run}; not
 * {@code tryAcquire}, and not {@code acquireAsync}, as the pool cannot see that a thread waits for a future. A lease counts
 * for the thread that acquired it, also after it was handed to another one; that of a future counts for nobody. So
 * {@link #WARN} and {@link #FAIL} are not for code that acquires on one thread what others use.
 */
public enum NestedAcquire {
    /** Nothing, and at no cost; a timeout that a nested acquire ran into says so all the same. The default. */
    ALLOW,
    /** Finds it at once, and tells the log and the listener. */
    WARN,
    /** Finds it at once, and refuses the acquire with an {@link IllegalStateException}. */
    FAIL
}
