package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.KeyedLifecycle;
import dev.rockpool.KeyedPool;
import dev.rockpool.Lease;
import dev.rockpool.PoolException;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Order;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Operations of all kinds over 50 keys from eight threads, with both limits tight. "No lost wake-up" (3), across keys: an acquire
 * that waits is served when there is nothing else to do, at whatever key a place becomes free; the bounds hold at each moment;
 * the sums balance; and nothing is left of the keys. The system property {@code rockpool.operations} says how many operations there
 * are in all: ten millions with {@code ./rockpool test --all}.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // as it watches its own progress
class KeyedFuzzTest {

    private static final long OPERATIONS = Long.getLong("rockpool.operations", 180_000) / Setup.values().length;
    private static final int THREADS = 8;
    private static final int KEYS = 50;
    private static final int PER_KEY = 2;
    private static final int TOTAL = 6;
    private static final int MOST_PENDING = 64;

    enum Setup {
        DEFAULT(Order.AFFINE, Fairness.BOUNDED, Creation.BACKGROUND),
        STRICT(Order.LIFO, Fairness.STRICT, Creation.BACKGROUND),
        CALLER(Order.FIFO, Fairness.BOUNDED, Creation.CALLER);

        private final Order order;
        private final Fairness fairness;
        private final Creation creation;

        Setup(Order order, Fairness fairness, Creation creation) {
            this.order = order;
            this.fairness = fairness;
            this.creation = creation;
        }
    }

    /** An object that knows its key and its holder. */
    private static final class Thing {
        private final int key;
        private final AtomicInteger holders = new AtomicInteger();

        Thing(int key) {
            this.key = key;
        }
    }

    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger alive = new AtomicInteger();
    private final Map<Integer, AtomicInteger> aliveOfKeys = new ConcurrentHashMap<>();
    private final AtomicLong left = new AtomicLong(OPERATIONS);
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong draws = new AtomicLong();
    private volatile boolean fails = true;

    private final KeyedLifecycle<Integer, Thing> lifecycle = new KeyedLifecycle<>() {
        @Override
        public Thing create(Integer key) {
            if (fails && draws.incrementAndGet() % 200 == 0) {
                throw new IllegalStateException("create fails at times");
            }
            count(key, 1);
            return new Thing(key);
        }

        @Override
        public void reset(Integer key, Thing thing) {
            if (thing.key != key || thing.holders.get() != 0) {
                violations.add("reset of " + thing.key + " for " + key + " with holders " + thing.holders);
            }
            if (fails && draws.incrementAndGet() % 500 == 0) {
                throw new IllegalStateException("reset fails at times");
            }
        }

        @Override
        public void destroy(Integer key, Thing thing) {
            count(key, -1);
        }
    };

