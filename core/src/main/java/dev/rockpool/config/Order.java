package dev.rockpool.config;

/** Which idle object an acquire takes. */
public enum Order {
    /** One that this thread used before, the last one first, if it is idle; else any. Takes no lock. The default. */
    AFFINE,
    /** The one that came back last: no more objects are used than needed. Costs a lock on a shared stack. */
    LIFO,
    /** The one that has been idle longest: all are used evenly. Costs a lock on a shared queue. */
    FIFO
}
