package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Holder;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.Map;

/** Finding out what the matter is. */
public final class WhySamples {

    private WhySamples() {}

    /**
     * Asks the pool.
     *
     * @param compressors the pool
     * @return what it says
     */
    public static String explain(Pool<Compressor> compressors) {
        // @start region="explain"
        Explanation why = compressors.control().explain();
        System.out.println(why.cause() + ": " + why.verdict().summary());
        System.out.println(why.verdict().cure());
        System.out.println(why); // all of it: holders, waiters, creations, failures, numbers, settings
        // @end
        return why.toString();
    }

    /**
     * A pool that writes down more than it does by default.
     *
     * @param listener who hears of it
     * @return the pool
     */
    public static Pool<Compressor> watched(PoolListener listener) {
        // @start region="watch"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .holdWarning(Duration.ofSeconds(10)) // tells of each lease that is out for longer; free
                .leakStacks(100) // keeps the stack of every 100th acquire of each object
                .nestedAcquire(NestedAcquire.WARN) // tells when a thread that holds one acquires another
                .listener(listener)
                .build();
        // @end
        return compressors;
    }

    // @start region="listener"
    /** Sends what matters to wherever your alerts come from. */
    static final class Alerts implements PoolListener {

        private final System.Logger log = System.getLogger("alerts");

        @Override
        public void heldTooLong(String pool, Holder holder) {
            log.log(System.Logger.Level.WARNING, "{0}: held {1}", pool, holder);
        }

        @Override
        public void leaked(String pool, Holder holder) {
            log.log(System.Logger.Level.ERROR, "{0}: lost by {1}", pool, holder.thread());
        }

        @Override
        public void timedOut(String pool, Throwable timeout) {
            log.log(System.Logger.Level.WARNING, timeout.getMessage());
        }

        @Override
        public void healthChanged(String pool, PoolHealth before, PoolHealth after) {
            log.log(System.Logger.Level.WARNING, "{0}: {1}, {2}", pool, after.state(), after.reason());
        }
    }
    // @end

    /**
     * What a health endpoint would answer.
     *
     * @param compressors the pool
     * @return names and plain values
     */
    public static Map<String, Object> health(Pool<Compressor> compressors) {
        // @start region="health"
        PoolHealth health = compressors.health();
        boolean serving = health.state() != PoolHealth.State.DOWN;
        Map<String, Object> answer = health.toMap(); // pool_size, available, in_use, utilization, metrics …
        // @end
        answer.put("serving", serving);
        return answer;
    }
}
