package dev.rockpool.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The snippets of the guide about futures and virtual threads. */
class AsyncSamplesTest {

    private static final byte[] MESSAGE = "and so on ".repeat(100).getBytes(StandardCharsets.UTF_8);

    private final Pool<Compressor> compressors =
            Pool.builder(Compressor::new).maxSize(2).onReset(Compressor::reset).build();

    @AfterEach
    void close() {
        PoolAudit.check(compressors);
        compressors.close();
        PoolAudit.checkClosed(compressors);
    }

    @Test
    void shortWork() {
        assertThat(Waits.result(AsyncSamples.shortWork(compressors, MESSAGE))).hasSizeLessThan(MESSAGE.length);
    }

    @Test
    void workThatTakesTooLongKeepsItsObjectUntilItEnds() {
        Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        assertThat(Waits.failure(AsyncSamples.bounded(compressors, MESSAGE, waiting::add)))
                .isInstanceOf(TimeoutException.class);
        assertThat(compressors.stats().leased()).isEqualTo(1);
        waiting.forEach(Runnable::run);
        assertThat(compressors.stats().idle()).isEqualTo(1);
    }

    @Test
    void longWorkRunsOnTheExecutor() {
        ExecutorService workers = Executors.newSingleThreadExecutor(work -> new Thread(work, "worker"));
        try (Pool<Compressor> pool = AsyncSamples.longWork(workers)) {
            CompletableFuture<String> thread = pool.acquireAsync().thenApply(lease -> {
                try (lease) {
                    return Thread.currentThread().getName();
                }
            });
            assertThat(Waits.result(thread))
                    .isIn("worker", Thread.currentThread().getName());
        } finally {
            workers.shutdown();
        }
    }

    @Test
    void aCancelledAcquireLosesNothing() throws InterruptedException {
        try (Lease<Compressor> first = compressors.acquire();
                Lease<Compressor> second = compressors.acquire()) {
            assertThat(first.get()).isNotSameAs(second.get());
            assertThat(AsyncSamples.giveUp(compressors)).isCancelled();
            assertThat(Waits.failure(AsyncSamples.bounded(compressors, MESSAGE, Runnable::run)))
                    .isInstanceOf(TimeoutException.class);
        }
        assertThat(compressors.stats().idle()).isEqualTo(2);
        assertThat(compressors.stats().cancelled()).isEqualTo(2);
    }

    @Test
    void anAcquireThatIsServedAtOnceCannotBeCancelled() throws InterruptedException {
        FirstPool.use(compressors, MESSAGE);
        assertThat(AsyncSamples.giveUp(compressors)).isCompleted();
    }

    @Test
    void asManyThreadsAsMessages() throws Exception {
        ExecutorService executor = perTask();
        try {
            assertThat(VirtualThreadSamples.all(executor, compressors, Collections.nCopies(1_000, MESSAGE)))
                    .isBetween(1_000L, 1_000L * MESSAGE.length);
        } finally {
            executor.shutdown();
        }
        assertThat(compressors.stats().peakSize()).isLessThanOrEqualTo(2);
        assertThat(compressors.stats().acquired()).isEqualTo(1_000);
    }

    /** Virtual threads where there are any. */
    private static ExecutorService perTask() throws ReflectiveOperationException {
        if (Runtime.version().feature() < 21) {
            return Executors.newFixedThreadPool(50);
        }
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
