package dev.rockpool;

import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * What a pool does while the system has no thread for it, in a process of its own whose user may have few: see
 * {@link NoThreadsTest}. It uses nothing but the core, as that user may read nothing else.
 */
public final class NoThreads {

    private static final int ENOUGH = 5_000; // so many threads nobody has who may have few
    private static final Duration LIMIT = Duration.ofMillis(200);

    private final AtomicInteger validations = new AtomicInteger();
    private final AtomicInteger destroys = new AtomicInteger();
    private final List<Thread> hoarded = new ArrayList<>();
    private CountDownLatch gate = new CountDownLatch(1);

    private NoThreads() {}

    /** Runs it; says OK, or exits with a failure. */
    public static void main(String[] args) throws Exception {
        new NoThreads().run();
        System.out.println("OK");
        System.exit(0);
    }

    private void run() throws Exception {
        Pool<Object> pool = Pool.builder(Object::new)
                .name("poor")
                .maxSize(3)
                .validateOnReturn(true)
                .validateWith(object -> validations.incrementAndGet() > 0)
                .validationTimeout(LIMIT)
                .createTimeout(LIMIT)
                .onDestroy(object -> destroys.incrementAndGet())
                .build();
        Lease<Object> returned = pool.acquire();
        Lease<Object> broken = pool.acquire();
        Lease<Object> late = pool.acquire();

        hoardThreads();
        returned.close(); // in the end returns, though nobody can validate the object
        broken.invalidate();
        check(pool.stats().validationFailures() == 0, "an object was judged by our lack of threads");
        CompletableFuture<Lease<Object>> future = pool.acquireAsync(Duration.ofMillis(100));
        check(pool.tryAcquire() == null, "an object was handed out that was not validated");
        releaseThreads();

        await("the validation", () -> validations.get() == 1);
        await("the destroy", () -> destroys.get() == 1);
        await("the future", future::isDone);
        if (!future.isCompletedExceptionally()) {
            future.join().close();
        }
        await("idle objects", () -> pool.stats().leased() == 1 && pool.stats().idle() >= 1);
        try (Lease<Object> again = pool.acquire(Duration.ofSeconds(30))) {
            check(again.get() != null, "no object");
        }
        await("idle objects", () -> pool.stats().leased() == 1 && pool.stats().idle() >= 1);
        int idle = pool.stats().idle();

        hoardThreads();
        CompletableFuture<ShutdownReport> report = pool.control().shutdown(Duration.ofMillis(300));
        late.close();
        releaseThreads();

        await("the report", report::isDone);
        await("all destroys", () -> destroys.get() == 2 + idle);
        await("the end of the pool's threads", () -> threadsOfPool() == 0);
    }

    /** Starts threads until there is none to be had: proves that the limit is one. */
    private void hoardThreads() {
        gate = new CountDownLatch(1);
        CountDownLatch end = gate;
        while (hoarded.size() < ENOUGH) {
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            end.await();
                        } catch (InterruptedException nobody) {
                            throw new IllegalStateException(nobody);
                        }
                    },
                    "hoarded",
                    64 * 1024);
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError limit) {
                System.out.println("no thread after " + hoarded.size());
                return;
            }
            hoarded.add(thread);
        }
        throw new IllegalStateException("the limit on threads does not bind: started " + ENOUGH);
    }

    private void releaseThreads() throws InterruptedException {
        gate.countDown();
        for (Thread thread : hoarded) {
            thread.join();
        }
        hoarded.clear();
    }

    private static long threadsOfPool() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("rockpool-poor"))
                .count();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(30)) {
                Thread.getAllStackTraces()
                        .forEach((thread, stack) -> System.out.println(thread + " " + List.of(stack)));
                throw new IllegalStateException("waited in vain for " + what);
            }
            Thread.onSpinWait();
        }
    }
}
