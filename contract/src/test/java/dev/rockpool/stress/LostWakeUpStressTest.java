package dev.rockpool.stress;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.Fairness;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * "Whatever frees capacity … serves the next waiter at once": one object, many waiters, of which half leave
 * (deadline, interrupt, cancel) in the moment in which the object comes back. Those who stay must all be served though
 * time, all in all, moves by less than the 100 ms after which a waiter looks by itself. Class of fault: lost wake-up; permit leak
 * on timeout, on interrupt; async cancel vs complete.
 */
class LostWakeUpStressTest {

    private static final int ROUNDS = 1_500;
    private static final int EACH = 3; // stayers, timed, interrupted, cancelled
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofNanos(1_000);
    private static final Duration STEP = Duration.ofNanos(1_000); // ROUNDS of it are 1.5 ms

    private final ManualTicker ticker = new ManualTicker();
    private final ScriptedLifecycle lifecycle = new ScriptedLifecycle();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @ParameterizedTest
    @EnumSource(Fairness.class)
    void waitersThatStayAreServedWhoeverLeaves(Fairness fairness) throws Exception {
        long seed = Watchdog.seed();
        SplittableRandom random = new SplittableRandom(seed);
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(1)
                .fairness(fairness)
                .ticker(ticker)
                .build();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                round(pool, random);
            }
            PoolAudit.check(pool);
            PoolAudit.checkClosed(pool, Waits.result(pool.control().shutdown(LONG)));
            PoolAudit.checkItems(lifecycle, 0);
        } catch (AssertionError failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        } finally {
            threads.shutdownNow();
        }
    }

    private void round(Pool<Item> pool, SplittableRandom random) throws Exception {
        Lease<Item> held = pool.acquire();
        CountDownLatch done = new CountDownLatch(4 * EACH);
        AtomicInteger starting = new AtomicInteger(4 * EACH);
        List<Future<?>> interrupted = new ArrayList<>();
        List<CompletableFuture<Lease<Item>>> cancelled = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            threads.execute(() -> await(pool, LONG, starting, done));
            threads.execute(() -> await(pool, SHORT, starting, done));
            interrupted.add(waitInterruptibly(pool, starting, done));
            starting.decrementAndGet();
            CompletableFuture<Lease<Item>> future = pool.acquireAsync(LONG);
            var unused = future.whenComplete((lease, failure) -> {
                if (lease != null) {
                    lease.close();
                }
                done.countDown();
            });
            cancelled.add(future);
        }
        if (random.nextInt(4) != 0) {
            Waits.until("all to wait", () -> starting.get() == 0 && pool.stats().waiting() == 4 * EACH);
        }
        CountDownLatch go = new CountDownLatch(1);
        Future<?> release = threads.submit(() -> {
            go.await();
            held.close();
            return null;
        });
        go.countDown();
        for (int i = 0, spins = random.nextInt(2_000); i < spins; i++) {
            Thread.onSpinWait();
        }
        List<Runnable> leaving = new ArrayList<>();
        interrupted.forEach(each -> leaving.add(() -> each.cancel(true)));
        cancelled.forEach(each -> leaving.add(() -> each.cancel(false)));
        leaving.add(() -> ticker.advance(STEP));
        while (!leaving.isEmpty()) {
            leaving.remove(random.nextInt(leaving.size())).run();
        }
        release.get();
        // Those that begin to wait after time has moved are served, now that the object is back.
        Watchdog.await(done, () -> pool.stats().toString());
    }

    private static void await(Pool<Item> pool, Duration timeout, AtomicInteger starting, CountDownLatch done) {
        starting.decrementAndGet();
        try {
            pool.acquire(timeout).close();
        } catch (PoolTimeoutException | InterruptedException left) {
            // as it should
        } finally {
            done.countDown();
        }
    }

    private Future<?> waitInterruptibly(Pool<Item> pool, AtomicInteger starting, CountDownLatch done) {
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> future = threads.submit(() -> {
            begun.countDown();
            await(pool, LONG, starting, done);
        });
        try {
            begun.await(); // a future that is cancelled before would never run
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return future;
    }
}
