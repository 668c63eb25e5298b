package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolClosedException;
import dev.rockpool.Soon;
import dev.rockpool.config.Order;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How many slots are looked at by what is done often, and under the engine's lock. */
class LockCostTest {

    private final HandTicker ticker = new HandTicker();
    private final AtomicLong looks = new AtomicLong();

    private PoolEngine<Object> open(PoolBuilder<Object> builder) {
        Pool<Object> pool = builder.ticker(ticker).build();
        PoolEngine<Object> engine = (PoolEngine<Object>) pool;
        engine.core.state.table.onWalk(looks::addAndGet);
        return engine;
    }

    private void sweep(PoolEngine<Object> engine) {
        engine.core.upkeep.runOnce(ticker.nanoTime());
    }

    private static List<Lease<Object>> acquire(Pool<Object> pool, int count) throws InterruptedException {
        List<Lease<Object>> leases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leases.add(pool.acquire());
        }
        return leases;
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void aReturnToAPoolThatKeepsFewIdleLooksAtNoSlots(Order order) throws InterruptedException {
        try (PoolEngine<Object> pool =
                open(Pool.builder(Object::new).maxSize(10_000).maxIdle(9_990).order(order))) {
            List<Lease<Object>> leases = acquire(pool, 10_000);
            looks.set(0);
            leases.forEach(Lease::close);
            assertThat(looks).as("looks of 10,000 returns").hasValue(0);
            assertThat(pool.stats().idle()).isEqualTo(9_990);
            assertThat(pool.stats().size()).isEqualTo(9_990);

            looks.set(0);
            for (int i = 0; i < 100; i++) {
                acquire(pool, 3).forEach(Lease::close);
            }
            assertThat(looks).as("looks of 300 returns").hasValue(0);
            assertThat(pool.stats().idle()).as("none was destroyed in vain").isEqualTo(9_990);
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void trimmingAfterAWarmUpLooksAtNoSlotForEachOfThem(Order order) {
        try (PoolEngine<Object> pool =
                open(Pool.builder(Object::new).maxSize(2_000).maxIdle(10).order(order))) {
            pool.control().warmUp(2_000).join();
            assertThat(pool.stats().idle()).isEqualTo(2_000);
            looks.set(0);
            sweep(pool);
            assertThat(looks.get()).as("looks of a sweep").isLessThan(10 * 2_000);
            assertThat(pool.stats().idle()).isEqualTo(10);
            assertThat(pool.stats().size()).isEqualTo(10);
        }
    }

    @Test
    void whatIsDestroyedIsCountedAndNotLookedFor() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        try (PoolEngine<Object> pool =
                open(Pool.builder(Object::new).onDestroy(object -> await(gate)).maxSize(200))) {
            List<Lease<Object>> leases = acquire(pool, 200);
            leases.get(0).invalidate();
            leases.get(1).invalidate();
            looks.set(0);
            int unhealthy = pool.core.healthWatch.unhealthy();
            long looked = looks.get();
            gate.countDown();
            assertThat(unhealthy).isEqualTo(2);
            assertThat(looked).isZero();
            leases.forEach(Lease::close);
        }
    }

    // ---- in one section

    private static final int MANY = 10_000;

    private final AtomicInteger mostInASection = new AtomicInteger();

    /** A pool with many objects, all idle; from here on, it is noted how many slots are looked at while the lock is held. */
    private PoolEngine<Object> openMany(PoolBuilder<Object> builder) {
        PoolEngine<Object> engine = open(builder.maxSize(MANY));
        engine.control().warmUp(MANY).join();
        engine.core.state.table.onWalk(count -> {
            looks.addAndGet(count);
            if (engine.core.lock.isInSection()) {
                mostInASection.accumulateAndGet(count, Math::max);
            }
        });
        looks.set(0);
        return engine;
    }

    interface Operation {
        void on(PoolEngine<Object> pool) throws Exception;
    }

    static List<Arguments> operations() {
        return List.of(
                operation("clear", pool -> pool.control().clear(), 0),
                operation("clearIdle", pool -> pool.control().clearIdle(), 0),
                operation("suspend", pool -> pool.control().suspend(), MANY),
                operation("suspend, resume", LockCostTest::suspendAndResume, MANY),
                operation("resize", pool -> pool.control().resize(10), 10),
                operation("apply", LockCostTest::apply, 10),
                operation(
                        "shutdown",
                        pool -> pool.control().shutdown(Duration.ZERO).join(),
                        0),
                operation("close", PoolEngine::close, 0),
                operation("health", PoolEngine::health, MANY),
                operation("stats", PoolEngine::stats, MANY),
                operation("resetStats", pool -> pool.control().resetStats(), MANY),
                operation("explain", pool -> pool.control().explain(), MANY),
                operation("minIdle", pool -> pool.control().minIdle(MANY / 2), MANY),
                operation("sweep", pool -> pool.core.upkeep.runOnce(1), MANY));
    }

    private static Arguments operation(String name, Operation operation, int left) {
        return Arguments.of(name, operation, left);
    }

    private static void suspendAndResume(PoolEngine<Object> pool) {
        pool.control().suspend();
        pool.control().resume();
    }

    private static void apply(PoolEngine<Object> pool) {
        Sizing sizing = pool.config().sizing();
        pool.control().apply(pool.config().withSizing(new Sizing(10, sizing.minIdle(), 10)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void noSectionLooksAtAllSlots(String name, Operation operation, int left) throws Exception {
        try (PoolEngine<Object> pool = openMany(Pool.builder(Object::new))) {
            operation.on(pool);
            assertThat(pool.stats().size()).as("objects after " + name).isEqualTo(left);
            assertThat(mostInASection.get()).as("slots of one section").isLessThanOrEqualTo(Walk.PART);
            assertThat(looks.get()).as("slots of all sections").isLessThanOrEqualTo(8L * MANY);
        }
    }

    @Test
    void aChangeOfHealthLooksAtNoSlotsInASection() throws InterruptedException {
        List<PoolStats> told = Collections.synchronizedList(new ArrayList<>());
        PoolListener listener = new PoolListener() {
            @Override
            public void healthChanged(String pool, PoolHealth before, PoolHealth after) {
                told.add(after.stats());
            }
        };
        try (PoolEngine<Object> pool = openMany(Pool.builder(Object::new).listener(listener))) {
            pool.control().suspend();
            Soon.until("the listener to be told", () -> told.size() == 1);
            assertThat(told.get(0).size()).isEqualTo(MANY);
            assertThat(mostInASection.get()).isLessThanOrEqualTo(Walk.PART);
        }
    }

    @Test
    void aChangeOfHalfTheSlotsIsGoneOnWithByTheNextSweep() throws InterruptedException {
        try (PoolEngine<Object> pool = openMany(Pool.builder(Object::new))) {
            pool.core.lock.settle(pool.core.monitor::clear); // whoever began it does not go on
            assertThat(pool.stats().size()).isEqualTo(MANY - Walk.PART);
            sweep(pool);
            assertThat(pool.stats().size()).isZero();
        }
    }

    @Test
    void thoseWhoWaitAreRefusedInPartsAndTheEndWaitsForThem() {
        PoolEngine<Object> pool = open(Pool.builder(Object::new).maxSize(1).acquireTimeout(Duration.ofHours(1)));
        pool.acquireAsync().join().close();
        pool.control().suspend();
        List<CompletableFuture<Lease<Object>>> waiting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            waiting.add(pool.acquireAsync());
        }
        pool.core.lock.settle(pool.core.shutdown::beginUnderLock); // whoever began it does not go on
        assertThat(pool.stats().waiting()).isEqualTo(MANY - Walk.PART);
        assertThat(pool.control().shutdown(Duration.ofHours(1)).join().isClean())
                .isTrue();
        assertThat(pool.stats().waiting()).isZero();
        assertThat(waiting)
                .allSatisfy(future -> assertThat(future)
                        .failsWithin(Duration.ofSeconds(30))
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(PoolClosedException.class));
    }

    @Test
    void whatIsLeftOfThoseWhoWaitWhenAPoolEndsByItselfIsRefusedByTheNextSweep() {
        PoolEngine<Object> pool = open(Pool.builder(Object::new).maxSize(1).acquireTimeout(Duration.ofHours(1)));
        Lease<Object> out = pool.acquireAsync().join();
        for (int i = 0; i < MANY; i++) {
            assertThat(pool.acquireAsync()).isNotDone();
        }
        pool.core.lock.settle(pool.core.shutdown::beginUnderLock);
        assertThat(pool.stats().waiting()).isEqualTo(MANY - Walk.PART);
        sweep(pool);
        assertThat(pool.stats().waiting()).isZero();
        out.close();
    }

    @Test
    void whoeverSuspendsASuspendedPoolComesBackWhenAllIsHeld() throws InterruptedException {
        try (PoolEngine<Object> pool = openMany(Pool.builder(Object::new))) {
            pool.core.lock.settle(() -> pool.core.monitor.suspend(true)); // somebody else has just begun
            pool.control().suspend();
            assertThat(pool.core.monitor.walk().isGoing()).isFalse();
            assertThat(pool.tryAcquire()).isNull();
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void minIdleIsNotCountedAnewForEachReturn() throws InterruptedException {
        try (PoolEngine<Object> pool =
                open(Pool.builder(Object::new).maxSize(3_000).maxIdle(2_500).minIdle(900))) {
            List<Lease<Object>> leases = acquire(pool, 2_000);
            Soon.until(
                    "the stock to be there",
                    () -> pool.stats().idle() >= 900 && pool.stats().creating() == 0);
            leases.subList(0, 1_000).forEach(Lease::close);
            looks.set(0);
            leases.subList(1_000, 2_000).forEach(Lease::close);
            assertThat(looks.get()).as("looks of 1,000 returns").isLessThan(100 * 1_000);
        }
    }

    @Test
    void afterAPeakThePoolIsAsCheapToLookAtAsBefore() throws InterruptedException {
        try (PoolEngine<Object> pool =
                open(Pool.builder(Object::new).maxSize(10).whenExhausted(WhenExhausted.OVERFLOW))) {
            for (int round = 1; round <= 3; round++) {
                List<Lease<Object>> leases = acquire(pool, 10_000);
                leases.forEach(Lease::close);
                sweep(pool);
                looks.set(0);
                PoolStats stats = pool.stats();
                assertThat(looks.get()).as("looks of a snapshot").isBetween(10L, 1_000L);
                assertThat(stats.acquired()).isEqualTo(round * 10_000L);
                assertThat(stats.released()).isEqualTo(round * 10_000L);
                assertThat(stats.idle()).isEqualTo(10);
                leases.forEach(Lease::close);
                assertThat(pool.stats().released()).isEqualTo(round * 10_000L);
            }
            pool.control().resetStats();
            assertThat(pool.stats().acquired()).isZero();
            acquire(pool, 100).forEach(Lease::close);
            sweep(pool);
            assertThat(pool.stats().acquired()).isEqualTo(100);
        }
    }

    @Test
    void noLeaseIsCountedTwiceOrNotAtAllWhileSlotsAreLetGo() throws InterruptedException {
        AtomicBoolean isDone = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicLong begun = new AtomicLong();
        try (PoolEngine<Object> pool =
                open(Pool.builder(Object::new).maxSize(10).whenExhausted(WhenExhausted.OVERFLOW))) {
            Thread reader = new Thread(() -> {
                try {
                    while (!isDone.get()) {
                        long atLeast = begun.get();
                        PoolStats stats = pool.stats();
                        assertThat(stats.acquired()).isBetween(atLeast, begun.get() + 500);
                        assertThat(stats.released()).isLessThanOrEqualTo(stats.acquired());
                    }
                } catch (Throwable thrown) {
                    failure.set(thrown);
                }
            });
            reader.start();
            for (int round = 0; round < 200; round++) {
                List<Lease<Object>> leases = acquire(pool, 500);
                begun.addAndGet(500);
                leases.forEach(Lease::close);
                sweep(pool);
            }
            isDone.set(true);
            Soon.ended(reader);
            assertThat(failure.get()).isNull();
            assertThat(pool.stats().acquired()).isEqualTo(200 * 500);
        }
    }

    @Test
    void aCountThatWasNotTakenOffIsTakenOffWithTheReturn() throws InterruptedException {
        try (PoolEngine<Object> pool =
                open(Pool.builder(Object::new).maxSize(10).maxIdle(2))) {
            Lease<Object> lease = pool.acquire();
            lease.close();
            assertThat(pool.core.state.table.countedIdle()).isEqualTo(1);
            Lease<Object> again = pool.acquire();
            assertThat(pool.core.state.table.countedIdle()).isEqualTo(0);
            pool.core.state.table.forEach(Slot::countIdle); // as if who took it had been cut short
            again.close();
            assertThat(pool.core.state.table.countedIdle()).isEqualTo(1);
            pool.control().resize(1);
            pool.control().clear();
            assertThat(pool.core.state.table.countedIdle()).isEqualTo(0);
        }
    }
}
