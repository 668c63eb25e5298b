package dev.rockpool.config;

/** Which idle object an acquire takes. */
public enum Order {
    /** One that this thread used before, the last one first, if it is idle; else any. Takes no lock. The default. */
    AFFINE,
    /** The one that came back last: no more objects are used than needed. Costs a lock on a shared stack. */
    LIFO,
    /** The one that has been idle longest: all are used evenly. Costs a lock on a shared queue. */
    FIFO,
    /**
     * The thread's own: a platform thread creates an object when it has none idle, and takes another thread's only where
     * {@code maxSize} or a failing creation leaves it no other. See {@link dev.rockpool.PerThreadPool}.
     */
    PER_THREAD
}
