package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Leaks;
import dev.rockpool.contract.LogLines;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Threads.Actor;
import dev.rockpool.testkit.Waits;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Leaks: found by GC without any cost per acquire; the capacity comes back, the object is destroyed (or reused when so
 * configured), counted, logged with the name of the pool", and no lease that somebody has is ever taken for lost.
 * Class of fault: leak-detector false kill.
 */
class LeakTest {

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(10);

    private final ManualTicker ticker = new ManualTicker();
    private final ScriptedLifecycle lifecycle = new ScriptedLifecycle();

    private PoolBuilder<Item> builder() {
        return Pool.builder(lifecycle).maxSize(1).acquireTimeout(LONG).ticker(ticker);
    }

    private static Leaks setting(String name) {
        return switch (name) {
            case "prompt" -> Leaks.on().prompt();
            case "reuse" -> Leaks.on().reuse();
            case "prompt-reuse" -> Leaks.on().prompt().reuse();
            case "off" -> Leaks.off();
            default -> Leaks.on();
        };
    }

    /** Acquires, and lets the lease go; in a frame of its own, so that nothing of it stays on the stack. */
    private static WeakReference<Object> lose(Pool<Item> pool, boolean async) throws Exception {
        Lease<Item> lease = async ? pool.acquireAsync().get() : pool.acquire();
        return new WeakReference<>(lease);
    }

    private static void collect(WeakReference<?> lost) {
        Waits.until("the collector", () -> {
            System.gc();
            return lost.get() == null;
        });
    }

