package dev.rockpool.benchmarks;

import dev.rockpool.benchmarks.peers.Peer;
import dev.rockpool.benchmarks.peers.Peers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** An acquire and its release, by any number of threads on any number of objects: scenarios A to D; E with a hold. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PairBenchmark {

    /** The pool. */
    @State(Scope.Benchmark)
    public static class Shared {

        /** Which. */
        @Param(Peers.ROCKPOOL)
        public String pool;

        /** How many objects. */
        @Param("10")
        public int size;

        /** Whether the pool is in the old generation: {@code true} or {@code false}. */
        @Param("false")
        public boolean aged;

        Peer peer;

        /**
         * Makes and fills it, and has it grow old.
         *
         * @throws Exception as the pool does
         */
        @Setup
        public void open() throws Exception {
            peer = Peers.make(pool, size);
            peer.fill(size);
            if (aged) {
                peer.age(size);
            }
        }

        /** Closes it. */
        @TearDown
        public void close() {
            peer.close();
        }
    }

    /** A thread's view of the pool. */
    @State(Scope.Thread)
    public static class View {

        Peer peer;

        /**
         * Asks for it.
         *
         * @param shared the pool
         */
        @Setup
        public void of(Shared shared) {
            peer = shared.peer.forThread();
        }
    }

    /**
     * Take, look, give.
     *
     * @param view the pool
     * @param blackhole where the object goes
     * @throws Exception as the pool does
     */
    @Benchmark
    public void pair(View view, Blackhole blackhole) throws Exception {
        view.peer.pair(blackhole);
    }

    /**
     * The same, with 2 µs of work between and 10 µs after.
     *
     * @param view the pool
     * @param blackhole where the object goes
     * @throws Exception as the pool does
     */
    @Benchmark
    public void holdAndThink(View view, Blackhole blackhole) throws Exception {
        Object held = view.peer.take();
        blackhole.consume(view.peer.object(held));
        Work.micros(2);
        view.peer.give(held);
        Work.micros(10);
    }
}
