package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.Soon;
import dev.rockpool.config.Leaks;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Goes down a small stack to its end, and on the way back makes a call in each of the last frames: so the call meets the
 * end of the stack at each of its own frames in turn. Then looks whether the pool is as good as new. Also a program, for
 * a virtual machine that only interprets.
 */
final class StackDescent {

    static final int OBJECTS = 200;
    private static final int FRAMES = 200; // from the end, in which the call is made
    private static final long STACK = 256 * 1024;

    /** A call on a pool, with one of the leases that were taken before; whatever it returns is kept in {@code kept}. */
    interface Step {
        void make(StackDescent descent) throws Exception;
    }

    /** A state of a pool, and a call. */
    record Case(String name, UnaryOperator<PoolBuilder<Object>> settings, int leased, boolean isSuspended, Step step) {}

    final Pool<Object> pool;
    final List<Lease<Object>> taken = new ArrayList<>();
    private final Case what;
    private final ConcurrentLinkedQueue<String> unlike = new ConcurrentLinkedQueue<>();
    private final Object[] kept = new Object[FRAMES + 1];
    private final Instant built;
    private int left; // frames; by the descending thread
    int ended;

    private StackDescent(Case what) {
        this.what = what;
        AtomicInteger number = new AtomicInteger();
        this.pool = what.settings
                .apply(Pool.<Object>builder(() -> "object " + number.incrementAndGet())
                        .maxSize(OBJECTS)
                        .leaks(Leaks.off()) // what is lost must be found without
                        .holdWarning(Duration.ofMillis(80))) // so a sweep each 10 ms
                .build();
        this.built = pool.stats().lastReset();
    }

    /** Runs a case; throws if the pool is not as before. */
    static void run(Case what) throws Exception {
        Logger log = Logger.getLogger("dev.rockpool"); // has much to say about objects that are held for long
        Level before = log.getLevel();
        log.setLevel(Level.OFF);
        try {
            new StackDescent(what).run();
        } catch (Exception | Error failure) {
            throw new AssertionError(what.name, failure);
        } finally {
            log.setLevel(before);
        }
    }

    private void run() throws Exception {
        for (int i = 0; i < OBJECTS; i++) {
            taken.add(pool.acquire(Duration.ofSeconds(30)));
        }
        while (taken.size() > what.leased) {
            taken.remove(taken.size() - 1).close();
        }
        if (what.isSuspended) {
            pool.control().suspend();
        }
        Thread descending = new Thread(null, this::descend, "descending", STACK);
        descending.start();
        Soon.ended(descending);
        if (!unlike.isEmpty()) {
            throw new AssertionError(String.join("; ", unlike));
        }
        cleanUp();
        audit(pool, built);
    }

    private void descend() {
        left = FRAMES;
        try {
            goDown(1, 2, 3, 4, 5, 6);
        } catch (StackOverflowError end) {
            left = 0;
        }
    }

    /** The numbers make the frame larger: 30 kB for the last frames, twice what a probe asks for. */
    @SuppressWarnings("InfiniteRecursion") // until the stack is full
    private void goDown(long a, long b, long c, long d, long e, long f) {
        try {
            goDown(b, c, d, e, f, a + 1);
        } catch (StackOverflowError end) {
            // this was the last frame
        }
        if (left > 0 && a + b + c + d + e + f > 0) {
            left--;
            try {
                what.step.make(this);
            } catch (StackOverflowError end) {
                // as it must be
            } catch (Throwable other) {
                note(other);
            }
        }
    }

    /** Fails at the end of the stack, too; then it says nothing. */
    private void note(Throwable other) {
        try {
            boolean isExpected = other instanceof PoolTimeoutException
                    || other instanceof LinkageError
                    || other instanceof VirtualMachineError; // what the JDK makes of the end of the stack
            if (!isExpected) {
                unlike.add(other.toString());
            }
        } catch (StackOverflowError end) {
            // nothing
        }
    }

    void keep(Object result) {
        kept[left] = result;
    }

    private void cleanUp() throws Exception {
        for (Object each : kept) {
            if (each instanceof CompletableFuture<?> future && !future.cancel(false)) {
                Object granted = future.handle((result, failure) -> result).get(30, TimeUnit.SECONDS);
                if (granted instanceof Lease<?> lease) {
                    lease.close();
                }
            } else if (each instanceof Lease<?> lease) {
                lease.close();
            }
        }
        taken.forEach(Lease::close);
        pool.control().resume();
    }

    /** The pool serves with all its objects, and ends in good order; and so does another one. */
    static void audit(Pool<Object> pool, Instant built) throws Exception {
        Soon.until("all leases to end: " + pool.stats(), () -> isQuiet(pool));
        try (Pool<String> other = Pool.builder(() -> "other").build()) {
            other.use(object -> object);
        }
        List<Lease<Object>> all = new ArrayList<>();
        while (all.size() < pool.config().maxSize()) {
            all.add(pool.acquire(Duration.ofSeconds(30)));
        }
        all.forEach(Lease::close);
        PoolHealth health = pool.health();
        if (health.state() != PoolHealth.State.UP) {
            throw new AssertionError("health " + health);
        }
        ShutdownReport report = pool.control().shutdown(Duration.ofSeconds(30)).get(40, TimeUnit.SECONDS);
        PoolStats stats = pool.stats();
        boolean isBalanced = stats.created() == stats.destroyed() + stats.detached()
                || stats.lastReset().isAfter(built);
        if (!report.isClean() || !isBalanced) {
            throw new AssertionError(report + ", " + stats);
        }
    }

    private static boolean isQuiet(Pool<Object> pool) {
        PoolStats stats = pool.stats();
        if (stats.leased() > 0 && pool.config().leaks().enabled()) {
            System.gc(); // finds what is lost
        }
        return stats.leased() == 0 && stats.waiting() == 0 && stats.creating() == 0 && stats.size() == stats.idle();
    }

    /** The cases whose names match the argument. */
    public static void main(String[] args) throws Exception {
        for (Case what : StackDescentCases.all()) {
            if (what.name.matches(args[0])) {
                run(what);
                System.out.println(what.name);
            }
        }
    }
}
