package dev.rockpool.stress;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.FaultInjector;
import dev.rockpool.testkit.FaultInjector.Pooled;
import dev.rockpool.testkit.FaultInjector.Site;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool of which upkeep is to do something, and those who use it. Confined to the test's thread but where it says so. */
@SuppressWarnings("FutureReturnValueIgnored") // calls are made for what they do to the pool
final class UpkeepScene {

    final Pool<Pooled> pool;
    final Script lifecycle;
    private final FaultInjector faults;
    private final List<Lease<Pooled>> leases = new ArrayList<>();
    private final Gate held = new Gate();
    private int ticks;

    UpkeepScene(Pool<Pooled> pool, Script lifecycle, FaultInjector faults) {
        this.pool = pool;
        this.lifecycle = lifecycle;
        this.faults = faults;
    }

    /** The injector's lifecycle, with troubles of its own that are no faults: those make upkeep do something. By any thread. */
    static final class Script implements Lifecycle<Pooled> {
        private final Lifecycle<Pooled> steps;
        private final Gate gate = new Gate();
        final AtomicInteger healthy = new AtomicInteger(); // checks that said so
        final AtomicInteger valid = new AtomicInteger();
        volatile boolean isDown;
        volatile boolean isIll;
        volatile boolean hangs;

        Script(Lifecycle<Pooled> steps) {
            this.steps = steps;
        }

        /** All is well. */
        void heal() {
            isDown = false;
            isIll = false;
            hangs = false;
            gate.open();
        }

        @Override
        public Pooled create() throws Exception {
            Pooled made = steps.create();
            if (isDown) {
                throw new IllegalStateException("down");
            }
            return made;
        }

        @Override
        public void reset(Pooled object) throws Exception {
            if (hangs) {
                gate.pass();
            }
            steps.reset(object);
        }

        @Override
        public boolean validate(Pooled object) throws Exception {
            boolean isValid = steps.validate(object);
            valid.addAndGet(isValid ? 1 : 0);
            return isValid;
        }

        @Override
        public boolean isHealthy(Pooled object) throws Exception {
            boolean isHealthy = steps.isHealthy(object) && !isIll;
            healthy.addAndGet(isHealthy ? 1 : 0);
            return isHealthy;
        }

        @Override
        public void destroy(Pooled object) throws Exception {
            steps.destroy(object);
        }
    }

    PoolStats stats() {
        return pool.stats();
    }

    long destroyed(DestroyCause cause) {
        return pool.stats().destroyed(cause);
    }

    /** Leases so many idle objects. */
    void leaseIdle(int count) {
        for (int i = 0; i < count; i++) {
            leases.add(Objects.requireNonNull(pool.tryAcquire(), "something is idle"));
        }
    }

    void closeLeases() {
        leases.forEach(Lease::close);
        leases.clear();
    }

    /** All that holds an object lets it go. */
    void letGo() {
        held.open();
        closeLeases();
    }

    /** A lease that nobody has. */
    void lose() {
        if (pool.tryAcquire() == null) {
            throw new AssertionError("something is idle");
        }
    }

    /** A thread acquires, and holds what it got until it is let go. */
    void hold() {
        CompletableFuture<Boolean> hasIt = new CompletableFuture<>();
        Threads.PLATFORM.act(() -> {
            try (Lease<Pooled> lease = pool.acquire()) {
                hasIt.complete(lease.get().destroys() == 0);
                held.pass();
            }
            return true;
        });
        Waits.result(hasIt);
    }

    /** Creation fails twice. */
    void failToCreate() {
        int all = pool.config().maxSize();
        for (int i = 0; i < 2; i++) {
            Waits.failure(pool.control().warmUp(all));
        }
    }

    /**
     * Futures that get nothing; what hears of that may go wrong. Again and again, as the manual ticker may overtake the thread that
     * tells them, and what is told late is told otherwise.
     */
    void waitInVain() {
        if (++ticks % 5 == 1) {
            pool.acquireAsync(Duration.ofSeconds(2)).whenComplete((lease, failure) -> {
                if (lease != null) {
                    lease.close(); // as others have been let go
                }
                faults.strike(Site.CALLBACK);
            });
        }
    }

    /** Somebody uses the pool each fifth time, so that objects are idle for a while. */
    void useOnceInAWhile() {
        if (++ticks % 5 == 0) {
            pool.acquireAsync(Duration.ofSeconds(3)).thenAccept(Lease::close);
        }
    }
}
