package dev.rockpool.examples.migration;

import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.examples.guide.Compressor;
import java.time.Duration;

/** Coming from Apache Commons Pool. */
public final class FromCommonsPool {

    private FromCommonsPool() {}

    // @start region="factory"
    /** Was a BasePooledObjectFactory; there is nothing to wrap. */
    static final class Compressors implements Lifecycle<Compressor> {

        @Override
        public Compressor create() {
            return new Compressor();
        }

        @Override
        public void reset(Compressor compressor) { // was passivateObject
            compressor.reset();
        }

        @Override
        public boolean validate(Compressor compressor) { // was validateObject
            return compressor.isClean();
        }

        @Override
        public void destroy(Compressor compressor) { // was destroyObject
            compressor.close();
        }
    }
    // @end

    /**
     * A pool.
     *
     * @return the pool
     */
    public static Pool<Compressor> open() {
        // @start region="open"
        Pool<Compressor> compressors = Pool.builder(new Compressors())
                .maxSize(8)
                .minIdle(2)
                .acquireTimeout(Duration.ofSeconds(2))
                .validateOnAcquire(ValidateOnAcquire.always())
                .build();
        // @end
        return compressors;
    }

    /**
     * Uses an object; whatever happens meanwhile, it goes back.
     *
     * @param compressors the pool
     * @param message what to compress
     * @return the compressed message
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static byte[] use(Pool<Compressor> compressors, byte[] message) throws InterruptedException {
        // @start region="use"
        return compressors.use(compressor -> compressor.compress(message));
        // @end
    }
}
