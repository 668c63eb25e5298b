package dev.rockpool.benchmarks.harness;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Futures that wait for an object that does not come back, with one deadline for all: how late the last of them ends. */
final class TimeoutStorm {

    private static final long UNTIL_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private TimeoutStorm() {}

    /** In milliseconds; the second of two rounds, as the first compiles the code. */
    static Outcome run(int futures) throws InterruptedException {
        round(futures);
        return new Outcome(round(futures), Map.of());
    }

    private static double round(int futures) throws InterruptedException {
        try (Pool<Object> pool = Pool.builder(Object::new).maxSize(1).build();
                Lease<Object> lease = pool.acquire()) {
            CountDownLatch ended = new CountDownLatch(futures);
            AtomicLong last = new AtomicLong(Long.MIN_VALUE);
            long deadline = System.nanoTime() + UNTIL_DEADLINE_NANOS;
            for (int i = 0; i < futures; i++) {
                CompletableFuture<Lease<Object>> unused = pool.acquireAsync(
                                Duration.ofNanos(deadline - System.nanoTime()))
                        .whenComplete((none, timeout) -> {
                            last.accumulateAndGet(System.nanoTime() - deadline, Math::max);
                            ended.countDown();
                        });
            }
            if (deadline - System.nanoTime() < 0) {
                throw new IllegalStateException("too many futures for this machine");
            }
            ended.await();
            lease.get();
            return last.get() / 1e6;
        }
    }
}
