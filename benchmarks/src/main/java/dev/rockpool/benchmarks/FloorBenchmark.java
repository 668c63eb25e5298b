package dev.rockpool.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The least that an acquire and a release can cost in a pool that is correct: a hint by the thread's id, a CAS to take
 * what it points at, a write to give it back, and a look for waiters. Nothing else: no lease, no leak detection, no
 * count, no clock. With a CAS on a word that carries a generation, a stale second close does nothing; with a plain
 * volatile store it frees an object that somebody else holds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FloorBenchmark {

    private static final int SLOTS = 16;
    private static final int SPREAD = 16; // references to a cache line
    private static final long LEASED = 1;
    private static final long GENERATION = 2;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup()
                    .findVarHandle(Word.class, "word", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @SuppressWarnings("unused") // padding
    private abstract static class Before {
        private long p0, p1, p2, p3, p4, p5, p6;
    }

    private abstract static class Word extends Before {
        volatile long word;
        final Object object = new Object();
    }

    @SuppressWarnings("unused") // padding
    private static final class Slot extends Word {
        private long q0, q1, q2, q3, q4, q5, q6;
    }

    private final Slot[] slots = new Slot[SLOTS];
    private final Slot[] hints = new Slot[SLOTS * SPREAD];
    private volatile int waiters;

    /** Each hint points at a slot of its own; two threads whose ids collide would share one, and search. */
    public FloorBenchmark() {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
            hints[i * SPREAD] = slots[i];
        }
    }

    /**
     * Two CAS.
     *
     * @param blackhole where the object goes
     */
    @Benchmark
    public void generationCas(Blackhole blackhole) {
        Word slot = take();
        long lease = slot.word;
        blackhole.consume(slot.object);
        if (WORD.compareAndSet(slot, lease, lease - LEASED) && waiters != 0) {
            throw new IllegalStateException("nobody waits here");
        }
    }

    /**
     * A CAS and a volatile store.
     *
     * @param blackhole where the object goes
     */
    @Benchmark
    public void volatileStore(Blackhole blackhole) {
        Word slot = take();
        blackhole.consume(slot.object);
        slot.word = 0;
        if (waiters != 0) {
            throw new IllegalStateException("nobody waits here");
        }
    }

    private Word take() {
        int hint = (int) ((Thread.currentThread().getId() * GOLDEN) >>> 60) * SPREAD;
        Word hinted = hints[hint];
        return tryTake(hinted) ? hinted : search(hint);
    }

    private static boolean tryTake(Word slot) {
        long seen = (long) WORD.getOpaque(slot);
        return (seen & LEASED) == 0 && WORD.compareAndSet(slot, seen, seen + GENERATION + LEASED);
    }

    private Word search(int hint) {
        while (true) {
            for (Slot slot : slots) {
                if (tryTake(slot)) {
                    hints[hint] = slot;
                    return slot;
                }
            }
            Thread.onSpinWait();
        }
    }
}
