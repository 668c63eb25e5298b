package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.PerThreadPool;
import dev.rockpool.PoolException;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads that come and go, nest, hand leases to each other and clear what is theirs, over a bound that is tight, loose or none:
 * one holder at a time, each object ends once, nobody hangs, and nothing is left in threads.
 */
class PerThreadStressTest {

    private static final int AT_ONCE = 8;
    private static final int GENERATIONS = 12;
    private static final int OPERATIONS = 3_000;
    private static final int MOST_HANDED_ON = 1; // so that even the tightest pool has others

    private final long seed = Watchdog.seed();
    private final Stressed.Maker maker = new Stressed.Maker(seed);
    private final Queue<Lease<Stressed>> handedOn = new ConcurrentLinkedQueue<>();
    private final AtomicInteger handedOnCount = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {3, 16, Integer.MAX_VALUE})
    void nothingIsLostAndNobodyHangs(int maxSize) {
        PerThreadPool<Stressed> pool = PerThreadPool.builder(maker)
                .maxSize(maxSize)
                .with(settings -> settings.acquireTimeout(Duration.ofSeconds(20)))
                .build();
        CountDownLatch done = new CountDownLatch(AT_ONCE * GENERATIONS);
        for (int place = 0; place < AT_ONCE; place++) {
            start(pool, done, place, 0);
        }
        Watchdog.await(done, () -> "seed " + seed + ": " + pool.stats());
        maker.heal();
        for (Lease<Stressed> left = handedOn.poll(); left != null; left = handedOn.poll()) {
            left.get().leave(maker.violations);
            left.close();
        }
        assertThat(maker.violations).as("seed %s", seed).isEmpty();
        PoolAudit.check(pool);
        assertThat(pool.stats().leased()).isZero();
        assertThat(pool.stats().peakSize()).isLessThanOrEqualTo(maxSize);
        ShutdownReport report = Waits.result(pool.control().shutdown(Duration.ofSeconds(10)));
        PoolAudit.checkClosed(pool, report);
        for (Stressed object : maker.all) {
            assertThat(object.destroyed.get())
                    .as("ends of one object, seed %s", seed)
                    .isEqualTo(1);
        }
    }

    /** A thread, and when it has ended the next one in its place. */
    private void start(PerThreadPool<Stressed> pool, CountDownLatch done, int place, int generation) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work(pool, new SplittableRandom(seed + place * 1_000L + generation));
                    } catch (Throwable failure) {
                        maker.violations.add("a thread failed: " + failure);
                    } finally {
                        if (generation + 1 < GENERATIONS) {
                            start(pool, done, place, generation + 1);
                        }
                        done.countDown();
                    }
                },
                "stress-" + place + "-" + generation);
        thread.start();
    }

    private void work(PerThreadPool<Stressed> pool, SplittableRandom random) throws InterruptedException {
        for (int i = 0; i < OPERATIONS; i++) {
            int what = random.nextInt(1_000);
            try {
                if (what < 900) {
                    nest(pool, random, 1);
                } else if (what < 990) {
                    handOn(pool, random);
                } else if (what < 997) {
                    pool.clearThreadCache();
                } else if (what < 998) {
                    pool.control().clear();
                } else {
                    assertThat(pool.totalObjects()).isNotNegative();
                }
            } catch (PoolException expected) {
                // a creation that failed at random, or too many that nest at a tight bound
            }
        }
    }

    /** At a tight bound, threads that nest wait for each other: so not for long. */
    private void nest(PerThreadPool<Stressed> pool, SplittableRandom random, int depth) throws InterruptedException {
        Duration timeout = depth == 1 ? Duration.ofSeconds(10) : Duration.ofNanos(random.nextInt(20_000));
        Lease<Stressed> lease = pool.acquire(timeout);
        Stressed object = lease.get();
        object.take(maker.violations);
        try {
            if (depth < 4 && random.nextInt(4) == 0) {
                nest(pool, random, depth + 1);
            }
        } finally {
            object.leave(maker.violations);
            if (random.nextInt(500) == 0) {
                lease.invalidate();
            } else {
                lease.close();
            }
        }
    }

    private void handOn(PerThreadPool<Stressed> pool, SplittableRandom random) throws InterruptedException {
        Lease<Stressed> other = handedOn.poll();
        if (other != null) {
            handedOnCount.decrementAndGet();
            other.get().leave(maker.violations);
            other.close();
            other.close();
        } else if (handedOnCount.incrementAndGet() <= MOST_HANDED_ON) {
            acquireAndHandOn(pool, random);
        } else {
            handedOnCount.decrementAndGet();
        }
    }

    private void acquireAndHandOn(PerThreadPool<Stressed> pool, SplittableRandom random) throws InterruptedException {
        Lease<Stressed> mine;
        try {
            mine = pool.acquire(Duration.ofNanos(random.nextInt(50_000)));
        } catch (PoolException none) {
            handedOnCount.decrementAndGet();
            throw none;
        }
        mine.get().take(maker.violations);
        handedOn.add(mine);
    }

    // --- What is left in threads

    @Test
    void aThreadThatLivesOnKeepsNeitherAClosedPoolNorItsObjects() throws Exception {
        ExecutorService survivor = Executors.newSingleThreadExecutor();
        try {
            for (WeakReference<?> reference : usedAndClosed(survivor)) {
                Waits.until("pool and object to go", () -> {
                    System.gc();
                    return reference.get() == null;
                });
            }
        } finally {
            survivor.shutdown();
        }
    }

    private static List<WeakReference<?>> usedAndClosed(ExecutorService survivor) throws Exception {
        PerThreadPool<Object> closed = PerThreadPool.builder(Object::new).build();
        PerThreadPool<Object> forgotten = PerThreadPool.builder(Object::new).build();
        List<WeakReference<?>> references = new ArrayList<>();
        for (PerThreadPool<Object> pool : List.of(closed, forgotten)) {
            references.add(new WeakReference<>(pool));
            references.add(survivor.submit(() -> pool.use(object -> new WeakReference<>(object)))
                    .get());
        }
        closed.close();
        return references;
    }

    @Test
    void aPoolKeepsNeitherAThreadThatEndedNorItsClassLoader() throws Exception {
        try (PerThreadPool<Object> pool = PerThreadPool.builder(Object::new).build()) {
            for (WeakReference<?> reference : usedByAThreadWithItsLoader(pool)) {
                Waits.until("thread and loader to go", () -> {
                    System.gc();
                    return reference.get() == null;
                });
            }
        }
    }

    private static List<WeakReference<?>> usedByAThreadWithItsLoader(PerThreadPool<Object> pool) throws Exception {
        ClassLoader loader = new ClassLoader(PerThreadStressTest.class.getClassLoader()) {};
        Thread thread = new Thread(() -> {
            try {
                pool.run(object -> {});
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        thread.setContextClassLoader(loader);
        thread.start();
        thread.join();
        return List.of(new WeakReference<>(thread), new WeakReference<>(loader));
    }
}
