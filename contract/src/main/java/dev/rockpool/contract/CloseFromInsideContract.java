package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolClosedException;
import dev.rockpool.config.Creation;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.monitor.ShutdownReport;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ScriptedLifecycle.Step;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link Pool#close()}: "Shuts the pool down and waits for it, up to closeTimeout. … It does not wait for itself. Leases
 * that the calling thread got from acquire, use, run or tryAcquire and that have not ended are left out, also one that
 * was handed on to another thread; all others are waited for, those of futures that this thread asked for included. In
 * lifecycle code of this pool, in its listener and in callbacks of its futures it only begins the shutdown." Time does
 * not move where it must not wait.
 */
abstract class CloseFromInsideContract extends ContractBase {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    CloseFromInsideContract(ContractSuite suite) {
        super(suite);
    }

    private Pool<Item> openWithCloseTimeout(Duration timeout) {
        return open(builder -> builder.maxSize(2).closeTimeout(timeout));
    }

    private Threads.Actor<Boolean> closer(Pool<Item> pool) {
        return act(() -> {
            pool.close();
            return Thread.currentThread().isInterrupted();
        });
    }

    private static void awaitClosing(Pool<Item> pool) {
        Waits.until("the pool to be closed", () -> pool.health().state() == State.DOWN);
    }

    private static ShutdownReport end(Pool<Item> pool) {
        return Waits.result(pool.control().shutdown(HOUR));
    }

    // --- How long it waits
    // --------------------------------------------------------------------------------------------

    /** "Up to closeTimeout." */
    @Test
    void closeWaitsNoLongerThanItsTimeout() {
        Pool<Item> pool = openWithCloseTimeout(CLOSE_TIMEOUT);
        acquire(pool);
        Threads.Actor<Boolean> closer = closer(pool);
        awaitClosing(pool);
        advance(CLOSE_TIMEOUT.minusNanos(1));
        assertThat(closer.isDone()).isFalse();
        advance(Duration.ofNanos(1));
        closer.result();
        assertThat(end(pool).abandonedLeases()).isEqualTo(1);
    }

    /** "Zero does not wait." */
    @Test
    void closeTimeoutOfZeroDoesNotWait() {
        Pool<Item> pool = openWithCloseTimeout(Duration.ZERO);
        acquire(pool);
        closer(pool).result();
        assertThat(end(pool).abandonedLeases()).isEqualTo(1);
    }

    /** The same when the flag is set before. */
    @Test
    void closeOfAnInterruptedThreadClosesAndKeepsTheFlag() {
        Pool<Item> pool = openWithCloseTimeout(CLOSE_TIMEOUT);
        Lease<Item> out = acquire(pool);
        boolean flag = act(() -> {
                    Thread.currentThread().interrupt();
                    pool.close();
                    return Thread.currentThread().isInterrupted();
                })
                .result();
        assertThat(flag).isTrue();
        assertThat(pool.health().state()).isEqualTo(State.DOWN);
        out.close();
        assertThat(end(pool).isClean()).isTrue();
    }

    // --- It does not wait for itself
    // ----------------------------------------------------------------------------------

    /** "Called by a thread that holds a lease": in {@code use}. */
    @Test
    void closeInUseDoesNotWait() {
        Pool<Item> pool = open(2);
        act(() -> pool.use(item -> {
                    pool.close();
                    item.use();
                    return true;
                }))
                .result();
        assertThat(end(pool).isClean()).isTrue();
    }

    /** Leases of others are waited for, though this thread has one itself. */
    @Test
    void closeByALeaseHolderWaitsForTheLeasesOfOthers() {
        Pool<Item> pool = openWithCloseTimeout(CLOSE_TIMEOUT);
        Lease<Item> others = acquire(pool);
        Threads.Actor<Boolean> holder = act(() -> pool.use(item -> {
            pool.close();
            return true;
        }));
        awaitClosing(pool);
        Waits.until("a thread to wait in close", () -> isWaitingInClose(holder.thread()));
        assertThat(holder.isDone()).isFalse();
        others.close();
        assertThat(holder.result()).isTrue();
        assertThat(end(pool).isClean()).isTrue();
    }

