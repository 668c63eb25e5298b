package dev.rockpool.config;

/** What an acquire does when every object is out and the pool may not make another. */
public enum WhenExhausted {
    /** Wait for a return, in arrival order, until the deadline. The default. */
    WAIT,
    /**
     * Throw {@link dev.rockpool.PoolExhaustedException} at once. On a pool below its bound the acquire still waits for
     * its creation.
     */
    FAIL,
    /**
     * Create one more, on top of the bound. When an overflow object comes back it is kept only if fewer than
     * {@code maxSize} are alive, else it is destroyed. {@link dev.rockpool.monitor.PoolStats#overflow()} counts them.
     */
    OVERFLOW
}
