package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.config.Fairness;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Promise 7: "any outside completion of the returned future is a cancellation; what was meant for it goes to the next
 * waiter or becomes idle. acquireAsync reports every pool state through the future, and throws nothing." Objects lost
 * between cancel and complete shipped in vert.x (#6169), hibernate-reactive (#4133), lettuce (#3609), reactor-pool (#124,
 * #268), r2dbc-pool (#140), keypool (#709).
 */
abstract class CancellationContract extends ContractBase {

    CancellationContract(ContractSuite suite) {
        super(suite);
    }

    // --- How it ends by itself
    // ----------------------------------------------------------------------------------------

    // --- Nothing is thrown
    // --------------------------------------------------------------------------------------------

    /** "Every state of the pool": nothing can be created. */
    @Test
    void failedCreationIsReportedThroughTheFuture() {
        Pool<Item> pool = open(1);
        IOException refused = new IOException("refused");
        lifecycle.onCreate().always(Behaviour.fail(refused));
        assertThat(Waits.failure(future(pool)))
                .isInstanceOf(ObjectCreationException.class)
                .hasCause(refused);
        assertThat(Waits.failure(future(pool)))
                .isInstanceOf(ObjectCreationException.class)
                .hasCause(refused);
        assertThat(Waits.failure(future(pool, Duration.ZERO)))
                .isInstanceOf(ObjectCreationException.class)
                .hasCause(refused);
    }

    // --- Completed from outside
    // ---------------------------------------------------------------------------------------

    private static void awaitCancelled(Pool<Item> pool, int count) {
        Waits.untilEquals("cancelled", count, () -> pool.stats().cancelled());
    }

    private static @Nullable Lease<Item> leaseIn(CompletableFuture<Lease<Item>> future) {
        Waits.until("the future to end", future::isDone);
        return future.handle((lease, failure) -> lease).join();
    }

    /** "Cancels the acquire, at any stage of it": in the queue. */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileItWaitsLosesNothing(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> gone = future(pool);
        outside.complete(gone);
        awaitCancelled(pool, 1);
        assertThat(leaseIn(gone)).isNull();
        assertThat(pool.stats().waiting()).isZero();
        out.close();
        awaitIdle(pool, 1);
        assertThat(tryAcquired(pool).get().id()).isEqualTo(1);
    }

    /** "What was meant for it goes to the next waiter." */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideWhileItWaitsGivesWayToTheNext(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> gone = future(pool);
        CompletableFuture<Lease<Item>> next = waiter(pool).outcome();
        CompletableFuture<Lease<Item>> last = future(pool);
        outside.complete(gone);
        awaitCancelled(pool, 1);
        out.close();
        served(next).close();
        served(last).close();
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    /** "At any stage of it": its attempt is in flight. "A creation whose caller has gone makes an idle object." */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideDuringItsCreationLeavesAnIdleObject(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> gone = future(pool);
        gate.awaitInside(1);
        outside.complete(gone);
        awaitCancelled(pool, 1);
        assertThat(pool.stats().creating()).isEqualTo(1);
        gate.open();
        awaitIdle(pool, 1);
        tryAcquired(pool);
        assertThat(pool.stats().misses()).isZero();
        assertThat(leaseIn(gone)).isNull();
    }

    /** "At any stage of it": its attempt is in flight, and another waits. */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideDuringItsCreationLeavesTheObjectToTheNext(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> gone = future(pool);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> next = waiter(pool).outcome();
        outside.complete(gone);
        awaitCancelled(pool, 1);
        gate.open();
        served(next).get().use();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(1);
    }

    /** "At any stage of it": its object is being validated. */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideDuringAValidationLeavesAnIdleObject(OutsideCompletion outside) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> gone = future(pool);
        gate.awaitInside(1);
        outside.complete(gone);
        awaitCancelled(pool, 1);
        gate.open();
        awaitIdle(pool, 1);
        assertThat(tryAcquired(pool).get().id()).isEqualTo(1);
    }

    /** "At any stage of it": its object is being validated, and another waits. */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideDuringAValidationLeavesTheObjectToTheNext(OutsideCompletion outside) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> gone = future(pool);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> next = waiter(pool).outcome();
        outside.complete(gone);
        awaitCancelled(pool, 1);
        gate.open();
        assertThat(served(next).get().id()).isEqualTo(1);
    }

    /** "At any stage of it": the validation says no after that, and the next gets a new object. */
    @Test
    void cancelledDuringAValidationThatFailsHoldsNobodyUp() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate).and(Behaviour.no()));
        CompletableFuture<Lease<Item>> gone = future(pool);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> next = waiter(pool).outcome();
        gone.cancel(false);
        gate.open();
        assertThat(served(next).get().id()).isEqualTo(2);
    }

    /**
     * "At any stage of it": the object is granted and on its way. The grant comes from a callback, so the delivery waits
     * until that callback has ended, and in it the future is completed.
     */
    @ParameterizedTest
    @EnumSource
    void completedFromOutsideBetweenGrantAndDeliveryLosesNothing(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> first = future(pool);
        CompletableFuture<Lease<Item>> gone = future(pool);
        CompletableFuture<Lease<Item>> next = future(pool);
        CompletableFuture<Void> callback = first.thenAccept(lease -> {
            lease.close();
            outside.complete(gone);
            Waits.until("the future to end", gone::isDone);
        });
        out.close();
        Waits.result(callback);
        served(next).close();
        assertThat(leaseIn(gone)).isNull();
        awaitIdle(pool, 1);
        assertThat(pool.stats().cancelled()).isEqualTo(1);
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    /**
     * The object is delivered or back, never both and never neither. Not for obtrude, which may overwrite what was
     * delivered.
     */
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = "OBTRUDE.*")
    void outsideCompletionThatRacesWithAReturnLosesNothing(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        for (int round = 0; round < 60; round++) {
            Lease<Item> out = tryAcquired(pool);
            CompletableFuture<Lease<Item>> raced = future(pool);
            CompletableFuture<Lease<Item>> next = future(pool);
            atOnce(out::close, () -> outside.complete(raced));
            Lease<Item> lease = leaseIn(raced);
            if (lease != null) {
                lease.get().use();
                assertThat(next).isNotDone();
                lease.close();
            }
            served(next).close();
            assertThat(pool.stats().idle()).isEqualTo(1);
        }
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    /** The same against the creation that was started for it. */
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = "OBTRUDE.*")
    void outsideCompletionThatRacesWithACreationLosesNothing(OutsideCompletion outside) {
        Pool<Item> pool = open(1);
        for (int round = 0; round < 20; round++) {
            Gate gate = lifecycle.gate();
            lifecycle.onCreate().next(Behaviour.pass(gate));
            CompletableFuture<Lease<Item>> raced = future(pool);
            gate.awaitInside(1);
            atOnce(gate::open, () -> outside.complete(raced));
            Lease<Item> lease = leaseIn(raced);
            if (lease != null) {
                lease.close();
            }
            awaitIdle(pool, 1);
            pool.control().clear();
            awaitSize(pool, 0);
        }
    }

    private void atOnce(Runnable here, Runnable there) {
        CyclicBarrier start = new CyclicBarrier(2);
        Threads.Actor<Boolean> other = act(() -> {
            start.await(Waits.patience().toSeconds(), TimeUnit.SECONDS);
            there.run();
            return true;
        });
        try {
            start.await(Waits.patience().toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        here.run();
        other.result();
    }

    /** Cancels, deadlines and grants at once: AsyncHttpClient#2189, failsafe#400. */
    @Test
    void cancelsAndDeadlinesAtOnceLoseNothing() {
        Pool<Item> pool = open(2);
        List<Threads.Actor<Integer>> users = new ArrayList<>();
        for (int user = 0; user < 4; user++) {
            int offset = user;
            users.add(act(() -> acquireAndCancel(pool, offset, 200)));
        }
        while (users.stream().anyMatch(user -> !user.isDone())) {
            advance(Duration.ofNanos(500));
            Thread.onSpinWait();
        }
        users.forEach(Threads.Actor::result);
        awaitWaiting(pool, 0);
        assertThat(pool.stats().leased()).isZero();
        acquire(pool, 2);
    }

    private static int acquireAndCancel(Pool<Item> pool, int offset, int rounds) {
        int served = 0;
        for (int round = 0; round < rounds; round++) {
            CompletableFuture<Lease<Item>> future = pool.acquireAsync(Duration.ofNanos(1_000));
            if ((round + offset) % 3 == 0) {
                future.cancel(false);
            }
            Lease<Item> lease = leaseIn(future);
            if (lease != null) {
                lease.get().use();
                lease.close();
                served++;
            }
        }
        return served;
    }

    /** Once it is done, nobody cancels it. */
    @Test
    void deliveredLeaseCannotBeCancelled() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        out.close();
        Lease<Item> lease = served(future);
        assertThat(future.cancel(true)).isFalse();
        assertThat(future.completeExceptionally(new IOException("late"))).isFalse();
        lease.get().use();
        assertThat(pool.stats().leased()).isEqualTo(1);
        assertThat(pool.stats().cancelled()).isZero();
    }

    /** "futures that were completed from outside while they waited": each once. */
    @Test
    void cancellingTwiceCountsOnce() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        assertThat(future.cancel(false)).isTrue();
        assertThat(future.cancel(true)).isTrue(); // as for every future that is cancelled
        assertThat(future.completeExceptionally(new IOException("late"))).isFalse();
        assertThat(future).isCancelled();
        assertThat(pool.stats().cancelled()).isEqualTo(1);
        assertThat(pool.stats().waiting()).isZero();
    }

    /** "Any outside completion of the returned future": not of those that depend on it. */
    @Test
    void completingADependentDoesNotCancelTheAcquire() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        future.thenApply(Lease::get).cancel(true);
        future.copy().cancel(true);
        future.copy().orTimeout(1, TimeUnit.NANOSECONDS);
        future.minimalCompletionStage().toCompletableFuture().cancel(true);
        assertThat(pool.stats().waiting()).isEqualTo(1);
        out.close();
        served(future).get().use();
        assertThat(pool.stats().cancelled()).isZero();
    }

    // --- One queue
    // ----------------------------------------------------------------------------------------------------

    /** "One queue for threads and futures, served in arrival order"; who leaves it does not disturb it. */
    @Test
    void strictQueueOfThreadsAndFuturesIsServedInArrivalOrder() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).fairness(Fairness.STRICT));
        Lease<Item> out = acquire(pool);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<?>> ends = new ArrayList<>();
        List<CompletableFuture<Lease<Item>>> leaving = new ArrayList<>();
        for (int i = 0; i < 12; i += 3) {
            ends.add(orderlyThread(pool, order, i));
            leaving.add(future(pool));
            ends.add(orderlyFuture(pool, order, i + 1));
            ends.add(orderlyFuture(pool, order, i + 2));
        }
        leaving.forEach(future -> future.cancel(false));
        out.close();
        ends.forEach(Waits::result);
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(pool.stats().created()).isEqualTo(1);
    }

    private CompletableFuture<?> orderlyThread(Pool<Item> pool, List<Integer> order, int number) {
        int before = pool.stats().waiting();
        CompletableFuture<?> end =
                act(() -> pool.use(item -> order.add(number))).outcome();
        awaitWaiting(pool, before + 1);
        return end;
    }

    private CompletableFuture<?> orderlyFuture(Pool<Item> pool, List<Integer> order, int number) {
        return future(pool).thenAccept(lease -> {
            order.add(number);
            lease.close();
        });
    }
}