    private void count(int key, int by) {
        int ofKey =
                aliveOfKeys.computeIfAbsent(key, unknown -> new AtomicInteger()).addAndGet(by);
        int all = alive.addAndGet(by);
        if (ofKey > PER_KEY || all > TOTAL) {
            violations.add(ofKey + " objects of a key, " + all + " of all");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyWaitsInVainAndBothBoundsHold(Setup setup) {
        long seed = Watchdog.seed();
        KeyedPool<Integer, Thing> pool = KeyedPool.builder(lifecycle)
                .name("keyed-fuzz")
                .maxPerKey(PER_KEY)
                .maxTotal(TOTAL)
                .perKey(each -> each.order(setup.order)
                        .fairness(setup.fairness)
                        .creation(setup.creation)
                        .creationBackOff(Duration.ofMillis(1), Duration.ofMillis(5)))
                .build();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Threads.PLATFORM.start("keyed-fuzz-" + i, () -> {
                try {
                    work(pool, new SplittableRandom(seed + number));
                } catch (Throwable failure) {
                    violations.add("a worker failed: " + failure);
                } finally {
                    done.countDown();
                }
            });
        }
        awaitProgress(done, pool);
        try {
            settle(pool);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed " + seed + ", " + setup + ": " + failure.getMessage(), failure);
        }
    }

    /** Each stretch of the watchdog's time must bring something. */
    private void awaitProgress(CountDownLatch done, KeyedPool<Integer, Thing> pool) {
        long before = Long.MAX_VALUE;
        while (left.get() > 0 && left.get() < before) {
            before = left.get();
            try {
                if (done.await(30, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        Watchdog.await(done, () -> pool.stats() + ", " + pool.control().explain());
    }

    private void settle(KeyedPool<Integer, Thing> pool) {
        pool.control().resume();
        Waits.until("all futures to complete", () -> pending.get() == 0);
        assertThat(violations.stream().limit(20).toList()).isEmpty();
        fails = false;
        for (int key = 0; key < KEYS; key++) { // an outage may still be backing off
            int each = key;
            Waits.until("an acquire of key " + key + " to work", () -> works(pool, each));
        }
        Waits.untilAsserted("the sums to balance", () -> balance(pool.stats()));
        pool.control().clear();
        Waits.until("all objects to go", () -> alive.get() == 0);
        Waits.untilAsserted(
                "all keys to be forgotten", () -> assertThat(pool.keys()).isEmpty());
        Waits.untilAsserted("the sums to balance", () -> balance(pool.stats()));
        ShutdownReport report = Waits.result(pool.control().shutdown(Duration.ofSeconds(10)));
        assertThat(report.isClean()).as("%s", report).isTrue();
        Waits.until(
                "the threads to end",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("rockpool-keyed-fuzz")));
    }

    private static boolean works(KeyedPool<Integer, Thing> pool, int key) {
        try {
            pool.run(key, thing -> assertThat(thing.key).isEqualTo(key));
            return true;
        } catch (PoolException | InterruptedException notYet) {
            return false;
        }
    }

    private static void balance(PoolStats stats) {
        assertThat(stats.waiting()).as("waiting").isZero();
        assertThat(stats.leased()).as("leased").isZero();
        assertThat(stats.acquired()).as("acquired").isEqualTo(stats.released());
        assertThat(stats.hits()).as("hits").isNotNegative();
        assertThat(stats.created())
                .as("created in %s", stats)
                .isEqualTo(stats.destroyed() + stats.detached() + stats.size());
        assertThat(stats.size()).as("size").isLessThanOrEqualTo(TOTAL);
    }

    // ---- operations

    private void work(KeyedPool<Integer, Thing> pool, SplittableRandom random) {
        while (left.getAndDecrement() > 0) {
            Integer key = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(KEYS); // some are busier
            int what = random.nextInt(1_000);
            if (what < 500) {
                acquire(pool, key, random);
            } else if (what < 700) {
                use(pool.tryAcquire(key), key, random);
            } else if (what < 970) {
                future(pool, key, random);
            } else {
                operate(pool, key, random);
            }
        }
    }

    private void acquire(KeyedPool<Integer, Thing> pool, Integer key, SplittableRandom random) {
        try {
            Lease<Thing> lease = random.nextInt(3) == 0
                    ? pool.acquire(key, Duration.ofNanos(random.nextInt(300_000)))
                    : pool.acquire(key);
            use(lease, key, random);
        } catch (InterruptedException | PoolException expected) {
            Thread.onSpinWait(); // the next one will work
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // so that others run while it is held
    private void use(Lease<Thing> lease, Integer key, SplittableRandom random) {
        if (lease == null) {
            return;
        }
        Thing thing = lease.get();
        if (thing.key != key) {
            violations.add("an object of " + thing.key + " for " + key);
        }
        if (thing.holders.incrementAndGet() != 1) {
            violations.add("two holders");
        }
        if (random.nextInt(20) == 0) {
            Thread.yield();
        }
        thing.holders.decrementAndGet();
        int how = random.nextInt(100);
        if (how == 0) {
            count(key, -1); // it is not the pool's from now on; before, as its place is free at once
            lease.detach();
        } else if (how == 1) {
            lease.invalidate();
        } else {
            lease.close();
        }
    }

    private void future(KeyedPool<Integer, Thing> pool, Integer key, SplittableRandom random) {
        if (pending.incrementAndGet() > MOST_PENDING) {
            pending.decrementAndGet();
            return;
        }
        SplittableRandom another = random.split();
        CompletableFuture<Lease<Thing>> future = random.nextBoolean()
                ? pool.acquireAsync(key)
                : pool.acquireAsync(key, Duration.ofNanos(random.nextInt(500_000)));
        var unused = future.whenComplete((lease, failure) -> {
            try {
                use(lease, key, another);
                if (failure != null
                        && !(failure instanceof PoolException)
                        && !(failure instanceof CancellationException)) {
                    violations.add("a future failed with " + failure);
                }
            } finally {
                pending.decrementAndGet();
            }
        });
        if (random.nextInt(3) == 0) {
            future.cancel(false);
        }
    }

    private static void operate(KeyedPool<Integer, Thing> pool, Integer key, SplittableRandom random) {
        switch (random.nextInt(8)) {
            case 0 -> pool.control().clear(key);
            case 1 -> {
                if (random.nextInt(20) == 0) {
                    pool.control().clear();
                }
            }
            case 2 -> {
                if (random.nextInt(10) == 0) {
                    pool.control().suspend();
                    pool.control().resume();
                }
            }
            case 3 -> pool.control().resize(1 + random.nextInt(TOTAL));
            case 4 -> pool.control().resize(TOTAL);
            case 5 -> pool.control().maxPerKey(1 + random.nextInt(PER_KEY));
            case 6 -> {
                var unused = pool.control().warmUp(key, 1);
            }
            default -> assertThat(List.of(pool.stats(), pool.stats(key))).hasSize(2);
        }
    }
}
