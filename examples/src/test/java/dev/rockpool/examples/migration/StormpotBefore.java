package dev.rockpool.examples.migration;

import dev.rockpool.examples.guide.Compressor;
import java.time.Duration;
import stormpot.Allocator;
import stormpot.BasePoolable;
import stormpot.Pool;
import stormpot.Slot;
import stormpot.Timeout;

/** What {@link FromStormpot} was before. */
final class StormpotBefore {

    private StormpotBefore() {}

    // @start region="allocator"
    static final class PooledCompressor extends BasePoolable {

        final Compressor compressor = new Compressor();

        PooledCompressor(Slot slot) {
            super(slot);
        }
    }

    static final class Compressors implements Allocator<PooledCompressor> {

        @Override
        public PooledCompressor allocate(Slot slot) {
            return new PooledCompressor(slot);
        }

        @Override
        public void deallocate(PooledCompressor pooled) {
            pooled.compressor.close();
        }
    }
    // @end

    static Pool<PooledCompressor> open() {
        // @start region="open"
        Pool<PooledCompressor> compressors =
                Pool.from(new Compressors()).setSize(8).build();
        // @end
        return compressors;
    }

    static byte[] use(Pool<PooledCompressor> compressors, byte[] message) throws InterruptedException {
        // @start region="use"
        PooledCompressor pooled = compressors.claim(new Timeout(Duration.ofSeconds(2)));
        if (pooled == null) {
            throw new IllegalStateException("no compressor within two seconds");
        }
        try {
            return pooled.compressor.compress(message);
        } finally {
            pooled.compressor.reset();
            pooled.release();
        }
        // @end
    }
}
