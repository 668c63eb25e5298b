package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.Ticker;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Order;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Threads.Actor;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Meetings of two things at an unlucky moment, one by one; the stress tests meet them by chance only. */
class RaceTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final ManualTicker ticker = new ManualTicker();
    private final ScriptedLifecycle lifecycle = new ScriptedLifecycle();

    /**
     * "Objects alive and attempts that have not overrun createTimeout never exceed maxSize": a pool that was
     * shrunk while callers create gives the surplus up when it comes back. Class of fault: close vs create.
     */
    @ParameterizedTest
    @EnumSource(Creation.class)
    void shrinkingDuringCreationsIsKeptWhenTheObjectsComeBack(Creation creation) {
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(2)
                .creation(creation)
                .ticker(ticker)
                .build();
        Actor<Lease<Item>> first = Threads.PLATFORM.act(() -> pool.acquire(LONG));
        Actor<Lease<Item>> second = Threads.PLATFORM.act(() -> pool.acquire(LONG));
        gate.awaitInside(2);
        pool.control().resize(1);
        gate.open();
        if (creation == Creation.CALLER) {
            Lease<Item> one = first.result();
            Lease<Item> other = second.result();
            one.close();
            other.close();
        } else {
            CompletableFuture.anyOf(first.outcome(), second.outcome()).join();
            var unused = first.outcome().thenAccept(Lease::close);
            var unusedToo = second.outcome().thenAccept(Lease::close);
            Waits.result(first.outcome());
            Waits.result(second.outcome());
        }
        PoolAudit.check(pool);
        assertThat(pool.stats().size()).isEqualTo(1);
        end(pool, 0);
    }

    /** "The future completes after the last destroy", that of a creation's late result included. */
    @Test
    void shutdownCompletesAfterALateResultIsDestroyed() {
        Gate create = lifecycle.gate();
        Gate destroy = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(create));
        lifecycle.onDestroy().always(Behaviour.pass(destroy));
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(1)
                .createTimeout(Duration.ofSeconds(10))
                .ticker(ticker)
                .build();
        CompletableFuture<Integer> warm = pool.control().warmUp(1);
        create.awaitInside(1);
        ticker.advance(Duration.ofSeconds(10));
        Waits.failure(warm);
        CompletableFuture<ShutdownReport> shutdown = pool.control().shutdown(LONG);
        create.open();
        destroy.awaitInside(1);
        // Whoever completes the future has a thread of the pool for it; all of those have come to rest by then.
        Waits.until(
                "the callback lane to be quiet",
                () -> PoolAudit.threadsOf(pool).stream()
                        .noneMatch(thread ->
                                thread.getName().contains("-callback-") && thread.getState() == Thread.State.RUNNABLE));
        boolean wasEarly = shutdown.isDone();
        destroy.open();
        ShutdownReport report = Waits.result(shutdown);
        assertThat(wasEarly)
                .as("the shutdown completed before the last destroy ended")
                .isFalse();
        assertThat(report.destroyed()).isEqualTo(1);
        PoolAudit.checkClosed(pool, report);
    }

    /**
     * "Every acquire ends by its deadline, whatever the lifecycle code does": an acquire with timeout zero gets
     * the time of a validation that is due, and no more, also when the pool is suspended or cleared meanwhile.
     */
    @ParameterizedTest
    @ValueSource(strings = {"suspend", "clear", "resize"})
    void acquireWithoutTimeEndsWithItsCheckWhateverTheOperatorDoes(String what) throws Exception {
        Gate check = lifecycle.gate();
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(2)
                .validateOnAcquire(true)
                .validationTimeout(LONG)
                .ticker(ticker)
                .build();
        Lease<Item> one = pool.acquire();
        Lease<Item> two = pool.acquire();
        lifecycle.onValidate().next(Behaviour.pass(check));
        one.close();
        CompletableFuture<Lease<Item>> future = pool.acquireAsync(Duration.ZERO);
        check.awaitInside(1);
        lifecycle.onCreate().always(lifecycle.never());
        switch (what) {
            case "suspend" -> pool.control().suspend();
            case "clear" -> pool.control().clear();
            default -> pool.control().resize(1);
        }
        check.open();
        assertThat(Waits.failure(future)).isInstanceOf(PoolTimeoutException.class);
        lifecycle.heal();
        pool.control().resume();
        two.close();
        end(pool, 0);
    }

    /**
     * FIFO means: the object that has been idle longest. Threads that race for objects leave no trace in the order that
     * one thread sees afterwards. Class of fault: ABA.
     */
    @ParameterizedTest
    @EnumSource(
            value = Order.class,
            names = {"LIFO", "FIFO"})
    void orderIsAsPromisedAfterARace(Order order) throws Exception {
        int size = 4;
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(size)
                .order(order)
                .ticker(ticker)
                .build();
        for (int round = 0; round < 20; round++) {
            CountDownLatch done = new CountDownLatch(8);
            for (int i = 0; i < 8; i++) {
                Threads.PLATFORM.start("racer-" + i, () -> {
                    for (int n = 0; n < 5_000; n++) {
                        Lease<Item> lease = pool.tryAcquire();
                        if (lease != null) {
                            lease.close();
                        }
                    }
                    done.countDown();
                });
            }
            Watchdog.await(done, () -> pool.stats().toString());
            List<Lease<Item>> leases = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                leases.add(pool.acquire());
            }
            List<Item> expected = new ArrayList<>();
            for (Lease<Item> lease : leases) {
                expected.add(order == Order.FIFO ? expected.size() : 0, lease.get());
                lease.close();
            }
            List<Item> seen = new ArrayList<>();
            leases.clear();
            for (int i = 0; i < size; i++) {
                leases.add(pool.acquire());
                seen.add(leases.get(i).get());
            }
            leases.forEach(Lease::close);
            assertThat(seen).as("round %d", round).isEqualTo(expected);
        }
        end(pool, 0);
    }

    /**
     * "An attempt that overruns is abandoned …; its late result is adopted if there is room, else destroyed",
     * also when it ends in the very moment in which its time is up. Class of fault: permit leak on timeout/complete race.
     */
    @Test
    void creationThatEndsAsItsTimeIsUpIsNotLost() {
        Duration limit = Duration.ofSeconds(10);
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(1)
                .parallelCreations(1)
                .createTimeout(limit)
                .ticker(ticker)
                .build();
        for (int round = 0; round < 3_000; round++) {
            Gate gate = lifecycle.gate();
            lifecycle.onCreate().next(Behaviour.pass(gate));
            ticker.advance(Duration.ofMinutes(1)); // beyond any back-off
            CompletableFuture<Integer> warm = pool.control().warmUp(1);
            gate.awaitInside(1);
            Actor<Boolean> time = Threads.PLATFORM.act(() -> {
                ticker.advance(limit);
                return true;
            });
            gate.open();
            time.result();
            Waits.until("the attempt to end", warm::isDone);
            long made = round + 1L;
            Waits.until("the object to be adopted or destroyed", () -> isSettled(pool.stats(), made));
            pool.control().clear();
            Waits.until("the object to be gone", () -> pool.stats().size() == 0);
        }
        end(pool, 0);
    }

    private static boolean isSettled(PoolStats stats, long made) {
        return stats.created() == made && stats.created() == stats.destroyed() + stats.size();
    }

    /** "So that sums never dip" (statistics): a lease that is offered to a cancelled future, and that nobody gets, never counts. */
    @Test
    void leaseThatNobodyGetsIsNeverCounted() throws Exception {
        AtomicReference<Runnable> onClock = new AtomicReference<>(() -> {});
        Ticker spy = new Ticker() {
            @Override
            public long nanoTime() {
                onClock.get().run();
                return ticker.nanoTime();
            }

            @Override
            public Instant wallTime() {
                return ticker.wallTime();
            }

            @Override
            public void parkUntil(Object blocker, long deadlineNanos) {
                ticker.parkUntil(blocker, deadlineNanos);
            }
        };
        BlockingQueue<Runnable> deliveries = new LinkedBlockingQueue<>();
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(1)
                .callbackExecutor(deliveries::add)
                .ticker(spy)
                .build();
        CompletableFuture<Lease<Item>> future = pool.acquireAsync(LONG);
        Runnable delivery = deliveries.take();
        future.cancel(false);
        AtomicLong highest = new AtomicLong();
        Thread me = Thread.currentThread();
        onClock.set(() -> {
            if (Thread.currentThread() == me) {
                highest.accumulateAndGet(pool.stats().acquired(), Math::max);
            }
        });
        delivery.run();
        onClock.set(() -> {});
        assertThat(pool.stats().acquired()).isGreaterThanOrEqualTo(highest.get());
        end(pool, 0);
    }

    /** A callback executor that breaks costs the pool nothing: the object is delivered all the same. */
    @Test
    void executorThatThrowsLosesNoObject() throws Exception {
        AtomicBoolean breaks = new AtomicBoolean(true);
        Executor broken = task -> {
            if (breaks.get()) {
                throw new IllegalStateException("closed");
            }
            task.run();
        };
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(1)
                .callbackExecutor(broken)
                .ticker(ticker)
                .build();
        Lease<Item> lease = pool.acquire();
        CompletableFuture<Lease<Item>> future = pool.acquireAsync(LONG);
        try {
            lease.close();
        } catch (IllegalStateException leaked) {
            throw new AssertionError("the executor's failure reached the thread that gave back", leaked);
        } finally {
            breaks.set(false);
        }
        Waits.result(future).close();
        end(pool, 0);
    }

    /**
     * "Called by a thread that holds a lease … it does not wait for itself": one whose acquire failed holds
     * none, and waits.
     */
    @Test
    void closeWaitsWhenTheThreadsOwnValidationWasAbandoned() throws Exception {
        Gate check = lifecycle.gate();
        Pool<Item> pool = Pool.builder(lifecycle)
                .maxSize(1)
                .validateOnAcquire(true)
                .validationTimeout(LONG)
                .closeTimeout(LONG)
                .ticker(ticker)
                .build();
        pool.acquire().close();
        lifecycle.onValidate().next(Behaviour.pass(check));
        Actor<Boolean> actor = Threads.PLATFORM.act(() -> {
            try {
                pool.acquire(Duration.ofSeconds(1)).close();
                return false;
            } catch (PoolTimeoutException expected) {
                pool.close();
                return pool.stats().size() == 0;
            }
        });
        check.awaitInside(1);
        ticker.awaitParked(actor.thread());
        ticker.advance(Duration.ofSeconds(1));
        Waits.until("the close to begin", () -> pool.health().state() == PoolHealth.State.DOWN);
        Waits.until(
                "the close to return or to wait",
                () -> actor.isDone() || actor.thread().getState() == Thread.State.WAITING);
        boolean wasEarly = actor.isDone();
        check.open();
        assertThat(actor.result()).as("close() waited for the last destroy").isTrue();
        assertThat(wasEarly).as("close() returned before the last destroy").isFalse();
    }

    private void end(Pool<Item> pool, long detached) {
        lifecycle.heal();
        PoolAudit.check(pool);
        ShutdownReport report = Waits.result(pool.control().shutdown(LONG));
        PoolAudit.checkClosed(pool, report);
        PoolAudit.checkItems(lifecycle, detached);
    }
}