    /** Sweeps, in the ticker's time, until the pool has counted the leak. */
    private void sweepUntilLeaks(Pool<Item> pool, long leaks) {
        Waits.until("the leak to be found", () -> {
            System.gc();
            ticker.advance(SWEEP);
            return pool.stats().leaks() == leaks;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "on, false",
        "on, true",
        "prompt, false",
        "prompt, true",
        "reuse, false",
        "reuse, true",
        "prompt-reuse, true"
    })
    void lostLeaseIsFoundAndItsCapacityComesBack(String setting, boolean async) throws Exception {
        boolean reuses = setting.contains("reuse");
        Pool<Item> pool = builder().leaks(setting(setting)).build();
        for (int i = 1; i <= 3; i++) {
            collect(lose(pool, async));
            Actor<Lease<Item>> waiter = Threads.PLATFORM.act(pool::acquire);
            sweepUntilLeaks(pool, i);
            waiter.result().close();
        }
        assertThat(pool.stats().destroyed(DestroyCause.LEAKED)).isEqualTo(reuses ? 0 : 3);
        assertThat(lifecycle.items()).hasSize(reuses ? 1 : 4);
        end(pool);
    }

    /** "The leak watch must go on as long as abandoned leases are out", also of a pool that nobody has any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leaseThatIsLostAfterTheShutdownIsDestroyed(boolean reuses) throws Exception {
        collect(abandon(builder().leaks(setting(reuses ? "reuse" : "on")).build()));
        Waits.until("the object to be destroyed", () -> {
            System.gc();
            ticker.advance(SWEEP);
            return lifecycle.destroyed().size() == 1;
        });
        Waits.until("upkeep to end", () -> {
            ticker.advance(SWEEP);
            return ticker.parkedThreads().isEmpty();
        });
    }

    private static WeakReference<Object> abandon(Pool<Item> pool) throws Exception {
        Lease<Item> lease = pool.acquire();
        assertThat(Waits.result(pool.control().shutdown(Duration.ZERO)).abandonedLeases())
                .isEqualTo(1);
        assertThat(lease.get().isDestroyed()).isFalse();
        return new WeakReference<>(lease);
    }

    @Test
    void leaksThatAreOffAreNotFoundAndHoldTheirCapacity() throws Exception {
        Pool<Item> pool = builder().leaks(Leaks.off()).build();
        collect(lose(pool, false));
        for (int i = 0; i < 5; i++) {
            System.gc();
            ticker.advance(SWEEP);
        }
        assertThat(pool.tryAcquire()).isNull();
        assertThat(pool.stats().leased()).isEqualTo(1);
        assertThat(pool.stats().leaks()).isZero();
        Waits.result(pool.control().shutdown(Duration.ZERO));
    }

    @Test
    void logNamesThePoolOfALeak() throws Exception {
        try (LogLines log = new LogLines()) {
            Pool<Item> pool = builder().name("leaky orders").build();
            collect(lose(pool, false));
            sweepUntilLeaks(pool, 1);
            Waits.until("the log", () -> !log.with("\"leaky orders\"", "lost").isEmpty());
            end(pool);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "prompt", "reuse"})
    void leaseOfAnObjectThatWasIdleForLongIsNotTakenForLost(String setting) throws Exception {
        Pool<Item> pool = builder().leaks(setting(setting)).build();
        pool.acquire().close();
        ticker.advance(LONG);
        System.gc();
        try (Lease<Item> lease = pool.acquire()) {
            sweepALot();
            lease.get().use();
        }
        assertThat(pool.stats().leaks()).isZero();
        end(pool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "prompt", "reuse"})
    void objectInUseIsNotTakenForLost(String setting) throws Exception {
        Pool<Item> pool = builder().leaks(setting(setting)).build();
        for (int i = 0; i < 5; i++) {
            pool.run(item -> item.use(this::sweepALot));
            int used = pool.use(item -> {
                item.use(this::sweepALot);
                return item.id();
            });
            assertThat(used).isEqualTo(1);
        }
        assertThat(pool.stats().leaks()).isZero();
        end(pool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "prompt", "reuse"})
    void leaseOfAParkedThreadIsNotTakenForLost(String setting) throws Exception {
        Pool<Item> pool = builder().leaks(setting(setting)).build();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Actor<Boolean> actor = Threads.PLATFORM.act(() -> {
            try (Lease<Item> lease = pool.acquire()) {
                held.countDown();
                go.await();
                lease.get().use();
            }
            return true;
        });
        held.await();
        ticker.advance(LONG);
        sweepALot();
        go.countDown();
        assertThat(actor.result()).isTrue();
        assertThat(pool.stats().leaks()).isZero();
        end(pool);
    }

    /** A lease that is lost after its object was given back properly many times is still found: leases share a token. */
    @Test
    void leakAfterManyProperReturnsIsFound() throws Exception {
        Pool<Item> pool = builder().build();
        for (int i = 0; i < 10_000; i++) {
            pool.acquire().close();
        }
        collect(lose(pool, false));
        sweepUntilLeaks(pool, 1);
        end(pool);
    }

    private void sweepALot() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            ticker.advance(SWEEP);
        }
    }

    private void end(Pool<Item> pool) {
        PoolAudit.check(pool);
        PoolAudit.checkClosed(pool, Waits.result(pool.control().shutdown(LONG)));
        PoolAudit.checkItems(lifecycle, 0);
    }

    /** Begins work whose stage nobody can complete any more; in a frame of its own, as the lease before. */
    private static WeakReference<Object> loseStage(
            Pool<Item> pool, boolean hadToWait, Queue<CompletableFuture<?>> results) {
        Lease<Item> out = pool.acquireAsync().join();
        if (!hadToWait) {
            out.close();
        }
        CompletableFuture<String> stage = new CompletableFuture<>();
        results.add(pool.useAsync(item -> stage));
        out.close();
        return new WeakReference<>(stage);
    }

    /** "A stage that nobody can complete any more keeps the object until the collector finds that it is unreachable." */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void workWhoseStageIsUnreachableIsFoundThoughItsResultIsNot(boolean hadToWait) {
        try (Pool<Item> pool = builder().build()) {
            Queue<CompletableFuture<?>> results = new ConcurrentLinkedQueue<>();
            WeakReference<Object> stage = loseStage(pool, hadToWait, results);
            Waits.untilEquals("leased", 1, () -> pool.stats().leased());
            collect(stage);
            sweepUntilLeaks(pool, 1);
            assertThat(results).hasSize(1).noneMatch(CompletableFuture::isDone);
            Waits.untilEquals("leased", 0, () -> pool.stats().leased());
        }
    }

    /** A lease whose stage somebody can complete is alive, though nobody has the result. */
    @Test
    void workWhoseStageIsReachableIsNotTakenForLost() {
        try (Pool<Item> pool = builder().build()) {
            CompletableFuture<String> stage = new CompletableFuture<>();
            WeakReference<Object> result = new WeakReference<>(pool.useAsync(item -> stage));
            Waits.untilEquals("leased", 1, () -> pool.stats().leased());
            for (int i = 0; i < 5; i++) {
                System.gc();
                ticker.advance(SWEEP);
            }
            assertThat(pool.stats().leaks()).isZero();
            assertThat(pool.stats().leased()).isEqualTo(1);
            stage.complete("done");
            assertThat(pool.stats().idle()).isEqualTo(1);
            assertThat(result).isNotNull();
        }
    }

    /** "A likely cause: a stage derived from acquireAsync() was cancelled or dropped." */
    @Test
    void reportOfALostFutureSaysWhatMayHaveBeenTheCause() {
        try (LogLines log = new LogLines();
                Pool<Item> pool = builder().build()) {
            dropDerived(pool);
            sweepUntilLeaks(pool, 1);
            Waits.until("the report", () -> !log.with("a lease was lost").isEmpty());
            assertThat(log.with(
                            "a stage derived from acquireAsync() was cancelled or dropped, which useAsync() survives"))
                    .isNotEmpty();
        }
    }

    private static void dropDerived(Pool<Item> pool) {
        Lease<Item> out = pool.acquireAsync().join();
        pool.acquireAsync().thenApply(Lease::get).cancel(true);
        out.close();
    }
}
