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
 * One thread on pools of very different sizes, nearly all idle or nearly all leased. It holds two objects at once, so
 * that remembering the last one is not enough: the second must be found among all the others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LargePoolBenchmark {

    private static final int LEFT = 2;

    /** Which pool. */
    @Param(Peers.ROCKPOOL)
    public String pool;

    /** How many objects. */
    @Param({"10", "1000", "100000"})
    public int size;

    /** Whether all but two objects are leased to somebody else. */
    @Param({"false", "true"})
    public boolean leased;

    private Peer peer;

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
            peer.occupy(size - LEFT);
        }
    }

    /**
     * Two pairs, one inside the other.
     *
     * @param blackhole where the objects go
     * @throws Exception as the pool does
     */
    @Benchmark
    @OperationsPerInvocation(LEFT)
    public void twoOfMany(Blackhole blackhole) throws Exception {
        Object first = peer.take();
        Object second = peer.take();
        blackhole.consume(peer.object(first));
        blackhole.consume(peer.object(second));
        peer.give(second);
        peer.give(first);
    }

    /** Ends the process with the pool as it is: what is leased does not come back, and a close might wait for it. */
    @TearDown
    public void leave() {}
}
