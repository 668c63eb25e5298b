package dev.rockpool.benchmarks.harness;

import dev.rockpool.Pool;
import dev.rockpool.config.Creation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

/**
 * A thousand objects that take 10 ms each to make, sixteen at a time: 630 ms at best. Either the pool is told to have
 * them idle, or sixteen threads take them all and keep them.
 */
final class CreationRace {

    private static final int OBJECTS = 1_000;
    private static final int PARALLEL = 16;
    private static final long NANOS_EACH = TimeUnit.MILLISECONDS.toNanos(10);

    /** Takes one object, and keeps it. */
    @FunctionalInterface
    private interface Taker {
        @Nullable
        Object take() throws Exception;
    }

    private CreationRace() {}

    static Outcome run(String pool) throws Exception {
        Pool.builder(Object::new).minIdle(1).build().close(); // a pool's first build loads classes, for 200 ms and more
        double millis = switch (pool) {
            case "rockpool-min-idle" -> minIdle();
            case "rockpool-background" -> rockpool(Creation.BACKGROUND);
            case "rockpool-caller" -> rockpool(Creation.CALLER);
            case "commons-fast" -> commons();
            default -> throw new IllegalArgumentException("no such race: " + pool);
        };
        return new Outcome(millis, Map.of());
    }

    private static Object create() {
        long deadline = System.nanoTime() + NANOS_EACH;
        for (long left = NANOS_EACH; left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return new Object();
    }

    private static double minIdle() {
        long start = System.nanoTime();
        Pool<Object> pool = Pool.builder(CreationRace::create)
                .maxSize(OBJECTS)
                .minIdle(OBJECTS)
                .parallelCreations(PARALLEL)
                .build();
        while (pool.stats().idle() < OBJECTS) {
            LockSupport.parkNanos(100_000);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static double rockpool(Creation creation) throws Exception {
        Pool<Object> pool = Pool.builder(CreationRace::create)
                .maxSize(OBJECTS)
                .parallelCreations(PARALLEL)
                .creation(creation)
                .build();
        return takeAll(pool::acquire);
    }

    private static double commons() throws Exception {
        GenericObjectPoolConfig<Object> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(OBJECTS);
        config.setJmxEnabled(false);
        config.setCollectDetailedStatistics(false);
        GenericObjectPool<Object> pool = new GenericObjectPool<>(
                new BasePooledObjectFactory<>() {
                    @Override
                    public Object create() {
                        return CreationRace.create();
                    }

                    @Override
                    public PooledObject<Object> wrap(Object object) {
                        return new DefaultPooledObject<>(object);
                    }
                },
                config);
        return takeAll(pool::borrowObject);
    }

    private static double takeAll(Taker taker) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(PARALLEL);
        List<Future<@Nullable Object>> kept = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < OBJECTS; i++) {
            kept.add(executor.submit(taker::take));
        }
        for (Future<@Nullable Object> future : kept) {
            future.get();
        }
        double millis = (System.nanoTime() - start) / 1e6;
        executor.shutdown();
        return millis;
    }
}
