package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 3, no lost wake-up: "Whatever frees capacity serves the next waiter at once: hands it an object, starts an
 * attempt for it, or fails it." Time does not move in these tests. Lost wake-ups shipped in commons-pool (POOL-424),
 * HikariCP (#452, #1909), bb8 (#194), go-commons-pool (#25).
 */
abstract class WaitersContract extends ContractBase {

    WaitersContract(ContractSuite suite) {
        super(suite);
    }

    @ParameterizedTest
    @EnumSource
    void returnedObjectServesTheNextWaiter(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Item item = out.get();
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        out.close();
        assertThat(served(next).get()).isSameAs(item);
        assertThat(pool.stats().hits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void capacityFreedByInvalidateServesTheNextWaiter(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        out.invalidate();
        assertThat(served(next).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void capacityFreedByDetachServesTheNextWaiter(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        out.detach();
        assertThat(served(next).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void capacityFreedByFailedResetServesTheNextWaiter(WaiterKind kind) {
        Pool<Item> pool = open(1);
        lifecycle.onReset().next(Behaviour.fail(new IllegalStateException("reset")));
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        out.close();
        assertThat(served(next).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void capacityFreedByFailedValidationOnReturnServesTheNextWaiter(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        lifecycle.onValidate().next(Behaviour.no());
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        out.close();
        assertThat(served(next).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void capacityFreedByFailedDestroyServesTheNextWaiter(WaiterKind kind) {
        Pool<Item> pool = open(1);
        lifecycle.onDestroy().next(Behaviour.fail(new AssertionError("destroy")));
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        out.invalidate();
        assertThat(served(next).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void capacityFreedByClearServesTheNextWaiter(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        pool.control().clear();
        out.close();
        assertThat(served(next).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void capacityAddedByResizeServesTheNextWaiter(WaiterKind kind) {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        pool.control().resize(2);
        assertThat(served(next).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void resumeServesTheNextWaiterWithAnIdleObject(WaiterKind kind) {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        pool.control().suspend();
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        assertThat(next).isNotDone();
        pool.control().resume();
        assertThat(served(next).get().id()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void resumeServesTheNextWaiterWithACreation(WaiterKind kind) {
        Pool<Item> pool = open(1);
        pool.control().suspend();
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        assertThat(lifecycle.onCreate().calls()).isZero();
        pool.control().resume();
        assertThat(served(next).get().id()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void timedOutWaiterDoesNotStandInTheWay(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool, SECOND);
        CompletableFuture<Lease<Item>> second = waitAt(kind, pool);
        advance(SECOND);
        timedOut(first, WAITING);
        assertThat(second).isNotDone();
        out.close();
        served(second).get().use();
    }

    @ParameterizedTest
    @EnumSource
    void cancelledWaiterDoesNotStandInTheWay(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> first = future(pool);
        CompletableFuture<Lease<Item>> second = waitAt(kind, pool);
        first.cancel(false);
        assertThat(pool.stats().waiting()).isEqualTo(1);
        out.close();
        served(second).get().use();
    }

    @ParameterizedTest
    @EnumSource
    void oneObjectServesAllWaitersOneAfterTheOther(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        List<CompletableFuture<Lease<Item>>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(waitAt(kind, pool));
        }
        out.close();
        waiters.forEach(waiter -> {
            Lease<Item> lease = served(waiter);
            lease.get().use();
            lease.close();
        });
        assertThat(pool.stats().created()).isEqualTo(1);
        assertThat(pool.stats().peakWaiting()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void objectsThatComeBackAtOnceServeAllWaiters(WaiterKind kind) {
        Pool<Item> pool = open(4);
        List<Lease<Item>> out = acquire(pool, 4);
        List<CompletableFuture<Lease<Item>>> waiters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiters.add(waitAt(kind, pool));
        }
        out.forEach(lease -> act(() -> {
            lease.close();
            return true;
        }));
        waiters.forEach(waiter -> served(waiter).get().use());
    }

    @Test
    void capacityFreedInEveryWayAtOnceServesAllWaiters() {
        Pool<Item> pool = open(4);
        List<Lease<Item>> out = acquire(pool, 4);
        List<CompletableFuture<Lease<Item>>> waiters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiters.add(waitAt(i % 2 == 0 ? WaiterKind.THREAD : WaiterKind.FUTURE, pool));
        }
        lifecycle.onReset().next(Behaviour.fail(new IllegalStateException("reset")));
        out.get(0).close();
        out.get(1).invalidate();
        out.get(2).detach();
        out.get(3).close();
        pool.control().resize(6);
        waiters.forEach(waiter -> served(waiter).get().use());
    }

    /** Threads and futures wait in one queue. */
    @Test
    void threadsAndFuturesWaitInOneQueue() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> first = waitAt(WaiterKind.THREAD, pool);
        CompletableFuture<Lease<Item>> second = waitAt(WaiterKind.FUTURE, pool);
        CompletableFuture<Lease<Item>> third = waitAt(WaiterKind.THREAD, pool);
        out.close();
        Lease<Item> lease = served(first);
        assertThat(second).isNotDone();
        lease.close();
        lease = served(second);
        assertThat(third).isNotDone();
        lease.close();
        served(third).get().use();
    }

    /** A wake-up that its waiter cannot use any more is passed on: AsyncHttpClient#2189, failsafe#393. */
    @Test
    void acquiresThatTimeOutLoseNothing() {
        Pool<Item> pool = open(2);
        List<Threads.Actor<Integer>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            users.add(act(() -> acquireBriefly(pool, 100)));
        }
        while (users.stream().anyMatch(user -> !user.isDone())) {
            advance(Duration.ofNanos(500));
            Thread.onSpinWait();
        }
        users.forEach(Threads.Actor::result);
        assertThat(pool.stats().leased()).isZero();
        acquire(pool, 2);
    }

    private static int acquireBriefly(Pool<Item> pool, int rounds) throws InterruptedException {
        int served = 0;
        for (int i = 0; i < rounds; i++) {
            try (Lease<Item> lease = pool.acquire(Duration.ofNanos(1_000))) {
                lease.get().use(Thread::onSpinWait);
                served++;
            } catch (PoolTimeoutException e) {
                assertThat(e.phase()).isNotNull();
            }
        }
        return served;
    }
}
