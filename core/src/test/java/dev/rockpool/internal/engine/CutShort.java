package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolException;
import dev.rockpool.Soon;
import dev.rockpool.Ticker;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.WhenExhausted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Calls on a pool with nothing idle and two that wait, in whose sections the n-th allocation fails; then looks whether the pool is as
 * good as new. Run by {@link CutShortTest}, in the class loader of {@link Allocations}.
 */
final class CutShort {

    private static final int OBJECTS = 3;
    private static final Duration LONG = Duration.ofMinutes(10);

    private interface Call {
        void on(Pool<Object> pool, List<Lease<Object>> leases) throws Exception;
    }

    private static final Map<String, Call> CALLS = calls();
    private static final Map<String, UnaryOperator<PoolBuilder<Object>>> SETTINGS = settings();

    private CutShort() {}

    static Set<String> callNames() {
        return CALLS.keySet();
    }

    static Set<String> settingNames() {
        return SETTINGS.keySet();
    }

    private static Map<String, Call> calls() {
        Map<String, Call> calls = new TreeMap<>(Map.of(
                "clearIdle", (pool, leases) -> pool.control().clearIdle(),
                "invalidateIdle", (pool, leases) -> pool.invalidateIdle(object -> true),
                "minIdle", (pool, leases) -> pool.control().minIdle(OBJECTS - 1),
                "apply", (pool, leases) -> pool.control().apply(smaller(pool.config())),
                "suspend, resume", CutShort::suspendAndResume,
                "lose", (pool, leases) -> lose(pool.acquireAsync(Duration.ZERO)),
                "time out", (pool, leases) -> pool.acquire(Duration.ofNanos(1)).close(),
                "renew", (pool, leases) -> pool.control().renew(),
                "explain", (pool, leases) -> pool.control().explain(),
                "health", (pool, leases) -> pool.health()));
        calls.putAll(Map.of(
                "acquire", (pool, leases) -> pool.acquire(Duration.ZERO).close(),
                "tryAcquire", (pool, leases) -> close(pool.tryAcquire()),
                "close", (pool, leases) -> leases.remove(0).close(),
                "invalidate", (pool, leases) -> leases.remove(0).invalidate(),
                "detach", (pool, leases) -> leases.remove(0).detach(),
                "clear", (pool, leases) -> pool.control().clear(),
                "suspend", (pool, leases) -> pool.control().suspend(),
                "resize", (pool, leases) -> pool.control().resize(OBJECTS - 1),
                "warmUp",
                        (pool, leases) ->
                                assertThat(pool.control().warmUp(OBJECTS)).isNotNull()));
        return calls;
    }

    private static Map<String, UnaryOperator<PoolBuilder<Object>>> settings() {
        return new TreeMap<>(Map.of(
                "plain", builder -> builder,
                "strict", builder -> builder.fairness(Fairness.STRICT),
                "caller", builder -> builder.creation(Creation.CALLER),
                "validated", builder -> builder.validateWith(object -> true).validateOnAcquire(true),
                "activated", builder -> builder.onAcquire(object -> {}),
                "destroyed", builder -> builder.onDestroy(object -> {}),
                "trimmed", builder -> builder.maxIdle(OBJECTS - 1),
                "overflow", builder -> builder.whenExhausted(WhenExhausted.OVERFLOW),
                "per thread", builder -> builder.order(Order.PER_THREAD)));
    }

    private static PoolConfig smaller(PoolConfig config) {
        int least = Math.max(OBJECTS - 1, config.minIdle());
        return config.withSizing(new Sizing(least, config.minIdle(), least));
    }

    private static void lose(CompletableFuture<Lease<Object>> future) {
        if (!future.cancel(false)) {
            close(future.handle((lease, failure) -> lease).join());
        }
    }

    private static void close(@Nullable Lease<Object> lease) {
        if (lease != null) {
            lease.close();
        }
    }

    private static void suspendAndResume(Pool<Object> pool, List<Lease<Object>> leases) {
        pool.control().suspend();
        pool.control().resume();
    }

    /**
     * Runs one; says where an allocation has failed, or null if there were not so many.
     *
     * @param isInSections see {@link Allocations#failAt}
     */
    static @Nullable String run(String call, String setting, boolean isInSections, int failing) throws Exception {
        AtomicInteger number = new AtomicInteger();
        PoolBuilder<Object> builder = Pool.<Object>builder(() -> "object " + number.incrementAndGet())
                .maxSize(OBJECTS)
                .leaks(Leaks.off())
                .ticker(FAST)
                .closeTimeout(LONG)
                .holdWarning(Duration.ofMillis(80)); // so a sweep each 10 ms
        Pool<Object> pool =
                Objects.requireNonNull(SETTINGS.get(setting)).apply(builder).build();
        Instant built = pool.stats().lastReset();
        Core<Object> core = ((PoolEngine<Object>) pool).core;
        core.monitor.walk().part = 1; // so that a change is made in several sections
        List<Lease<Object>> leases = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            leases.add(pool.acquire(LONG));
        }
        CompletableFuture<Lease<Object>> future = pool.acquireAsync(LONG);
        FutureTask<Lease<Object>> thread = new FutureTask<>(() -> pool.acquire(LONG));
        new Thread(thread, "waiting").start();
        boolean areServed = pool.config().whenExhausted() == WhenExhausted.OVERFLOW;
        Soon.until(
                "both to wait",
                () -> areServed
                        ? thread.isDone() && future.isDone()
                        : pool.stats().waiting() == 2);
        Lease<Object> last = leases.remove(0);

        Allocations.failAt(failing, core.lock, isInSections);
        Call asked = Objects.requireNonNull(CALLS.get(call));
        for (Call each : List.<Call>of(asked, (p, l) -> last.close(), asked)) {
            try {
                each.on(pool, leases);
            } catch (OutOfMemoryError | PoolException cutShort) {
                // as it must be
            }
        }
        String failed = Allocations.end();
        try {
            pool.control().resume();
            pool.control().minIdle(0);
            pool.control().resize(OBJECTS);
            leases.forEach(Lease::close);
            end(future);
            end(thread);
            StackDescent.audit(pool, built, LONG);
        } catch (Exception | Error notAsNew) {
            throw new AssertionError("the " + failing + "th fails, at " + failed, notAsNew);
        }
        return failed;
    }

    /** Who waited has got an object, or no memory. */
    private static void end(Future<Lease<Object>> waiting) throws Exception {
        try {
            waiting.get(30, TimeUnit.SECONDS).close();
        } catch (ExecutionException failure) {
            assertThat(failure).hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    /** Ten times as fast as the system's, for less waiting. */
    private static final Ticker FAST = new Ticker() {
        private static final int TIMES = 10;

        @Override
        public long nanoTime() {
            return TIMES * System.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return Instant.now();
        }

        @Override
        public void parkUntil(Object blocker, long deadlineNanos) {
            LockSupport.parkNanos(blocker, Math.max(1, (deadlineNanos - nanoTime()) / TIMES));
        }
    };
}
