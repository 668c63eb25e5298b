package dev.rockpool.benchmarks;

import dev.rockpool.benchmarks.peers.Peer;
import dev.rockpool.benchmarks.peers.Peers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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

/** Ways to use a pool that are not a pair by one thread: a pool that is fast only at that would show here. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ShapeBenchmark {

    private static final int SIZE = 32;
    private static final int BURST = 8;

    /** Which pool. */
    @Param(Peers.ROCKPOOL)
    public String pool;

    /** How many pools there are: one, or 50 to go round. */
    @Param("1")
    public int pools;

    private Peer[] peers = new Peer[0];
    private final AtomicReference<@Nullable Object> mailbox = new AtomicReference<>();
    private final AtomicInteger threads = new AtomicInteger();

    /** Where a thread is among the pools. */
    @State(Scope.Thread)
    public static class Round {

        int next;

        /**
         * Threads begin at different pools.
         *
         * @param shared the pools
         */
        @Setup
        public void start(ShapeBenchmark shared) {
            next = shared.threads.getAndIncrement() * 17 % shared.pools;
        }
    }

    /**
     * Makes the pools.
     *
     * @throws Exception as the pool does
     */
    @Setup
    public void open() throws Exception {
        peers = new Peer[pools];
        for (int i = 0; i < pools; i++) {
            peers[i] = Peers.make(pool, SIZE);
            peers[i].fill(SIZE);
        }
    }

    /**
     * Ends them.
     *
     * @throws Exception as the pool does
     */
    @TearDown
    public void close() throws Exception {
        Object last = mailbox.getAndSet(null);
        if (last != null) {
            peers[0].give(last);
        }
        for (Peer peer : peers) {
            peer.close();
        }
    }

    /**
     * Eight leases at once, given back in the order in which they came.
     *
     * @param blackhole where the objects go
     * @throws Exception as the pool does
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void burst(Blackhole blackhole) throws Exception {
        Peer peer = peers[0];
        Object[] held = new Object[BURST];
        for (int i = 0; i < BURST; i++) {
            held[i] = peer.take();
            blackhole.consume(peer.object(held[i]));
        }
        for (Object one : held) {
            peer.give(one);
        }
    }

    /**
     * A lease while another one is held.
     *
     * @param blackhole where the objects go
     * @throws Exception as the pool does
     */
    @Benchmark
    @OperationsPerInvocation(2)
    public void nested(Blackhole blackhole) throws Exception {
        Peer peer = peers[0];
        Object outer = peer.take();
        blackhole.consume(peer.object(outer));
        Object inner = peer.take();
        blackhole.consume(peer.object(inner));
        peer.give(inner);
        peer.give(outer);
    }

    /**
     * Each thread gives back what was taken before, mostly by another thread. The swap of the one mailbox is in the
     * measurement, for all pools alike.
     *
     * @param blackhole where the objects go
     * @throws Exception as the pool does
     */
    @Benchmark
    public void handOver(Blackhole blackhole) throws Exception {
        Peer peer = peers[0];
        Object mine = peer.take();
        blackhole.consume(peer.object(mine));
        Object other = mailbox.getAndSet(mine);
        if (other != null) {
            peer.give(other);
        }
    }

    /**
     * A pair on each of the pools in turn.
     *
     * @param round where the thread is
     * @param blackhole where the objects go
     * @throws Exception as the pool does
     */
    @Benchmark
    public void manyPools(Round round, Blackhole blackhole) throws Exception {
        int i = round.next;
        round.next = i + 1 == pools ? 0 : i + 1;
        peers[i].pair(blackhole);
    }
}
