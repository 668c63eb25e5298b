package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Promise 6: "No user code under a lock. Lifecycle code, listeners and callbacks never run under a lock nor on the
 * scheduler thread. A future is completed by the thread that has its object, in a trampoline (no deep stacks)."
 */
abstract class CallbackContract extends ContractBase {

    CallbackContract(ContractSuite suite) {
        super(suite);
    }

    // --- Under no lock
    // ------------------------------------------------------------------------------------------------

    /** A callback that has another thread use the pool, and waits for it: stuck if a lock is held meanwhile. */
    private CompletableFuture<Boolean> probed(Pool<Item> pool, CompletableFuture<?> future) {
        return future.handle((result, failure) -> act(() -> {
                    pool.health();
                    pool.control().resume();
                    var unused = pool.acquireAsync(Duration.ZERO).thenAccept(Lease::close);
                    return pool.stats().waiting() >= 0;
                })
                .result());
    }

    @Test
    void callbackOfAGrantByAReturnRunsUnderNoLock() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Boolean> probe = probed(pool, future(pool));
        out.close();
        assertThat(Waits.result(probe)).isTrue();
    }

    @Test
    void callbackOfAGrantByACreationRunsUnderNoLock() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Boolean> probe = probed(pool, future(pool));
        gate.open();
        assertThat(Waits.result(probe)).isTrue();
    }

    @Test
    void callbackOfAGrantByAResumeRunsUnderNoLock() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        pool.control().suspend();
        CompletableFuture<Boolean> probe = probed(pool, future(pool));
        pool.control().resume();
        assertThat(Waits.result(probe)).isTrue();
    }

    @Test
    void callbackOfAGrantAfterAValidationRunsUnderNoLock() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Boolean> probe = probed(pool, future(pool));
        gate.open();
        assertThat(Waits.result(probe)).isTrue();
    }

    @Test
    void callbackOfAFailureRunsUnderNoLock() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate).and(Behaviour.fail(new IOException("refused"))));
        CompletableFuture<Boolean> probe = probed(pool, future(pool));
        gate.open();
        assertThat(Waits.result(probe)).isTrue();
    }

    @Test
    void callbackOfATimeoutRunsUnderNoLock() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Boolean> probe = probed(pool, future(pool, SECOND));
        advance(SECOND);
        assertThat(Waits.result(probe)).isTrue();
    }

    @Test
    void callbackOfACancelRunsUnderNoLock() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        CompletableFuture<Boolean> probe = probed(pool, future);
        future.cancel(false);
        assertThat(Waits.result(probe)).isTrue();
    }

    @Test
    void callbacksOfTheEndRunUnderNoLock() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Boolean> ofTheWaiter = probed(pool, future(pool));
        CompletableFuture<Boolean> ofTheEnd = probed(pool, pool.control().shutdown(MINUTE));
        assertThat(Waits.result(ofTheWaiter)).isTrue();
        out.close();
        assertThat(Waits.result(ofTheEnd)).isTrue();
    }

    @Test
    void callbackOfAWarmUpRunsUnderNoLock() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Boolean> probe = probed(pool, pool.control().warmUp(1));
        gate.open();
        assertThat(Waits.result(probe)).isTrue();
    }

    // --- On which thread
    // ----------------------------------------------------------------------------------------------

    private static CompletableFuture<Thread> threadOf(CompletableFuture<?> future) {
        return future.handle((result, failure) -> Thread.currentThread());
    }

    /** "Callbacks run on the thread that had the object: … or created it." */
    @Test
    void callbackRunsOnTheThreadThatCreatedTheObject() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Thread> thread = threadOf(future(pool));
        gate.open();
        assertThat(Waits.result(thread)).isSameAs(lifecycle.onCreate().lastThread());
    }

    /** "Nor on the scheduler thread": a deadline. */
    @Test
    void callbackOfATimeoutRunsOnAThreadForCallbacks() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Thread> thread = threadOf(future(pool, SECOND));
        advance(SECOND);
        assertIsForCallbacks(pool, thread);
    }

    /** "Nor on the scheduler thread": an attempt that overran its time. */
    @Test
    void callbackOfAnAbandonedCreationRunsOnAThreadForCallbacks() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(SECOND));
        lifecycle.onCreate().next(lifecycle.never());
        CompletableFuture<Thread> thread = threadOf(future(pool));
        lifecycle.onCreate().awaitInside(1);
        advance(SECOND);
        assertIsForCallbacks(pool, thread);
    }

    /** "Nor on the scheduler thread": the report of a shutdown at its deadline. */
    @Test
    void callbackOfAShutdownRunsOnAThreadForCallbacks() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Thread> waiter = threadOf(future(pool));
        CompletableFuture<Thread> end = threadOf(pool.control().shutdown(SECOND));
        assertIsForCallbacks(pool, waiter);
        advance(SECOND);
        assertIsForCallbacks(pool, end);
    }

    private void assertIsForCallbacks(Pool<Item> pool, CompletableFuture<Thread> thread) {
        assertThat(Waits.result(thread).getName()).startsWith("rockpool-" + nameInThreads(pool) + "-callback-");
    }

    // --- One after the other
    // ------------------------------------------------------------------------------------------

    /** "They do not nest": ten thousand futures, each of whose callbacks completes the next, need no deep stack. */
    @Test
    void callbacksDoNotNest() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        int count = 10_000;
        AtomicInteger depth = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        List<CompletableFuture<Void>> callbacks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callbacks.add(pool.acquireAsync(HOUR).thenAccept(lease -> {
                deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
                lease.close();
                depth.decrementAndGet();
            }));
        }
        out.close();
        callbacks.forEach(Waits::result);
        assertThat(deepest).hasValue(1);
        assertThat(pool.stats().hits()).isEqualTo(count);
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    /** The same where each callback acquires anew. */
    @Test
    void callbackThatAcquiresAnewDoesNotNest() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        var unused = future(pool).thenAccept(lease -> turn(pool, lease, 5_000, end));
        out.close();
        assertThat(Waits.result(end)).isTrue();
    }

    private static void turn(Pool<Item> pool, Lease<Item> mine, int left, CompletableFuture<Boolean> end) {
        if (left == 0) {
            mine.close();
            end.complete(true);
            return;
        }
        CompletableFuture<Lease<Item>> next = pool.acquireAsync(HOUR); // waits, as the object is here
        var unused = next.thenAccept(lease -> turn(pool, lease, left - 1, end));
        mine.close();
    }

    // --- Callbacks that behave badly
    // ----------------------------------------------------------------------------------

    /** "Every acquire ends by its deadline": also when the callback of another hangs. */
    @Test
    void callbackThatHangsHoldsUpNoDeadline() {
        Pool<Item> pool = open(1);
        acquire(pool);
        Gate gate = lifecycle.gate();
        CompletableFuture<Void> hanging = future(pool, SECOND).handle((lease, failure) -> {
            gate.pass();
            return nothing();
        });
        advance(SECOND);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> future = future(pool, SECOND);
        CompletableFuture<Lease<Item>> thread = waiter(pool, SECOND).outcome();
        advance(SECOND);
        timedOut(future, WAITING);
        timedOut(thread, WAITING);
        assertThat(hanging).isNotDone();
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Void nothing() {
        return null;
    }

    /** A callback that hangs on the thread that gave back holds nobody else up. */
    @Test
    void callbackThatHangsAfterAGrantHoldsUpNoOtherReturn() {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        Gate gate = lifecycle.gate();
        CompletableFuture<?> hanging = future(pool).thenAccept(lease -> gate.pass());
        act(() -> {
            out.get(0).close();
            return true;
        });
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> next = future(pool);
        out.get(1).close();
        served(next).get().use();
        assertThat(hanging).isNotDone();
    }
}
