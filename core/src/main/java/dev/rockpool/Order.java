package dev.rockpool;

/** Which idle object an acquire takes. */
public enum Order {
    /** The one this thread used last, if it is idle; else any. The fastest, and the default. */
    AFFINE,
    /** The one that came back last: the rest goes idle long enough to be let go. Costs a shared structure. */
    LIFO,
    /** The one that has been idle longest: all are used evenly. Costs a shared structure. */
    FIFO
}
