package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.Soon;
import dev.rockpool.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What thousands of futures that time out together cost, and what they say. */
class TimeoutStormTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Counts the looks at the wall clock: one for each snapshot of the pool's numbers. */
    private static final class CountingTicker implements Ticker {
        final HandTicker time = new HandTicker();
        final AtomicInteger looks = new AtomicInteger();

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Instant wallTime() {
            looks.incrementAndGet();
            return time.wallTime();
        }

        @Override
        public void parkUntil(Object blocker, long deadlineNanos) {
            time.parkUntil(blocker, deadlineNanos);
        }
    }

    private static PoolTimeoutException timeoutOf(CompletableFuture<?> future) {
        return (PoolTimeoutException) future.handle((lease, failure) -> failure).join();
    }

    private static void awaitAll(List<CompletableFuture<Lease<Object>>> futures) {
        Soon.until("all futures to end", () -> futures.stream().allMatch(CompletableFuture::isDone));
    }

    @Test
    void stormLooksAtThePoolOnceForAThousandFutures() {
        CountingTicker ticker = new CountingTicker();
        try (Pool<Object> pool =
                Pool.builder(Object::new).maxSize(2).ticker(ticker).build()) {
            Lease<Object> first = pool.acquireAsync().join();
            Lease<Object> second = pool.acquireAsync().join();
            List<CompletableFuture<Lease<Object>>> futures = new ArrayList<>();
            int count = 50 * FutureExits.MOST_AT_ONCE;
            for (int i = 0; i < count; i++) {
                futures.add(pool.acquireAsync(SECOND));
            }
            int before = ticker.looks.get();
            ticker.time.advance(SECOND);
            awaitAll(futures);
            int looks = ticker.looks.get() - before;
            assertThat(looks).as("looks at the pool").isLessThan(10 * 50 + 20); // health, numbers, and what upkeep does
            assertThat(pool.stats().timeouts()).isEqualTo(count);

            Set<Object> explanations = Collections.newSetFromMap(new IdentityHashMap<>());
            for (CompletableFuture<?> future : futures) {
                explanations.add(timeoutOf(future).explanation().holders());
            }
            assertThat(explanations).as("lists of holders").hasSizeLessThanOrEqualTo(60);
            first.close();
            second.close();
            assertThat(timeoutOf(futures.get(count / 2)).getMessage())
                    .contains("no object within 1 s (WAITING): 2 of 2 leased, 0 idle");
        }
    }

    /** The numbers are those of the moment when the time ran out, however late the future is told of it. */
    @Test
    void timeoutShowsThePoolAsItWasWhenTheTimeRanOut() throws InterruptedException {
        HandTicker ticker = new HandTicker();
        CountDownLatch open = new CountDownLatch(1);
        try (Pool<Object> pool =
                Pool.builder(Object::new).maxSize(2).ticker(ticker).build()) {
            Lease<Object> first = pool.acquireAsync().join();
            Lease<Object> second = pool.acquireAsync().join();
            List<CompletableFuture<?>> hanging = new ArrayList<>();
            CountDownLatch inside = new CountDownLatch(64); // all threads for callbacks that a pool has
            for (int i = 0; i < 64; i++) {
                hanging.add(pool.acquireAsync(SECOND).handle((lease, failure) -> {
                    inside.countDown();
                    Soon.opened(open);
                    return lease;
                }));
            }
            ticker.advance(SECOND);
            Soon.opened(inside);
            CompletableFuture<Lease<Object>> late = pool.acquireAsync(SECOND);
            ticker.advance(SECOND);
            Soon.until("the future to leave the queue", () -> pool.stats().waiting() == 0);
            first.close();
            second.close();
            assertThat(late).isNotDone();
            open.countDown();
            PoolTimeoutException timeout = timeoutOf(late);
            assertThat(timeout.getMessage()).contains("2 of 2 leased, 0 idle, 0 being created, 0 waiting");
            assertThat(timeout.stats().idle()).isZero();
            assertThat(timeout.waited()).isEqualTo(SECOND);
            hanging.forEach(CompletableFuture::join);
        }
    }

    /** A future that was cancelled is not counted as timed out as well. */
    @Test
    void whoWasCancelledDoesNotTimeOut() {
        HandTicker ticker = new HandTicker();
        try (Pool<Object> pool =
                Pool.builder(Object::new).maxSize(1).ticker(ticker).build()) {
            Lease<Object> out = pool.acquireAsync().join();
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Lease<Object>> future = pool.acquireAsync(SECOND);
                Thread canceller = new Thread(() -> future.cancel(false));
                canceller.start();
                ticker.advance(SECOND);
                Soon.until("the future to end", future::isDone);
                Soon.ended(canceller);
            }
            assertThat(pool.stats().timeouts() + pool.stats().cancelled()).isEqualTo(100);
            out.close();
        }
    }
}
