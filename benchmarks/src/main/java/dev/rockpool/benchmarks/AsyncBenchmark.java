package dev.rockpool.benchmarks;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.benchmarks.peers.Item;
import dev.rockpool.benchmarks.peers.NaiveFutures;
import dev.rockpool.config.ValidateOnAcquire;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/**
 * An acquire without a thread that waits, and its release, by one thread: with an object idle, and with none, where the
 * release of the one before completes it.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AsyncBenchmark {

    private static final Duration DEADLINE = Duration.ofSeconds(30); // Rockpool's default
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** Rockpool with futures; one pool has objects idle, the other's only object is always leased. */
    @State(Scope.Benchmark)
    public static class Futures {

        Pool<Item> idle = pool(10);
        Pool<Item> busy = pool(1);

        @Nullable
        Lease<Item> held;

        private static Pool<Item> pool(int size) {
            return Pool.builder(Item::new)
                    .maxSize(size)
                    .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(30)))
                    .build();
        }

        /**
         * Has each make an object.
         *
         * @throws InterruptedException never
         */
        @Setup
        public void open() throws InterruptedException {
            idle.acquire().close();
            held = busy.acquire();
        }

        /** Closes both. */
        @TearDown
        public void close() {
            Objects.requireNonNull(held).close();
            idle.close();
            busy.close();
        }
    }

    /** The same with Reactor's pool. */
    @State(Scope.Benchmark)
    public static class Reactive {

        InstrumentedPool<Item> idle = pool(10);
        InstrumentedPool<Item> busy = pool(1);

        @Nullable
        PooledRef<Item> held;

        private static InstrumentedPool<Item> pool(int size) {
            return PoolBuilder.from(Mono.fromSupplier(Item::new))
                    .sizeBetween(0, size)
                    .maxPendingAcquireUnbounded()
                    .buildPool();
        }

        /** Has each make an object. */
        @Setup
        public void open() {
            Objects.requireNonNull(idle.acquire().block()).release().block();
            held = busy.acquire().block();
        }

        /** Closes both. */
        @TearDown
        public void close() {
            idle.dispose();
            busy.dispose();
        }
    }

    /** The same with a pool that can nothing else. */
    @State(Scope.Benchmark)
    public static class Naive {

        NaiveFutures idle = new NaiveFutures(10);
        NaiveFutures busy = new NaiveFutures(1);
        Item held = busy.acquire().join();
    }

    /**
     * An object is idle.
     *
     * @param futures the pools
     * @param blackhole where the object goes
     */
    @Benchmark
    public void idleRockpool(Futures futures, Blackhole blackhole) {
        Lease<Item> lease = futures.idle.acquireAsync().join();
        blackhole.consume(lease.get());
        lease.close();
    }

    /**
     * An object is idle.
     *
     * @param reactive the pools
     * @param blackhole where the object goes
     */
    @Benchmark
    public void idleReactor(Reactive reactive, Blackhole blackhole) {
        Disposable done = reactive.idle.acquire().subscribe(ref -> {
            blackhole.consume(ref.poolable());
            blackhole.consume(ref.release().subscribe());
        });
        blackhole.consume(done);
    }

    /**
     * The acquire waits, until the lease before it is closed.
     *
     * @param futures the pools
     * @param blackhole where the object goes
     */
    @Benchmark
    public void pendingRockpool(Futures futures, Blackhole blackhole) {
        await(futures, futures.busy.acquireAsync(), blackhole);
    }

    /**
     * The same without a deadline.
     *
     * @param futures the pools
     * @param blackhole where the object goes
     */
    @Benchmark
    public void pendingRockpoolForever(Futures futures, Blackhole blackhole) {
        await(futures, futures.busy.acquireAsync(FOREVER), blackhole);
    }

    private static void await(Futures futures, CompletableFuture<Lease<Item>> pending, Blackhole blackhole) {
        Objects.requireNonNull(futures.held).close();
        Lease<Item> lease = pending.join();
        blackhole.consume(lease.get());
        futures.held = lease;
    }

    /**
     * The acquire waits, until the one before it is released.
     *
     * @param reactive the pools
     * @param blackhole where the object goes
     */
    @Benchmark
    public void pendingReactor(Reactive reactive, Blackhole blackhole) {
        await(reactive, reactive.busy.acquire(), blackhole);
    }

    /**
     * The same with a deadline, as Rockpool's acquires have one.
     *
     * @param reactive the pools
     * @param blackhole where the object goes
     */
    @Benchmark
    public void pendingReactorWithDeadline(Reactive reactive, Blackhole blackhole) {
        await(reactive, reactive.busy.acquire(DEADLINE), blackhole);
    }

    private static void await(Reactive reactive, Mono<PooledRef<Item>> acquire, Blackhole blackhole) {
        PooledRef<Item> before = Objects.requireNonNull(reactive.held);
        reactive.held = null;
        blackhole.consume(acquire.subscribe(ref -> {
            blackhole.consume(ref.poolable());
            reactive.held = ref;
        }));
        blackhole.consume(before.release().subscribe());
        if (reactive.held == null) {
            throw new IllegalStateException("the release did not complete the acquire that waited");
        }
    }

    /**
     * An object is idle.
     *
     * @param naive the pools
     * @param blackhole where the object goes
     */
    @Benchmark
    public void idleNaive(Naive naive, Blackhole blackhole) {
        Item item = naive.idle.acquire().join();
        blackhole.consume(item);
        naive.idle.release(item);
    }

    /**
     * The acquire waits, until the object that was taken before comes back.
     *
     * @param naive the pools
     * @param blackhole where the object goes
     */
    @Benchmark
    public void pendingNaive(Naive naive, Blackhole blackhole) {
        CompletableFuture<Item> pending = naive.busy.acquire();
        naive.busy.release(naive.held);
        naive.held = pending.join();
        blackhole.consume(naive.held);
    }
}
