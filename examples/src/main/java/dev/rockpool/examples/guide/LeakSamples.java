package dev.rockpool.examples.guide;

import dev.rockpool.Pool;
import dev.rockpool.config.Leaks;

/** What is done about leases that are lost. */
public final class LeakSamples {

    private LeakSamples() {}

    /**
     * For tests and for hunting a leak.
     *
     * @return a pool that finds leaks soon and knows where they come from
     */
    public static Pool<Compressor> hunting() {
        // @start region="hunt"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .leaks(Leaks.on().prompt()) // found after the next young collection
                .leakStacks(1) // and told with the stack of its acquire
                .build();
        // @end
        return compressors;
    }

    /**
     * For objects that nobody can reach but through their lease.
     *
     * @return a pool that takes the object of a lost lease back
     */
    public static Pool<Compressor> reusing() {
        // @start region="reuse"
        Pool<Compressor> compressors = Pool.builder(Compressor::new)
                .onReset(Compressor::reset)
                .leaks(Leaks.on().reuse())
                .build();
        // @end
        return compressors;
    }
}
