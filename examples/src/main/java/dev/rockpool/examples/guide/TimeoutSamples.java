package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.WhenExhausted;
import java.time.Duration;

/** How long things may take, and what an acquire throws when it cannot be served. */
public final class TimeoutSamples {

    private static final System.Logger LOG = System.getLogger(TimeoutSamples.class.getName());

    private TimeoutSamples() {}

    /**
     * Sets every time there is.
     *
     * @return a pool
     */
    public static Pool<Compressor> all() {
        // @start region="all"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .acquireTimeout(Duration.ofSeconds(2)) // how long a caller waits
                .createTimeout(Duration.ofSeconds(5)) // how long one attempt to create may take
                .validateWith(Compressor::isClean)
                .validateOnAcquire(true)
                .validationTimeout(Duration.ofSeconds(1)) // how long one validation may take
                .closeTimeout(Duration.ofSeconds(10)) // how long close() waits for leases
                .build();
        // @end
        return compressors;
    }

    /**
     * Waits for a time of its own.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return the compressed message
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static byte[] ofItsOwn(Pool<Compressor> compressors, byte[] message) throws InterruptedException {
        // @start region="own"
        byte[] compressed = compressors.use(Duration.ofMillis(50), compressor -> compressor.compress(message));
        // @end
        return compressed;
    }

    /**
     * Does without when there is nothing to be had, and says why.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return the compressed message, or the message itself
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static byte[] orPlain(Pool<Compressor> compressors, byte[] message) throws InterruptedException {
        // @start region="errors"
        try {
            return compressors.use(compressor -> compressor.compress(message));
        } catch (PoolTimeoutException e) { // nothing in time: the message says why, the explanation says everything
            LOG.log(System.Logger.Level.WARNING, e.explanation().toString(), e);
            return message;
        } catch (PoolExhaustedException e) { // WhenExhausted.FAIL, or maxWaiters wait already
            return message;
        }
        // @end
    }

    /**
     * Sheds load instead of queueing it.
     *
     * @return a pool
     */
    public static Pool<Compressor> shedding() {
        // @start region="shed"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .maxSize(8)
                .maxWaiters(100) // the 101st that would wait gets a PoolExhaustedException at once
                .build();
        // @end
        return compressors;
    }

    /**
     * Never waits for a return.
     *
     * @param compressors a builder
     * @return a pool
     */
    public static Pool<Compressor> impatient(PoolBuilder<Compressor> compressors) {
        // @start region="fail"
        return compressors.whenExhausted(WhenExhausted.FAIL).build();
        // @end
    }
}
