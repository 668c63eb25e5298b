package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolException;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code whenExhausted} and {@code maxWaiters}: who may not wait is told at once, and time does not move here. */
abstract class ExhaustionContract extends ContractBase {

    ExhaustionContract(ContractSuite suite) {
        super(suite);
    }

    /** "FAIL = no waiting for a return." */
    @ParameterizedTest
    @EnumSource
    void failRefusesAtOnceWhenAllAreOut(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(2).whenExhausted(WhenExhausted.FAIL));
        List<Lease<Item>> out = acquire(pool, 2);
        Throwable failure = Waits.failure(claim(kind, pool));
        assertThat(failure)
                .isInstanceOf(PoolExhaustedException.class)
                .hasMessageContaining(pool.config().name());
        assertThat(pool.stats().rejected()).isEqualTo(1);
        assertThat(pool.stats().timeouts()).isZero();
        assertThat(pool.stats().waiting()).isZero();
        assertThat(pool.tryAcquire()).isNull();
        out.get(0).close();
        served(claim(kind, pool)).get().use();
    }

    /** "What is dying is room that comes": FAIL waits for it, as it waits for a creation. */
    @ParameterizedTest
    @EnumSource
    void failWaitsForWhatIsBeingDestroyed(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        Lease<Item> out = acquire(pool);
        Gate gate = lifecycle.gate();
        lifecycle.onDestroy().next(Behaviour.pass(gate));
        out.invalidate();
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool);
        assertThat(Waits.failure(claim(kind, pool))).as("one for each").isInstanceOf(PoolExhaustedException.class);
        gate.open();
        served(first).get().use();
    }

    /** "Within the deadline." */
    @ParameterizedTest
    @EnumSource
    void failWaitsForADestroyNoLongerThanItsDeadline(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        Lease<Item> out = acquire(pool);
        lifecycle.onDestroy().next(lifecycle.never());
        out.invalidate();
        lifecycle.onDestroy().awaitInside(1);
        CompletableFuture<Lease<Item>> waiting = waitAt(kind, pool, SECOND);
        assertThat(Waits.failure(claim(kind, pool, Duration.ZERO))).isInstanceOf(PoolException.class);
        advance(SECOND);
        assertThat(Waits.failure(waiting)).isInstanceOf(PoolTimeoutException.class);
    }

    /** "FAIL on a pool whose creation is under way waits for it." */
    @ParameterizedTest
    @EnumSource
    void failWaitsForACreationThatIsUnderWay(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        var unused = pool.control().warmUp(1);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool);
        assertThat(Waits.failure(claim(kind, pool))).as("one for each").isInstanceOf(PoolExhaustedException.class);
        gate.open();
        served(first).get().use();
    }

    /** "maxWaiters sheds load with an error at once." */
    @ParameterizedTest
    @EnumSource
    void oneWaiterTooManyIsRefusedAtOnce(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxWaiters(2));
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> first = waitAt(WaiterKind.THREAD, pool);
        CompletableFuture<Lease<Item>> second = waitAt(WaiterKind.FUTURE, pool);
        assertThat(Waits.failure(claim(kind, pool))).isInstanceOf(PoolExhaustedException.class);
        assertThat(pool.stats().rejected()).isEqualTo(1);
        assertThat(pool.stats().waiting()).isEqualTo(2);
        out.close();
        served(first).close();
        CompletableFuture<Lease<Item>> third = claim(kind, pool); // there is room in the queue again
        served(second).close();
        served(third).get().use();
    }

    /** A waiter that has gone makes room in the queue. */
    @Test
    void waiterThatHasGoneMakesRoom() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxWaiters(1));
        Lease<Item> out = acquire(pool);
        for (int i = 0; i < 3; i++) {
            future(pool).cancel(false);
            CompletableFuture<Lease<Item>> late = future(pool, SECOND);
            advance(SECOND);
            assertThat(Waits.failure(late)).hasMessageContaining("WAITING");
            Threads.Actor<Lease<Item>> interrupted = waiter(pool);
            interrupted.interrupt();
            assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        }
        CompletableFuture<Lease<Item>> last = future(pool);
        out.close();
        served(last).get().use();
    }

    @Test
    void maxWaitersOfZeroLetsNobodyWait() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxWaiters(0));
        assertThat(Waits.result(pool.control().warmUp(1))).isEqualTo(1);
        Lease<Item> out = acquire(pool);
        assertThat(Waits.failure(claim(WaiterKind.THREAD, pool))).isInstanceOf(PoolExhaustedException.class);
        out.close();
        acquire(pool).get().use();
    }

    /** "OVERFLOW = when all objects are out, create one more, on top of the bound." */
    @ParameterizedTest
    @EnumSource
    void overflowCreatesOnTopOfTheBound(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(2).whenExhausted(WhenExhausted.OVERFLOW));
        List<Lease<Item>> out = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            out.add(served(claim(kind, pool)));
        }
        assertThat(pool.stats().size()).isEqualTo(5);
        assertThat(pool.stats().leased()).isEqualTo(5);
        assertThat(pool.stats().overflow()).isEqualTo(3);
        assertThat(pool.stats().maxSize()).isEqualTo(2);
        out.forEach(Lease::close);
        awaitSize(pool, 2);
        assertThat(pool.stats().overflow()).isZero();
        assertThat(pool.stats().destroyed(DestroyCause.SURPLUS)).isEqualTo(3);
    }

    /** "When it comes back it is kept only if fewer than maxSize are alive." */
    @Test
    void overflowObjectIsKeptIfThereIsRoom() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.OVERFLOW));
        Lease<Item> first = acquire(pool);
        Lease<Item> overflow = acquire(pool);
        Item kept = overflow.get();
        first.detach();
        overflow.close();
        assertThat(acquire(pool).get()).isSameAs(kept);
        assertThat(pool.stats().destroyed()).isZero();
    }

    /** Idle objects are taken before the pool overflows. */
    @Test
    void overflowUsesIdleObjectsFirst() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.OVERFLOW));
        for (int i = 0; i < 5; i++) {
            acquire(pool).close();
        }
        assertThat(pool.stats().created()).isEqualTo(1);
        assertThat(pool.tryAcquire()).isNotNull().satisfies(this::kept);
        assertThat(pool.tryAcquire()).isNull();
    }
}
