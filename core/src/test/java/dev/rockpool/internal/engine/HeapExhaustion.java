package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.Soon;
import dev.rockpool.config.Leaks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program that fills its own heap, again and again, while threads acquire and release; then looks whether the pool is as
 * good as new. What it keeps of a call it has a place for beforehand.
 */
final class HeapExhaustion {

    private static final int OBJECTS = 4;
    private static final int THREADS = 6;
    private static final int ROUNDS = 10;
    private static final int CALLS_BEFORE = 20_000;
    private static final int BLOCK = 64;

    private final Pool<Object> pool;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong shortages = new AtomicLong();
    private volatile boolean isOver;

    private HeapExhaustion() {
        AtomicInteger number = new AtomicInteger();
        pool = Pool.<Object>builder(() -> number.incrementAndGet())
                .maxSize(OBJECTS)
                .onDestroy(object -> {})
                .leaks(Leaks.off()) // what is lost must be found without
                .holdWarning(Duration.ofMillis(80)) // so a sweep each 10 ms
                .build();
    }

    public static void main(String[] args) throws Exception {
        java.util.logging.Logger.getLogger("dev.rockpool").setLevel(java.util.logging.Level.OFF);
        HeapExhaustion test = new HeapExhaustion();
        try {
            test.run(Long.parseLong(args[0]));
        } catch (Throwable failure) {
            failure.printStackTrace(System.out);
            Runtime.getRuntime().halt(1);
        }
    }

    private void run(long seed) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            Thread thread = new Thread(() -> work(random), "worker-" + i);
            thread.start();
            threads.add(thread);
        }
        Soon.until("the classes of the JDK to be there", () -> calls.get() > CALLS_BEFORE);
        System.out.println(pool.stats() + " " + pool.control().explain()); // these, too
        for (int round = 0; round < ROUNDS; round++) {
            fill();
        }
        isOver = true;
        threads.forEach(Soon::ended);
        System.out.println(shortages + " calls that met the end of memory");
        StackDescent.audit(pool, pool.stats().lastReset());
        if (shortages.get() == 0) {
            throw new AssertionError("the heap was never full");
        }
    }

    /** A chain of small blocks until there is no more, and a while longer. */
    @SuppressWarnings("EmptyCatch")
    private void fill() {
        Object[] chain = null;
        int full = 0;
        while (full < 5) {
            try {
                Object[] next = new Object[full == 0 ? BLOCK : 1];
                next[0] = chain;
                chain = next;
            } catch (OutOfMemoryError end) {
                full++;
            }
        }
    }

    private void work(Random random) {
        while (!isOver) {
            Lease<Object> lease = null;
            CompletableFuture<Lease<Object>> future = null;
            calls.incrementAndGet();
            try {
                int what = random.nextInt(6);
                if (what < 2) {
                    lease = pool.acquire(Duration.ofMillis(50));
                } else if (what == 2) {
                    lease = pool.tryAcquire();
                } else if (what == 3) {
                    future = pool.acquireAsync(Duration.ofMillis(50));
                } else {
                    pool.use(Duration.ofMillis(50), object -> object);
                }
            } catch (OutOfMemoryError end) {
                shortages.incrementAndGet();
            } catch (Exception timeout) {
                // as it may be
            }
            if (future != null) {
                lease = leaseOf(future);
            }
            if (lease != null) {
                end(lease, random.nextInt(10) == 0);
            }
        }
    }

    private Lease<Object> leaseOf(CompletableFuture<Lease<Object>> future) {
        boolean hadMemory = false;
        while (true) {
            try {
                return future.get(10, TimeUnit.SECONDS);
            } catch (OutOfMemoryError end) {
                shortages.incrementAndGet();
            } catch (java.util.concurrent.TimeoutException hangs) {
                if (hadMemory) {
                    throw new AssertionError("a future that does not end: " + future + " " + pool.stats(), hangs);
                }
                hadMemory = isOver; // from now on
            } catch (Exception failed) {
                return null;
            }
        }
    }

    private void end(Lease<Object> lease, boolean isBroken) {
        try {
            if (isBroken) {
                lease.invalidate();
            } else {
                lease.close();
            }
        } catch (OutOfMemoryError end) {
            shortages.incrementAndGet();
        }
    }
}
