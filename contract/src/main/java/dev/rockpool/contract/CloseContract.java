package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 11: "Close refuses new leases, fails waiters at once with PoolClosedException, waits for leases until the
 * deadline, then reports what is abandoned; the future completes after the last destroy. No thread, timer or thread-local
 * of the pool outlives it." Close against create and claim: HikariCP#76, #128, #1858, stormpot#22.
 */
abstract class CloseContract extends ContractBase {

    CloseContract(ContractSuite suite) {
        super(suite);
    }

    private Threads.Actor<Boolean> closer(Pool<Item> pool) {
        return act(() -> {
            pool.close();
            return true;
        });
    }

    @Test
    void closedPoolRefusesEverybody() {
        Pool<Item> pool = open(2);
        fill(pool, 1);
        pool.close();
        assertThatThrownBy(pool::acquire).isInstanceOf(PoolClosedException.class);
        assertThatThrownBy(() -> pool.acquire(Duration.ZERO)).isInstanceOf(PoolClosedException.class);
        assertThatThrownBy(pool::tryAcquire)
                .isInstanceOf(PoolClosedException.class)
                .hasMessageContaining(pool.config().name());
        assertThatThrownBy(() -> pool.use(Item::id)).isInstanceOf(PoolClosedException.class);
        assertThat(Waits.failure(future(pool))).isInstanceOf(PoolClosedException.class);
        assertThat(Waits.failure(pool.control().warmUp(1))).isInstanceOf(PoolClosedException.class);
        assertThat(pool.health().state()).isEqualTo(State.DOWN);
        assertThat(pool.stats().size()).isZero();
        assertThat(pool.stats().destroyed(DestroyCause.CLOSED)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void waitersFailAtOnce(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> waiting = waitAt(kind, pool);
        CompletableFuture<ShutdownReport> shutdown = pool.control().shutdown(HOUR);
        assertThat(Waits.failure(waiting)).isInstanceOf(PoolClosedException.class);
        assertThat(shutdown).isNotDone();
        out.close();
        assertThat(Waits.result(shutdown).isClean()).isTrue();
    }

    @Test
    void closeWaitsForLeases() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Threads.Actor<Boolean> closer = closer(pool);
        Waits.until("the pool to be closed", () -> pool.health().state() == State.DOWN);
        assertThat(closer.isDone()).isFalse();
        out.get().use();
        out.close();
        closer.result();
        assertThat(pool.stats().size()).isZero();
    }

    /** "close() waits at most closeTimeout." */
    @Test
    void closeWaitsForLeasesNoLongerThanItsTimeout() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).closeTimeout(SECOND));
        Lease<Item> out = acquire(pool);
        Threads.Actor<Boolean> closer = closer(pool);
        Waits.until("the pool to be closed", () -> pool.health().state() == State.DOWN);
        assertThat(closer.isDone()).isFalse();
        Waits.until("close to end", () -> {
            advance(SECOND); // its deadline may not have been fixed the first time
            return closer.isDone();
        });
        assertThat(out.get().isDestroyed()).isFalse();
    }

    /** "Then reports what is abandoned; an abandoned object is destroyed when it comes back." */
    @Test
    void abandonedLeasesAreReportedAndDestroyedWhenTheyComeBack() {
        Pool<Item> pool = open(3);
        Lease<Item> first = acquire(pool);
        Lease<Item> second = acquire(pool);
        acquire(pool).close();
        CompletableFuture<ShutdownReport> shutdown = pool.control().shutdown(SECOND);
        awaitSize(pool, 2);
        advance(SECOND);
        ShutdownReport report = Waits.result(shutdown);
        assertThat(report.abandonedLeases()).isEqualTo(2);
        assertThat(report.destroyed()).isEqualTo(1);
        assertThat(report.took()).isEqualTo(SECOND);
        assertThat(report.isClean()).isFalse();
        first.close();
        second.invalidate();
        awaitSize(pool, 0);
        assertThat(lifecycle.destroyed()).hasSize(3);
    }

    @Test
    void deadlineOfZeroDoesNotWait() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        ShutdownReport report = Waits.result(pool.control().shutdown(Duration.ZERO));
        assertThat(report.abandonedLeases()).isEqualTo(1);
        out.close();
        awaitSize(pool, 0);
    }

    @Test
    void negativeDeadlineIsAnError() {
        Pool<Item> pool = open(1);
        assertThatThrownBy(() -> pool.control().shutdown(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        acquire(pool).get().use();
    }

    /** "A detached object is the caller's own", also from a closed pool. */
    @Test
    void leaseOfAClosedPoolMayBeDetached() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<ShutdownReport> shutdown = pool.control().shutdown(HOUR);
        assertThat(out.detach().isDestroyed()).isFalse();
        assertThat(Waits.result(shutdown).isClean()).isTrue();
    }

    /** Close while the factory is at work: the object is destroyed exactly once. */
    @ParameterizedTest
    @EnumSource
    void objectCreatedDuringCloseIsDestroyed(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = claim(kind, pool);
        gate.awaitInside(1);
        CompletableFuture<ShutdownReport> shutdown = pool.control().shutdown(HOUR);
        assertThat(shutdown).isNotDone();
        gate.open();
        assertThat(Waits.failure(claim)).isInstanceOf(PoolClosedException.class);
        assertThat(Waits.result(shutdown).isClean()).isTrue();
        assertThat(lifecycle.onDestroy().calls()).isEqualTo(1);
        assertThat(pool.stats().size()).isZero();
    }

    /** "What hangs in user code is in the report": a creation. */
    @Test
    void hungCreationIsReported() {
        Pool<Item> pool = open(1);
        lifecycle.onCreate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> future = future(pool);
        lifecycle.onCreate().awaitInside(1);
        CompletableFuture<ShutdownReport> shutdown = pool.control().shutdown(SECOND);
        assertThat(Waits.failure(future)).isInstanceOf(PoolClosedException.class);
        advance(SECOND);
        assertThat(Waits.result(shutdown).unfinishedCreations()).isEqualTo(1);
    }

    /** "What hangs in user code is in the report": a destroy. */
    @Test
    void hungDestroyIsReported() {
        Pool<Item> pool = open(2);
        fill(pool, 2);
        lifecycle.onDestroy().next(lifecycle.never());
        CompletableFuture<ShutdownReport> shutdown = pool.control().shutdown(SECOND);
        awaitSize(pool, 1);
        advance(SECOND);
        assertThat(Waits.result(shutdown).unfinishedCleanups()).isEqualTo(1);
    }

    /** "The future completes after the last destroy." */
    @Test
    void shutdownEndsAfterTheLastDestroy() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onDestroy().next(Behaviour.pass(gate));
        CompletableFuture<ShutdownReport> shutdown = pool.control().shutdown(HOUR);
        gate.awaitInside(1);
        assertThat(shutdown).isNotDone();
        gate.open();
        assertThat(Waits.result(shutdown).destroyed()).isEqualTo(1);
    }

    /** "Closing twice is harmless"; "a further call returns the same result; an earlier deadline of it counts." */
    @Test
    void closingTwiceIsHarmless() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<ShutdownReport> first = pool.control().shutdown(HOUR);
        CompletableFuture<ShutdownReport> second = pool.control().shutdown(SECOND);
        advance(SECOND);
        assertThat(Waits.result(first)).isEqualTo(Waits.result(second));
        assertThat(Waits.result(first).abandonedLeases()).isEqualTo(1);
        pool.close();
    }

    /** "What the caller does to the future changes nothing for the pool." */
    @Test
    void cancellingTheFutureOfAShutdownChangesNothing() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        pool.control().shutdown(HOUR).cancel(true);
        CompletableFuture<ShutdownReport> other = pool.control().shutdown(HOUR);
        assertThat(other).isNotDone();
        out.close();
        assertThat(Waits.result(other).isClean()).isTrue();
    }

    /** "An interrupt ends the wait with the flag kept." */
    @Test
    void interruptEndsTheWaitAndTheFlagStays() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Threads.Actor<Boolean> closer = act(() -> {
            pool.close();
            return Thread.currentThread().isInterrupted();
        });
        Waits.until("the pool to be closed", () -> pool.health().state() == State.DOWN);
        closer.interrupt();
        assertThat(closer.result()).isTrue();
        out.close();
        awaitSize(pool, 0);
    }

    /** "Called by a thread that holds a lease it does not wait for itself." */
    @Test
    void holderMayClose() {
        Pool<Item> pool = open(1);
        boolean inTime = act(() -> {
                    try (Lease<Item> lease = pool.acquire()) {
                        pool.close(); // would wait for this very lease
                        lease.get().use();
                        return true;
                    }
                })
                .result();
        assertThat(inTime).isTrue();
        awaitSize(pool, 0);
    }

    /** "… or runs lifecycle code of this pool." */
    @ParameterizedTest
    @EnumSource(names = {"CREATE", "RESET", "VALIDATE", "DESTROY"})
    void lifecycleCodeMayClose(ScriptedLifecycle.Step step) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        lifecycle.on(step).next(Behaviour.run(() -> {
            pool.close();
            closed.complete(true);
        }));
        var unused = future(pool).thenAccept(step == ScriptedLifecycle.Step.DESTROY ? Lease::invalidate : Lease::close);
        assertThat(Waits.result(closed)).isTrue();
        awaitSize(pool, 0);
    }

    /** "… its listener or its callbacks." */
    @Test
    void listenerMayClose() {
        Pool<Item> pool = open(1);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        listener.react(() -> {
            pool.close();
            closed.complete(true);
        });
        acquire(pool).close();
        assertThat(Waits.result(closed)).isTrue();
    }

    @Test
    void callbackMayClose() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Boolean> closed = future(pool).thenApply(lease -> {
            pool.close();
            lease.close();
            return true;
        });
        act(() -> {
                    out.close();
                    return true;
                })
                .result();
        assertThat(Waits.result(closed)).isTrue();
        awaitSize(pool, 0);
    }

    /** "No thread of the pool outlives it." */
    @Test
    void noThreadOutlivesThePool() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).minIdle(2).validateOnAcquire(true));
        awaitIdle(pool, 2);
        acquire(pool).invalidate();
        var unused = pool.control().warmUp(3);
        Waits.result(pool.control().shutdown(HOUR));
        Waits.until("threads to end", () -> PoolAudit.threadsOf(pool).isEmpty());
    }
}
