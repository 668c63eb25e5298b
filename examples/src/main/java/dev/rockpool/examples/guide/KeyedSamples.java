package dev.rockpool.examples.guide;

import dev.rockpool.KeyedPool;
import java.time.Duration;
import java.util.zip.Deflater;

/** A pool for many keys. */
public final class KeyedSamples {

    private KeyedSamples() {}

    /**
     * Makes a keyed pool.
     *
     * @return at most two compressors of a level, and six of all
     */
    public static KeyedPool<Integer, Deflater> open() {
        // @start region="open"
        KeyedPool<Integer, Deflater> byLevel = KeyedPool.<Integer, Deflater>builder(Deflater::new)
                .name("compressors")
                .maxPerKey(2)
                .maxTotal(6)
                .perKey(each -> each.onReset(Deflater::reset).onDestroy(Deflater::end))
                .perKey(each -> each.acquireTimeout(Duration.ofSeconds(2)))
                .build();
        // @end
        return byLevel;
    }
}