    /** "One that was handed on" counts as its acquirer's, and is not waited for; and when it ends all else is. */
    @Test
    void closeByWhoHandedItsLeaseOnWaitsForAllElse() {
        Pool<Item> pool = openWithCloseTimeout(CLOSE_TIMEOUT);
        Lease<Item> others = acquire(pool);
        CompletableFuture<Lease<Item>> handedOn = new CompletableFuture<>();
        Threads.Actor<Boolean> closer = act(() -> {
            handedOn.complete(kept(pool.acquire()));
            pool.close();
            return true;
        });
        awaitClosing(pool);
        Gate gate = lifecycle.gate();
        lifecycle.onDestroy().next(Behaviour.pass(gate));
        Waits.result(handedOn).close();
        gate.awaitInside(1);
        others.close();
        awaitSize(pool, 1);
        assertThat(closer.isDone())
                .as("the object of its own lease is being destroyed")
                .isFalse();
        gate.open();
        assertThat(closer.result()).isTrue();
    }

    /** "Those of futures that this thread asked for included": who asked for a future holds nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeByWhoAskedForAFutureWaitsForItsLease(boolean hadToWait) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).closeTimeout(CLOSE_TIMEOUT));
        Lease<Item> first = acquire(pool);
        if (!hadToWait) {
            first.close();
            awaitIdle(pool, 1);
        }
        CompletableFuture<Lease<Item>> asked = new CompletableFuture<>();
        Gate gate = new Gate();
        Threads.Actor<Boolean> closer = act(() -> {
            CompletableFuture<Lease<Item>> future = future(pool);
            var unused = future.thenAccept(asked::complete);
            gate.pass();
            pool.close();
            return true;
        });
        if (hadToWait) {
            awaitWaiting(pool, 1);
            first.close();
        }
        Lease<Item> lease = Waits.result(asked);
        gate.open();
        Waits.until("a thread to wait in close", () -> isWaitingInClose(closer.thread()));
        assertThat(closer.isDone()).isFalse();
        lease.close();
        assertThat(closer.result()).isTrue();
    }

    /** A thread whose object went to another on return is done with it. */
    @Test
    void closeByWhoGaveAnObjectBackWaitsForItsNextLease() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).closeTimeout(CLOSE_TIMEOUT));
        Gate gate = new Gate();
        Threads.Actor<Boolean> closer = act(() -> {
            Lease<Item> own = pool.acquire();
            gate.pass();
            own.close();
            gate.pass();
            pool.close();
            return true;
        });
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> next = future(pool);
        gate.open();
        Lease<Item> lease = served(next);
        Waits.until("a thread to wait in close", () -> isWaitingInClose(closer.thread()));
        assertThat(closer.isDone()).isFalse();
        lease.close();
        assertThat(closer.result()).isTrue();
    }

    private static boolean isWaitingInClose(Thread thread) {
        Thread.State state = thread.getState();
        return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("close")
                                && (frame.getClassName().endsWith("Pool")
                                        || frame.getClassName().endsWith("PoolEngine")));
    }

    /** "Called by a thread that holds a lease": one that it waited for. */
    @Test
    void closeByALeaseHolderThatWaitedDoesNotWait() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        Threads.Actor<Boolean> holder = act(() -> pool.use(item -> {
            pool.close();
            return true;
        }));
        awaitWaiting(pool, 1);
        out.close();
        assertThat(holder.result()).isTrue();
        assertThat(end(pool).isClean()).isTrue();
    }

    /** "Runs its lifecycle code": creation by the pool's threads. The acquire is refused, the object destroyed. */
    @Test
    void closeInCreateDoesNotWait() {
        Pool<Item> pool = open(1);
        lifecycle.onCreate().next(Behaviour.run(pool::close));
        assertThat(Waits.failure(future(pool))).isInstanceOf(PoolClosedException.class);
        assertThat(end(pool)).isEqualTo(new ShutdownReport(0, 1, 0, 0, Duration.ZERO));
    }

    /** "Runs its lifecycle code": creation on the caller. */
    @Test
    void closeInCreateOnTheCallerDoesNotWait() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).creation(Creation.CALLER));
        lifecycle.onCreate().next(Behaviour.run(pool::close));
        assertThat(acquirer(pool, HOUR).failure()).isInstanceOf(PoolClosedException.class);
        assertThat(end(pool)).isEqualTo(new ShutdownReport(0, 1, 0, 0, Duration.ZERO));
    }

    /** "Runs its lifecycle code": reset, by the thread that acquired, on a worker, or by another thread. */
    @ParameterizedTest
    @ValueSource(strings = {"same thread", "worker", "other thread"})
    void closeInResetDoesNotWait(String where) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).resetInBackground(where.equals("worker")));
        closesDuringAReturn(pool, Step.RESET, where.equals("same thread"));
    }

    /** "Runs its lifecycle code": validation on return, on a worker or by the thread that gives back. */
    @ParameterizedTest
    @ValueSource(strings = {"same thread", "worker", "other thread"})
    void closeInValidateOnReturnDoesNotWait(String where) {
        Pool<Item> pool = open(builder -> builder.maxSize(1)
                .validateOnReturn(true)
                .validationTimeout(where.equals("worker") ? SECOND : Duration.ZERO));
        closesDuringAReturn(pool, Step.VALIDATE, where.equals("same thread"));
    }

    private void closesDuringAReturn(Pool<Item> pool, Step step, boolean byTheAcquirer) {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        lifecycle.on(step).next(Behaviour.run(() -> {
            pool.close();
            closed.complete(true);
        }));
        if (byTheAcquirer) {
            act(() -> pool.use(Item::id)).result();
        } else {
            Lease<Item> out = acquire(pool);
            act(() -> {
                        out.close();
                        return true;
                    })
                    .result();
        }
        assertThat(Waits.result(closed)).isTrue();
        assertThat(end(pool)).isEqualTo(new ShutdownReport(0, 1, 0, 0, Duration.ZERO));
    }

    /** "Runs its lifecycle code": validation on acquire, on a worker or on the acquiring thread. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeInValidateOnAcquireDoesNotWait(boolean onTheCaller) {
        Pool<Item> pool = open(builder ->
                builder.maxSize(1).validateOnAcquire(true).validationTimeout(onTheCaller ? Duration.ZERO : SECOND));
        fill(pool, 1);
        lifecycle.onValidate().next(Behaviour.run(pool::close));
        assertThat(acquirer(pool, HOUR).failure()).isInstanceOf(PoolClosedException.class);
        assertThat(end(pool)).isEqualTo(new ShutdownReport(0, 1, 0, 0, Duration.ZERO));
    }

    /** "Or its callbacks": of a future that was refused. */
    @Test
    void closeInACallbackOfATimeoutDoesNotWait() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Boolean> closed = future(pool, SECOND).handle((lease, failure) -> {
            pool.close();
            return true;
        });
        advance(SECOND);
        assertThat(Waits.result(closed)).isTrue();
        out.close();
        assertThat(end(pool).isClean()).isTrue();
    }

    /** "Or its callbacks": of a warm-up. */
    @Test
    void closeInACallbackOfAWarmUpDoesNotWait() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Boolean> closed = pool.control().warmUp(1).thenApply(size -> {
            pool.close();
            return true;
        });
        gate.open();
        assertThat(Waits.result(closed)).isTrue();
        assertThat(end(pool).destroyed()).isEqualTo(1);
    }
}
