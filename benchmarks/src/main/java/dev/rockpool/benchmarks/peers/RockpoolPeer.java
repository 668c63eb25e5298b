package dev.rockpool.benchmarks.peers;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.infra.Blackhole;

/** Rockpool, with try-with-resources. */
class RockpoolPeer extends Peer {

    final Pool<Item> pool;

    RockpoolPeer(PoolBuilder<Item> builder) {
        this.pool = builder.build();
    }

    /** All defaults, and validation of objects that were idle for long: what is compared with the others. */
    static PoolBuilder<Item> usual(int size) {
        return Pool.builder(Item::new)
                .maxSize(size)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(30)));
    }

    /** Everything off that can be off. */
    static PoolBuilder<Item> off(int size) {
        return Pool.builder(Item::new).maxSize(size).leaks(Leaks.off()).histograms(false);
    }

    /** The usual, and what else can watch a pool without a look at each acquire: a warning of long holds, a listener. */
    static PoolBuilder<Item> watched(int size) {
        return usual(size).holdWarning(Duration.ofSeconds(10)).listener(new PoolListener() {});
    }

    /** The usual, and a reset that has nothing to do. */
    static PoolBuilder<Item> reset(int size) {
        return usual(size).onReset(item -> item.value = 0);
    }

    /** The usual, and objects that age in every way but by use, long before anything comes of it. */
    static PoolBuilder<Item> ageing(int size) {
        return usual(size)
                .maxLifetime(Duration.ofMinutes(30))
                .maxIdleTime(Duration.ofMinutes(10))
                .healthWith(item -> true)
                .healthCheckInterval(Duration.ofMinutes(5));
    }

    /** The usual with objects that take a millisecond to make, and live for ever. */
    static PoolBuilder<Item> lasting(int size) {
        return Pool.builder(RockpoolPeer::makeSlowly)
                .maxSize(size)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(30)));
    }

    /** The same with objects that live for a second. */
    static PoolBuilder<Item> renewing(int size) {
        return lasting(size).maxLifetime(Duration.ofSeconds(1));
    }

    private static Item makeSlowly() {
        long until = System.nanoTime() + 1_000_000;
        for (long left = 1_000_000; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return new Item();
    }

    /** The usual, and nobody overtakes anybody. */
    static PoolBuilder<Item> strict(int size) {
        return usual(size).fairness(Fairness.STRICT);
    }

    @Override
    public Object take() throws InterruptedException {
        return pool.acquire();
    }

    @Override
    public void give(Object held) {
        ((Lease<?>) held).close();
    }

    @Override
    public Object object(Object held) {
        return ((Lease<?>) held).get();
    }

    @Override
    public void pair(Blackhole blackhole) throws Exception {
        try (Lease<Item> lease = pool.acquire()) {
            blackhole.consume(lease.get());
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /** By {@link Pool#use}. */
    static final class Use extends RockpoolPeer {

        Use(int size) {
            super(usual(size));
        }

        @Override
        public void pair(Blackhole blackhole) throws Exception {
            blackhole.consume(pool.<Item, RuntimeException>use(item -> item));
        }
    }

    /** By {@link Pool#run}. */
    static final class Run extends RockpoolPeer {

        Run(int size) {
            super(usual(size));
        }

        @Override
        public void pair(Blackhole blackhole) throws Exception {
            pool.run(blackhole::consume);
        }
    }
}
