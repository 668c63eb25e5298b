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
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lets a call on a pool meet the end of the stack, at each of its frames in turn ({@link Descent}); then looks whether the
 * pool is as good as new. Also a program, for a virtual machine that only interprets.
 */
final class StackDescent {

    static final int OBJECTS = 200;

    /** A call on a pool, with one of the leases that were taken before; whatever it returns is kept in {@code kept}. */
    interface Step {
        void make(StackDescent descent) throws Exception;
    }

    /** A state of a pool, and a call. */
    record Case(String name, UnaryOperator<PoolBuilder<Object>> settings, int leased, boolean isSuspended, Step step) {}

    final Pool<Object> pool;
    final List<Lease<Object>> taken = new ArrayList<>();
    private final Case what;
    private final Queue<String> unlike = new ConcurrentLinkedQueue<>();
    private final Descent descent;
    private final Object[] kept = new Object[Descent.FRAMES + 1];
    private final Instant built;
    int ended;

    private StackDescent(Case what) {
        this.what = what;
        this.descent = new Descent(() -> what.step.make(this), other -> noteUnlessExpected(other, unlike));
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
            throw new AssertionError(what.name + ": " + failure, failure);
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
        descent.run();
        if (!unlike.isEmpty()) {
            throw new AssertionError(String.join("; ", unlike));
        }
        cleanUp();
        audit(pool, built);
    }

    /** Notes what the end of the stack does not explain. */
    static void noteUnlessExpected(Throwable other, Queue<String> unlike) {
        boolean isExpected = other instanceof PoolTimeoutException
                || other instanceof LinkageError
                || other instanceof VirtualMachineError; // what the JDK makes of the end of the stack
        if (!isExpected) {
            unlike.add(other.toString());
        }
    }

    void keep(Object result) {
        kept[descent.left()] = result;
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
        audit(pool, built, Duration.ofSeconds(30));
    }

    /** The same with another patience, for a ticker with another time. */
    static void audit(Pool<Object> pool, Instant built, Duration patience) throws Exception {
        Soon.until("all leases to end: " + pool.stats(), () -> isQuiet(pool));
        try (Pool<String> other = Pool.builder(() -> "other").build()) {
            other.use(object -> object);
        }
        List<Lease<Object>> all = new ArrayList<>();
        while (all.size() < pool.config().maxSize()) {
            all.add(pool.acquire(patience));
        }
        all.forEach(Lease::close);
        Soon.until("the pool to be up, after an attempt that there was nothing for", () -> isUp(pool));
        ShutdownReport report = pool.control().shutdown(patience).get(40, TimeUnit.SECONDS);
        PoolStats stats = pool.stats();
        boolean isBalanced = stats.created() == stats.destroyed() + stats.detached()
                || stats.lastReset().isAfter(built);
        if (!report.isClean() || !isBalanced) {
            throw new AssertionError(report + ", " + stats);
        }
    }

    private static boolean isUp(Pool<Object> pool) {
        return pool.health().state() == PoolHealth.State.UP;
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
