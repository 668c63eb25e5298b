package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 7: "A cancelled, timed-out or otherwise completed acquire loses nothing: any outside completion of the returned
 * future is a cancellation; what was meant for it goes to the next waiter or becomes idle. acquireAsync reports every
 * pool state through the future, and throws nothing." Broken in vert.x#6169, hibernate-reactive#4133, lettuce#3609,
 * reactor-pool#124, r2dbc-pool#140.
 */
abstract class AsyncContract extends ContractBase {

    /** The ways to complete a future from outside. */
    enum Outside implements Consumer<CompletableFuture<Lease<Item>>> {
        CANCEL {
            @Override
            public void accept(CompletableFuture<Lease<Item>> future) {
                future.cancel(true);
            }
        },
        FAIL {
            @Override
            public void accept(CompletableFuture<Lease<Item>> future) {
                future.completeExceptionally(new IllegalStateException("not wanted any more"));
            }
        },
        COMPLETE {
            @Override
            @SuppressWarnings("NullAway") // as rude users do
            public void accept(CompletableFuture<Lease<Item>> future) {
                future.complete(null);
            }
        }
    }

    AsyncContract(ContractSuite suite) {
        super(suite);
    }

    @Test
    void idleObjectServesAFutureAtOnce() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        CompletableFuture<Lease<Item>> future = future(pool);
        assertThat(future).isDone();
        served(future).get().use();
    }

    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileWaitingLosesNothing(Outside way) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> first = future(pool);
        CompletableFuture<Lease<Item>> second = future(pool);
        way.accept(first);
        assertThat(pool.stats().waiting()).isEqualTo(1);
        assertThat(pool.stats().cancelled()).isEqualTo(1);
        out.close();
        served(second).get().use();
        assertThat(pool.stats().acquired()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileCreatingLosesNothing(Outside way) {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> first = future(pool);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> second = future(pool);
        way.accept(first);
        gate.open();
        assertThat(served(second).get().id()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileValidatingLosesNothing(Outside way) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> first = future(pool);
        gate.awaitInside(1);
        way.accept(first);
        gate.open();
        awaitIdle(pool, 1);
        assertThat(served(future(pool)).get().id()).isEqualTo(1);
    }

    /** Cancel and grant at once: the lease is in the future or the object in the pool, never both, never neither. */
    @Test
    void completedFromOutsideWhileBeingGrantedLosesNothing() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        int served = 0;
        for (int round = 0; round < 60; round++) {
            Lease<Item> out = tryAcquired(pool);
            CompletableFuture<Lease<Item>> future = future(pool);
            Threads.Actor<Boolean> canceller = act(() -> future.cancel(false));
            out.close();
            if (canceller.result()) {
                awaitIdle(pool, 1);
            } else {
                served(future).close();
                served++;
            }
            assertThat(pool.stats().idle()).isEqualTo(1);
        }
        assertThat(pool.stats().created()).isEqualTo(1);
        assertThat(served).isBetween(0, 60);
    }

    /** "orTimeout" completes from outside. */
    @Test
    void futureThatTimedOutByItselfLosesNothing() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool).orTimeout(1, TimeUnit.NANOSECONDS);
        Waits.failure(future);
        awaitWaiting(pool, 0);
        out.close();
        awaitIdle(pool, 1);
    }

    /** "Throws nothing: bad arguments are reported through the future." */
    @Test
    void badArgumentsAreReportedThroughTheFuture() {
        Pool<Item> pool = open(1);
        assertThat(Waits.failure(pool.acquireAsync(Duration.ofNanos(-1)))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Waits.failure(pool.acquireAsync(none()))).isInstanceOf(NullPointerException.class);
    }

    @SuppressWarnings("NullAway") // on purpose
    private static Duration none() {
        return null;
    }

    /** "Every state of the pool." */
    @Test
    void everyStateIsReportedThroughTheFuture() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        acquire(pool);
        assertThat(Waits.failure(future(pool))).isInstanceOf(PoolExhaustedException.class);
        pool.control().suspend();
        CompletableFuture<Lease<Item>> suspended = future(pool, SECOND);
        advance(SECOND);
        timedOut(suspended, WAITING);
        var unused = pool.control().shutdown(Duration.ZERO);
        assertThat(Waits.failure(future(pool))).isInstanceOf(PoolClosedException.class);
    }

    /** "Completed by the thread that has its object." */
    @Test
    void callbackRunsOnTheThreadThatGaveBack() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        var unused = future(pool).thenAccept(lease -> {
            thread.complete(Thread.currentThread());
            lease.close();
        });
        Threads.Actor<Boolean> closer = act(() -> {
            out.close();
            return true;
        });
        closer.result();
        assertThat(Waits.result(thread)).isSameAs(closer.thread());
    }

    /** "Thousands complete in a chain without overflowing the stack." */
    @Test
    void longChainOfFuturesDoesNotOverflowTheStack() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        int links = 3_000;
        AtomicInteger served = new AtomicInteger();
        AtomicInteger nested = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < links; i++) {
            done.add(future(pool).thenAccept(lease -> {
                deepest.accumulateAndGet(nested.incrementAndGet(), Math::max);
                served.incrementAndGet();
                lease.close();
                nested.decrementAndGet();
            }));
        }
        out.close();
        Waits.result(CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0])));
        assertThat(served).hasValue(links);
        assertThat(deepest).hasValue(1);
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    /** "Callbacks never run under a lock": they may do all that others do. */
    @Test
    void callbackMayUseThePool() {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        CompletableFuture<Integer> id = future(pool).thenApply(lease -> {
            int leased = act(() -> pool.stats().leased()).result(); // another thread gets through
            assertThat(leased).isPositive();
            lease.close();
            Lease<Item> again = tryAcquired(pool);
            again.close();
            return again.hashCode();
        });
        out.get(0).close();
        Waits.result(id);
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    /** A callback that throws hurts only its own stage. */
    @Test
    void throwingCallbackHurtsNobodyElse() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Void> broken = future(pool).thenAccept(lease -> {
            lease.close();
            throw new IllegalStateException("callback");
        });
        CompletableFuture<Lease<Item>> next = future(pool);
        out.close();
        served(next).get().use();
        assertThat(broken).isCompletedExceptionally();
    }
}
