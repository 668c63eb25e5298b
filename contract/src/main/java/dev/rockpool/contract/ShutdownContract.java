package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolControl;
import dev.rockpool.config.Creation;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise 11, close: "refuses new leases, fails waiters at once with PoolClosedException, waits for leases until the
 * deadline, then reports what is abandoned … the future completes after the last destroy." Closing against claims and
 * creations broke HikariCP (#76, #128, #229, #1795, #1858), stormpot (#22) and clickhouse-go (#1833). That no thread is
 * left is checked after every test.
 */
abstract class ShutdownContract extends ContractBase {

    ShutdownContract(ContractSuite suite) {
        super(suite);
    }

    private static CompletableFuture<ShutdownReport> shutdown(Pool<Item> pool, Duration deadline) {
        return pool.control().shutdown(deadline);
    }

    private static void isClosed(CompletableFuture<?> claim) {
        assertThat(Waits.failure(claim)).isInstanceOf(PoolClosedException.class);
    }

    // --- No new leases
    // ------------------------------------------------------------------------------------------------

    /** "Refuses new leases", at every kind, though an object may come back at any moment. */
    @Test
    void closedPoolRefusesEveryAcquire() {
        Pool<Item> pool = open(2);
        fill(pool, 1);
        acquire(pool);
        var unused = shutdown(pool, MINUTE);
        isClosed(acquirer(pool, HOUR).outcome());
        isClosed(acquirer(pool, Duration.ZERO).outcome());
        isClosed(act(() -> kept(pool.acquire())).outcome());
        isClosed(act(() -> pool.use(Item::id)).outcome());
        isClosed(act(() -> {
                    pool.run(MINUTE, Item::use);
                    return true;
                })
                .outcome());
        isClosed(future(pool));
        isClosed(future(pool, Duration.ZERO));
        assertThatThrownBy(pool::tryAcquire).isInstanceOf(PoolClosedException.class);
    }

    /** "Fails waiters at once": those of a suspended pool. */
    @ParameterizedTest
    @EnumSource
    void waitersOfASuspendedPoolFailAtOnce(WaiterKind kind) {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        pool.control().suspend();
        CompletableFuture<Lease<Item>> waiter = waitAt(kind, pool);
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        isClosed(waiter);
        assertThat(Waits.result(end).destroyed()).isEqualTo(1);
    }

    /** "Fails waiters at once": those whose object is being created. */
    @ParameterizedTest
    @EnumSource
    void waitersForACreationFailAtOnce(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).creation(Creation.BACKGROUND));
        lifecycle.onCreate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> waiter = waitAt(kind, pool);
        lifecycle.onCreate().awaitInside(1);
        var unused = shutdown(pool, MINUTE);
        isClosed(waiter);
    }

    /** "Fails waiters at once": those whose object is being validated. */
    @ParameterizedTest
    @EnumSource
    void waitersForAValidationFailAtOnce(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        lifecycle.onValidate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> waiter =
                kind == WaiterKind.THREAD ? acquirer(pool, HOUR).outcome() : future(pool);
        lifecycle.onValidate().awaitInside(1);
        var unused = shutdown(pool, MINUTE);
        isClosed(waiter);
    }

    /** "Refuses new leases": also to who was being validated an object for when the pool was closed. */
    @ParameterizedTest
    @EnumSource
    void validationThatEndsAfterTheCloseGrantsNothing(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> waiter =
                kind == WaiterKind.THREAD ? acquirer(pool, HOUR).outcome() : future(pool);
        gate.awaitInside(1);
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        gate.open();
        isClosed(waiter);
        assertThat(Waits.result(end).destroyed()).isEqualTo(1);
        assertThat(pool.stats().destroyed(DestroyCause.CLOSED)).isEqualTo(1);
    }

    /** "Refuses new leases": also to who creates on its own thread. */
    @Test
    void creationOnTheCallerThatEndsAfterTheCloseGrantsNothing() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).creation(Creation.CALLER));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> creating = acquirer(pool, HOUR).outcome();
        gate.awaitInside(1);
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        assertThat(end).isNotDone();
        gate.open();
        isClosed(creating);
        assertThat(Waits.result(end).isClean()).isTrue();
        assertThat(pool.stats().destroyed(DestroyCause.CLOSED)).isEqualTo(1);
    }

    // --- What is there
    // ------------------------------------------------------------------------------------------------

    /** There is nothing to wait for in a pool without objects. */
    @Test
    void emptyPoolEndsAtOnce() {
        Pool<Item> pool = open(1);
        assertThat(Waits.result(shutdown(pool, MINUTE))).isEqualTo(new ShutdownReport(0, 0, 0, 0, Duration.ZERO));
    }

    /** "Waits for leases": their holders go on, and what comes back is destroyed. */
    @Test
    void leasesAreWaitedFor() {
        Pool<Item> pool = open(3);
        List<Lease<Item>> out = acquire(pool, 3);
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        out.get(0).get().use();
        out.get(0).close();
        out.get(1).invalidate();
        awaitSize(pool, 1);
        assertThat(end).isNotDone();
        out.get(2).get().use();
        out.get(2).close();
        assertThat(Waits.result(end).isClean()).isTrue();
        assertThat(pool.stats().destroyed(DestroyCause.CLOSED)).isEqualTo(2);
        assertThat(pool.stats().destroyed(DestroyCause.INVALIDATED)).isEqualTo(1);
    }

    /** Nothing is created for {@code minIdle} once the pool is closed. */
    @Test
    void closedPoolIsNotRefilled() {
        Pool<Item> pool = open(builder -> builder.maxSize(2).minIdle(2));
        awaitIdle(pool, 2);
        Waits.result(shutdown(pool, MINUTE));
        pool.control().minIdle(1);
        advance(MINUTE);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
    }

    // --- What is on its way
    // -------------------------------------------------------------------------------------------

    /** "What hangs in user code is in the report": an attempt. Its object is destroyed when it comes. */
    @Test
    void attemptThatHangsAtTheDeadlineIsReported() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> waiter = future(pool);
        gate.awaitInside(1);
        CompletableFuture<ShutdownReport> end = shutdown(pool, SECOND);
        isClosed(waiter);
        advance(SECOND);
        assertThat(Waits.result(end)).isEqualTo(new ShutdownReport(0, 0, 1, 0, SECOND));
        gate.open();
        Waits.untilEquals("destroyed", 1, () -> lifecycle.destroyed().size());
    }

    /** The same with an attempt that was given up before: it still runs. */
    @Test
    void abandonedAttemptThatHangsAtTheDeadlineIsReported() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(SECOND));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> waiter = future(pool);
        gate.awaitInside(1);
        advance(SECOND);
        Waits.failure(waiter);
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        assertThat(end).isNotDone();
        advance(MINUTE);
        assertThat(Waits.result(end)).isEqualTo(new ShutdownReport(0, 0, 1, 0, MINUTE));
        gate.open();
        Waits.untilEquals("destroyed", 1, () -> lifecycle.destroyed().size());
    }

    /** "What hangs in user code is in the report": a destroy, whether or not its own time was up before. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void destroyThatHangsAtTheDeadlineIsReported(boolean overruns) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(overruns ? SECOND : HOUR));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onDestroy().next(Behaviour.pass(gate));
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        gate.awaitInside(1);
        advance(SECOND);
        assertThat(end).isNotDone();
        advance(MINUTE.minus(SECOND));
        assertThat(Waits.result(end).unfinishedCleanups()).isEqualTo(1);
        gate.open();
        awaitSize(pool, 0);
        assertThat(pool.stats().destroyed(DestroyCause.CLOSED)).isEqualTo(1);
    }

    /** "What hangs in user code is in the report": a reset. */
    @ParameterizedTest
    @EnumSource
    void resetThatHangsAtTheDeadlineIsReported(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).resetInBackground(kind == WaiterKind.FUTURE));
        Gate gate = lifecycle.gate();
        lifecycle.onReset().next(Behaviour.pass(gate));
        Lease<Item> out = acquire(pool);
        act(() -> {
            out.close();
            return true;
        });
        gate.awaitInside(1);
        CompletableFuture<ShutdownReport> end = shutdown(pool, SECOND);
        advance(SECOND);
        assertThat(Waits.result(end)).isEqualTo(new ShutdownReport(0, 0, 0, 1, SECOND));
        gate.open();
        awaitSize(pool, 0);
        assertThat(pool.stats().destroyed(DestroyCause.CLOSED)).isEqualTo(1);
    }

    /** What is in reset is waited for, and destroyed instead of published. */
    @Test
    void objectInResetIsWaitedFor() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onReset().next(Behaviour.pass(gate));
        Lease<Item> out = acquire(pool);
        act(() -> {
            out.close();
            return true;
        });
        gate.awaitInside(1);
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        assertThat(end).isNotDone();
        gate.open();
        assertThat(Waits.result(end)).isEqualTo(new ShutdownReport(0, 1, 0, 0, Duration.ZERO));
    }

    /** "What still hangs in user code at the deadline is interrupted": an attempt. */
    @Test
    void attemptThatHangsAtTheDeadlineIsInterrupted() {
        Pool<Item> pool = open(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch never = new CountDownLatch(1);
        lifecycle.onCreate().next(untilInterrupted(never, interrupted));
        CompletableFuture<Lease<Item>> waiter = future(pool);
        lifecycle.onCreate().awaitInside(1);
        isInterruptedAtTheDeadline(pool, interrupted, never);
        isClosed(waiter);
    }

    /** "What still hangs in user code at the deadline is interrupted": a destroy. */
    @Test
    void destroyThatHangsAtTheDeadlineIsInterrupted() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch never = new CountDownLatch(1);
        lifecycle.onDestroy().next(untilInterrupted(never, interrupted));
        isInterruptedAtTheDeadline(pool, interrupted, never);
    }

    private static Behaviour untilInterrupted(CountDownLatch never, CompletableFuture<Boolean> interrupted) {
        return () -> {
            try {
                never.await();
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
            return Behaviour.Answer.OK;
        };
    }

    private void isInterruptedAtTheDeadline(
            Pool<Item> pool, CompletableFuture<Boolean> interrupted, CountDownLatch never) {
        CompletableFuture<ShutdownReport> end = shutdown(pool, SECOND);
        Waits.until(
                "the call to hang",
                () -> lifecycle.onCreate().inside()
                                + lifecycle.onDestroy().inside()
                                + lifecycle.onReset().inside()
                        > 0);
        try {
            advance(SECOND);
            assertThat(Waits.result(end).isClean()).isFalse();
            assertThat(Waits.result(interrupted)).isTrue();
        } finally {
            never.countDown();
        }
    }

    /** A listener that hangs hears no more; it holds up nobody. */
    @Test
    void listenerThatHangsDoesNotHoldUpTheEnd() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        listener.react(gate::pass);
        fill(pool, 1);
        gate.awaitInside(1);
        assertThat(Waits.result(shutdown(pool, MINUTE)).isClean()).isTrue();
    }

    /** "At the deadline at the latest": whatever callbacks do. */
    @Test
    void callbacksThatHangDoNotHoldUpTheEnd() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Gate gate = lifecycle.gate();
        for (int i = 0; i < 8; i++) {
            var unused = future(pool, SECOND).handle((lease, failure) -> {
                gate.pass();
                return true;
            });
        }
        advance(SECOND);
        awaitWaiting(pool, 0);
        out.close();
        CompletableFuture<ShutdownReport> end = shutdown(pool, SECOND);
        advance(SECOND);
        Waits.result(end);
    }

    // --- Closing twice
    // ------------------------------------------------------------------------------------------------

    /** "A further call returns the same result; an earlier deadline of it counts." */
    @Test
    void earlierDeadlineCounts() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<ShutdownReport> first = shutdown(pool, HOUR);
        CompletableFuture<ShutdownReport> second = shutdown(pool, MINUTE);
        CompletableFuture<ShutdownReport> third = shutdown(pool, HOUR);
        advance(MINUTE);
        ShutdownReport report = Waits.result(first);
        assertThat(report.abandonedLeases()).isEqualTo(1);
        assertThat(Waits.result(second)).isEqualTo(report);
        assertThat(Waits.result(third)).isEqualTo(report);
        assertThat(Waits.result(shutdown(pool, Duration.ZERO))).isEqualTo(report);
    }

    /** "Closing twice is harmless", also at once. */
    @Test
    void poolMayBeClosedByManyAndAgain() {
        Pool<Item> pool = open(4);
        fill(pool, 4);
        List<Threads.Actor<Boolean>> closers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            closers.add(act(() -> closed(pool)));
        }
        closers.forEach(Threads.Actor::result);
        pool.close();
        assertThat(Waits.result(shutdown(pool, MINUTE)).destroyed()).isEqualTo(4);
        assertThat(lifecycle.onDestroy().calls()).isEqualTo(4);
    }

    private static boolean closed(Pool<Item> pool) {
        pool.close();
        return true;
    }

    /** An operator may come too late. */
    @Test
    void controlsOfAClosedPoolDoNoHarm() {
        Pool<Item> pool = open(2);
        Lease<Item> out = acquire(pool);
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        PoolControl control = pool.control();
        control.clear();
        control.suspend();
        control.resume();
        control.resize(1);
        control.minIdle(1);
        isClosed(control.warmUp(1));
        isClosed(future(pool));
        out.close();
        assertThat(Waits.result(end).isClean()).isTrue();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(1);
    }

    /** A warm-up completes "with PoolClosedException" when the pool is closed during it. */
    @Test
    void warmUpFailsWhenThePoolIsClosed() {
        Pool<Item> pool = open(2);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        CompletableFuture<Integer> warmUp = pool.control().warmUp(2);
        gate.awaitInside(2);
        CompletableFuture<ShutdownReport> end = shutdown(pool, MINUTE);
        isClosed(warmUp);
        gate.open();
        assertThat(Waits.result(end).destroyed()).isEqualTo(2);
    }
}
