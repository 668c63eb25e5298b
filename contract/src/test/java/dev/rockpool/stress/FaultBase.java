package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.contract.Pairs;
import dev.rockpool.contract.Variant;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.testkit.FaultInjector;
import dev.rockpool.testkit.FaultInjector.Pooled;
import dev.rockpool.testkit.FaultInjector.Site;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The hands of a test that injects faults: calls that must end, a bystander, and what must hold when the faults are over. */
abstract class FaultBase {

    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final AtomicInteger POOLS = new AtomicInteger();

    /** Something that must end, and what it is. */
    record Pending(String what, CompletableFuture<?> end) {}

    final ManualTicker ticker = new ManualTicker();
    final FaultInjector faults = new FaultInjector();
    final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "callbacks");
        thread.setDaemon(true);
        return thread;
    });
    final List<Pending> calls = new CopyOnWriteArrayList<>(); // may last as long as the fault, if it is theirs
    final List<Pending> asking = new ArrayList<>(); // those of them that ask for futures
    final List<Pending> claims = new CopyOnWriteArrayList<>(); // end by their deadlines
    private AutoCloseable log = () -> {};
    volatile boolean listenerFails; // where there is to be something to log

    @BeforeEach
    void quietLog() {
        log = faults.handleLog("dev.rockpool");
    }

    @AfterEach
    void tidyUp() throws Exception {
        faults.disarm();
        executor.shutdown();
        log.close();
    }

    /** Those of this run: every pair of values, or what was asked for. */
    static <C> List<C> chosen(List<C> all, Function<C, List<?>> values) {
        String wanted = System.getProperty("rockpool.faults");
        if (wanted != null) {
            return all.stream()
                    .filter(each -> each.toString().startsWith(wanted))
                    .toList();
        }
        return Variant.areAllChosen() ? all : Pairs.covering(all, values);
    }

    static boolean areOver(List<Pending> pending) {
        return pending.stream().allMatch(each -> each.end.isDone());
    }

    /** Waits; a failure says who has not come to an end. */
    static void await(String what, List<Pending> pending, BooleanSupplier condition) {
        try {
            Waits.until(what, condition);
        } catch (ConditionTimeoutException late) {
            List<String> left = pending.stream()
                    .filter(each -> !each.end.isDone())
                    .map(Pending::what)
                    .toList();
            throw new AssertionError("waited in vain for " + what + "; not over: " + left + threads(), late);
        }
    }

    /** Waits; a failure says what the pool is at. */
    static void await(String what, Pool<?> pool, BooleanSupplier condition) {
        try {
            Waits.until(what, condition);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(
                    "waited in vain for " + what + "; " + pool.control().explain() + "; " + pool.stats() + threads(),
                    late);
        }
    }

    private static String threads() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (Stream.of(stack).anyMatch(frame -> frame.getClassName().startsWith("dev.rockpool"))) {
                text.append('\n').append(thread.getName());
                Stream.of(stack)
                        .limit(25)
                        .forEach(frame -> text.append("\n    ").append(frame));
            }
        });
        return text.toString();
    }

    /** A listener of which the failures are logged. */
    PoolListener failing() {
        return (PoolListener) Proxy.newProxyInstance(
                FaultBase.class.getClassLoader(), new Class<?>[] {PoolListener.class}, (proxy, method, arguments) -> {
                    if (listenerFails) {
                        throw new IllegalStateException("so that there is something to log");
                    }
                    return null;
                });
    }

    Pending act(String what, Action task) {
        Threads.Actor<Boolean> actor = Threads.PLATFORM.act(() -> {
            task.run();
            return true;
        });
        Pending call = new Pending(what, actor.outcome());
        calls.add(call);
        return call;
    }

    interface Action {
        void run() throws Exception;
    }

    /** Nothing happens any more but what is asked for. */
    static void stopAgeing(Pool<Pooled> pool) {
        PoolConfig calm = Pool.<Pooled>builder(() -> {
                    throw new IllegalStateException("nobody opens this one");
                })
                .configure(pool.config())
                .maxLifetime(Duration.ZERO)
                .maxIdleTime(Duration.ZERO)
                .healthCheckInterval(Duration.ZERO)
                .reclaimAfter(Duration.ZERO)
                .config();
        assertThat(pool.control().apply(calm).isComplete()).isTrue();
    }

    void servesAgain(Pool<Pooled> pool) {
        stopAgeing(pool);
        List<Lease<Pooled>> both = new CopyOnWriteArrayList<>();
        List<CompletableFuture<?>> tries = new ArrayList<>();
        await("the pool to serve again", pool, () -> {
            ticker.advance(SECOND);
            if (tries.stream().allMatch(CompletableFuture::isDone) && both.size() < 2) {
                tries.add(pool.acquireAsync(MINUTE).handle((lease, failure) -> lease != null && both.add(lease)));
            }
            return both.size() == 2;
        });
        both.forEach(lease -> assertThat(lease.get().destroys()).isZero());
        both.forEach(Lease::close);
        await("what was cut short to be made good by a sweep", pool, () -> {
            ticker.advance(SECOND);
            return pool.stats().size() == pool.stats().idle();
        });
        PoolAudit.check(pool);
    }

    void endsInOrder(Pool<?> pool) {
        CompletableFuture<?> closed = pool.control().shutdown(MINUTE);
        await("the shutdown to end", pool, () -> {
            ticker.advance(SECOND);
            return closed.isDone();
        });
        PoolAudit.checkClosed(pool);
    }

    /** Another pool, of which the only object is out. */
    final class Bystander {
        private final Pool<Object> pool = Pool.builder(Object::new)
                .name("bystander-" + POOLS.incrementAndGet())
                .ticker(ticker)
                .maxSize(1)
                .build();
        private final Lease<Object> taken = Waits.result(pool.acquireAsync());

        /** Both kinds of acquires end when their time is up. */
        void keepsItsDeadlines() {
            CompletableFuture<Lease<Object>> future = pool.acquireAsync(SECOND);
            Threads.Actor<?> thread = Threads.PLATFORM.act(() -> pool.acquire(SECOND));
            ticker.awaitParked(thread.thread());
            ticker.advance(SECOND);
            assertThat(thread.failure()).isInstanceOf(PoolTimeoutException.class);
            assertThat(Waits.failure(future)).isInstanceOf(PoolTimeoutException.class);
        }

        void end() {
            taken.close();
            endsInOrder(pool);
        }
    }

    /**
     * An object's own methods are never called (see {@link FaultInjectionTest}), and neither are those of a thread
     * where its id can be had without asking it.
     */
    static boolean isCalled(Site site) {
        return site != Site.OBJECT && (site != Site.THREAD || Runtime.version().feature() < 19);
    }
}
