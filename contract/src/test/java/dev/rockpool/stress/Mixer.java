package dev.rockpool.stress;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolControl;
import dev.rockpool.PoolException;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Eight threads that do everything at once to one pool, until there have been so many leases. */
final class Mixer {

    private static final int THREADS = 8;
    private static final int MOST_PENDING = 32;

    private final Pool<Stressed> pool;
    private final Queue<String> violations;
    private final long seed;
    private final long leases;
    private final int size;
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong detached = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReferenceArray<Thread> workers = new AtomicReferenceArray<>(THREADS);
    private final Queue<Lease<Stressed>> stale = new ConcurrentLinkedQueue<>(); // to be closed once more
    private final AtomicInteger staleCount = new AtomicInteger();

    Mixer(Pool<Stressed> pool, Queue<String> violations, long seed, long leases) {
        this.pool = pool;
        this.violations = violations;
        this.seed = seed;
        this.leases = leases;
        this.size = pool.config().maxSize();
    }

    long detached() {
        return detached.get();
    }

    void run(Threads threads) {
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            workers.set(i, threads.start("mixer-" + i, () -> {
                try {
                    work(new SplittableRandom(seed + number));
                } catch (Throwable failure) {
                    violations.add("a worker failed: " + failure);
                } finally {
                    done.countDown();
                }
            }));
        }
        Watchdog.await(done, () -> pool.stats().toString());
        pool.control().resume();
        pool.control().resize(size);
        Waits.until("all futures to complete", () -> pending.get() == 0);
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.stream().limit(20).toList().toString());
        }
    }

    private void work(SplittableRandom random) {
        while (ended.get() < leases) {
            Thread.interrupted();
            int what = random.nextInt(1_000);
            if (what < 500) {
                wait(random);
            } else if (what < 700) {
                attempt(random);
            } else if (what < 980) {
                future(random);
            } else if (what < 990) {
                Thread other = workers.get(random.nextInt(THREADS));
                if (other != null) {
                    other.interrupt();
                }
            } else if (random.nextInt(4) == 0) {
                operate(random);
            }
            Lease<Stressed> old = stale.poll();
            if (old != null) {
                staleCount.decrementAndGet();
                old.close();
                old.invalidate();
            }
        }
    }

    private void wait(SplittableRandom random) {
        try {
            Lease<Stressed> lease =
                    random.nextInt(3) == 0 ? pool.acquire(Duration.ofNanos(random.nextInt(200_000))) : pool.acquire();
            use(lease, random);
        } catch (InterruptedException | PoolException expected) {
            // the next one will work
        }
    }

    private void attempt(SplittableRandom random) {
        Lease<Stressed> lease = pool.tryAcquire();
        if (lease != null) {
            use(lease, random);
        }
    }

    private void future(SplittableRandom random) {
        if (pending.incrementAndGet() > MOST_PENDING) {
            pending.decrementAndGet();
            return;
        }
        SplittableRandom another = random.split();
        CompletableFuture<Lease<Stressed>> future = random.nextBoolean()
                ? pool.acquireAsync()
                : pool.acquireAsync(Duration.ofNanos(random.nextInt(400_000)));
        var unused = future.whenComplete((lease, failure) -> {
            try {
                if (lease != null) {
                    use(lease, another);
                } else if (!(failure instanceof PoolException) && !(failure instanceof CancellationException)) {
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

    @SuppressWarnings("ThreadPriorityCheck") // a yield while holding shakes the order of things; nothing relies on it
    private void use(Lease<Stressed> lease, SplittableRandom random) {
        Stressed object = lease.get();
        object.take(violations);
        if (random.nextInt(20) == 0) {
            Thread.yield();
        }
        boolean twice = random.nextInt(50) == 0 && staleCount.get() < 16;
        int how = random.nextInt(200);
        object.leave(violations);
        if (how == 0) {
            object.detached.incrementAndGet();
            if (lease.detach() != object) {
                violations.add("detach gave another object");
            }
            detached.incrementAndGet();
        } else {
            if (twice) { // somebody else may close it before or after this thread
                staleCount.incrementAndGet();
                stale.add(lease);
            }
            if (how < 4) {
                lease.invalidate();
            } else {
                lease.close();
            }
        }
        if (random.nextInt(50) == 0) {
            lease.close();
        }
        ended.incrementAndGet();
    }

    private void operate(SplittableRandom random) {
        PoolControl control = pool.control();
        switch (random.nextInt(7)) {
            case 0 -> control.clear();
            case 1 -> {
                control.suspend();
                if (pool.stats().released() > pool.stats().acquired()) {
                    violations.add("released > acquired");
                }
                control.resume();
            }
            case 2 -> sizing(() -> control.resize(1 + random.nextInt(size + 2)));
            case 3 -> sizing(() -> control.minIdle(random.nextInt(3)));
            case 4 -> pool.health();
            case 5 -> {
                CompletableFuture<Integer> warm = control.warmUp(random.nextInt(size + 2));
                if (random.nextBoolean()) {
                    warm.cancel(false);
                }
            }
            default -> pool.stats();
        }
    }

    private static void sizing(Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException contradiction) {
            // minIdle would exceed the bound as it is now
        }
    }
}
