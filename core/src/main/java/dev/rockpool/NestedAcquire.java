package dev.rockpool;

/**
 * What a pool does when a thread that holds a lease of it acquires one more. Threads that each hold one object and wait
 * for another can wait for one another until their deadlines pass; one such acquire alone does no harm.
 */
public enum NestedAcquire {
    /** Nothing, and at no cost; a timeout that a nested acquire ran into says so all the same. The default. */
    ALLOW,
    /** Finds it at once, and tells the log and the listener. */
    WARN,
    /** Finds it at once, and refuses the acquire with an {@link IllegalStateException}. */
    FAIL
}
