package dev.rockpool.benchmarks;

import java.util.Arrays;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Work on the processor that takes about a given time when nothing interrupts it. Counted in work and not in time, so
 * that a thread that was not running still has its work to do.
 */
public final class Work {

    /** Tells the processes that measure what the one that started them found. */
    public static final String PROPERTY = "rockpool.bench.tokensPerMicro";

    private static final long TOKENS = Long.getLong(PROPERTY, 500);

    private Work() {}

    /**
     * Works.
     *
     * @param micros for about how long
     */
    public static void micros(int micros) {
        Blackhole.consumeCPU(TOKENS * micros);
    }

    /**
     * How much work takes a microsecond here.
     *
     * @return the number for {@link #PROPERTY}
     */
    public static long calibrate() {
        long tokens = 2_000_000;
        long[] nanos = new long[15];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            Blackhole.consumeCPU(tokens);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return Math.max(1, tokens * 1_000 / nanos[nanos.length / 2]);
    }
}
