package dev.rockpool.benchmarks;

import dev.rockpool.benchmarks.peers.Peer;
import dev.rockpool.benchmarks.peers.Peers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One thread on pools of very different sizes, nearly all idle or nearly all leased. With two objects at once, a pool
 * that remembers what a thread used last finds them there; with 32, most must be found among all the others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LargePoolBenchmark {

    private static final int TWO = 2;
    private static final int MANY = 32;
    private static final int STEP = 13; // has no divisor in common with 32: each place is met once
    private static final Object NOTHING = new Object();

    /** Which pool. */
    @Param(Peers.ROCKPOOL)
    public String pool;

    /** How many objects. */
    @Param({"10", "1000", "100000"})
    public int size;

    /** Whether all but two objects are leased to somebody else. */
    @Param({"false", "true"})
    public boolean leased;

    /** How many of them are left. */
    @Param("2")
    public int left;

    private Peer peer;
    private final Object[] held = new Object[MANY];

    /**
     * Makes the pool and fills it.
     *
     * @throws Exception as the pool does
     */
    @Setup
    public void open() throws Exception {
        peer = Peers.make(pool, size);
        peer.fill(size);
        if (leased) {
            peer.occupy(size - left);
        }
    }

    /**
     * Two pairs, one inside the other.
     *
     * @param blackhole where the objects go
     * @throws Exception as the pool does
     */
    @Benchmark
    @OperationsPerInvocation(TWO)
    public void twoOfMany(Blackhole blackhole) throws Exception {
        Object first = peer.take();
        Object second = peer.take();
        blackhole.consume(peer.object(first));
        blackhole.consume(peer.object(second));
        peer.give(second);
        peer.give(first);
    }

    /**
     * Takes 32 objects, and gives them back in an order of its own: no pool remembers all of them, so most are searched.
     *
     * @param blackhole where the objects go
     * @throws Exception as the pool does
     */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void manyOfMany(Blackhole blackhole) throws Exception {
        for (int i = 0; i < MANY; i++) {
            held[i] = peer.take();
            blackhole.consume(peer.object(held[i]));
        }
        for (int i = 0; i < MANY; i++) {
            int shuffled = (i * STEP) % MANY;
            peer.give(held[shuffled]);
            held[shuffled] = NOTHING;
        }
    }

    /** Ends the process with the pool as it is: what is leased does not come back, and a close might wait for it. */
    @TearDown
    public void leave() {}
}
