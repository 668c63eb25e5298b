package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import dev.rockpool.PoolControl;

/** What an operator does to a running pool. */
public final class OperatorSamples {

    private OperatorSamples() {}

    /**
     * A fail-over: nobody gets an object while the server is exchanged, and nobody gets an old one after it.
     *
     * @param pool the pool
     * @param exchange what is done meanwhile
     */
    public static void failOver(Pool<?> pool, Runnable exchange) {
        // @start region="fail-over"
        PoolControl control = pool.control();
        control.suspend(); // acquires wait, within their deadlines
        try {
            exchange.run();
            control.clear(); // idle objects are destroyed now, leased ones when they come back
        } finally {
            control.resume();
        }
        // @end
    }
}
