package dev.rockpool.benchmarks;

import dev.rockpool.KeyedPool;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.benchmarks.peers.Item;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An acquire and its release at a keyed pool: each thread goes over the keys in turn, from a place of its own. Beside it the
 * pair of a pool without keys, in the same run.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KeyedBenchmark {

    private static final int PER_KEY = 8;

    /** The pools. */
    @State(Scope.Benchmark)
    public static class Shared {

        /** How many keys are used. */
        @Param({"1", "1000"})
        public int keys;

        KeyedPool<Integer, Item> keyed;
        Pool<Item> unkeyed;
        GenericKeyedObjectPool<Integer, Item> commons;
        private Integer[] used;
        private int threads;

        /**
         * Makes them, and an object for each key.
         *
         * @throws Exception as the pools do
         */
        @Setup
        public void open() throws Exception {
            keyed = KeyedPool.<Integer, Item>builder(key -> new Item())
                    .maxPerKey(PER_KEY)
                    .build();
            unkeyed = Pool.builder(Item::new).maxSize(PER_KEY).build();
            commons = new GenericKeyedObjectPool<>(new BaseKeyedPooledObjectFactory<>() {
                @Override
                public Item create(Integer key) {
                    return new Item();
                }

                @Override
                public PooledObject<Item> wrap(Item item) {
                    return new DefaultPooledObject<>(item);
                }
            });
            commons.setMaxTotalPerKey(PER_KEY);
            commons.setMaxIdlePerKey(PER_KEY);
            used = IntStream.range(0, keys).boxed().toArray(Integer[]::new);
            for (Integer key : used) {
                keyed.acquire(key).close();
                commons.returnObject(key, commons.borrowObject(key));
            }
        }

        /** Closes them. */
        @TearDown
        public void close() {
            keyed.close();
            unkeyed.close();
            commons.close();
        }

        synchronized int nextThread() {
            return threads++;
        }
    }

    /** Which key a thread takes next. */
    @State(Scope.Thread)
    public static class Turn {

        private Integer[] keys;
        private int at;

        /**
         * Begins somewhere.
         *
         * @param shared the pools
         */
        @Setup
        public void begin(Shared shared) {
            keys = shared.used;
            at = shared.nextThread() * 127 % keys.length;
        }

        private Integer next() {
            at = at + 1 == keys.length ? 0 : at + 1;
            return keys[at];
        }
    }

    /**
     * Acquire, look, release.
     *
     * @param shared the pools
     * @param turn the key
     * @return something of the object
     * @throws Exception as the pool does
     */
    @Benchmark
    public Object keyedPair(Shared shared, Turn turn) throws Exception {
        try (Lease<Item> lease = shared.keyed.acquire(turn.next())) {
            return lease.get();
        }
    }

    /**
     * The same without a key.
     *
     * @param shared the pools
     * @param turn the key, which is not used
     * @return something of the object
     * @throws Exception as the pool does
     */
    @Benchmark
    public Object unkeyedPair(Shared shared, Turn turn) throws Exception {
        turn.next();
        try (Lease<Item> lease = shared.unkeyed.acquire()) {
            return lease.get();
        }
    }

    /**
     * The same at Commons Pool.
     *
     * @param shared the pools
     * @param turn the key
     * @return something of the object
     * @throws Exception as the pool does
     */
    @Benchmark
    public Object commonsPair(Shared shared, Turn turn) throws Exception {
        Integer key = turn.next();
        Item item = shared.commons.borrowObject(key);
        try {
            return item;
        } finally {
            shared.commons.returnObject(key, item);
        }
    }
}
