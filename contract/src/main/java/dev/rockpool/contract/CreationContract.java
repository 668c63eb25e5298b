package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Creation and its failures, and the part of promise 8 and of {@code warmUp} and {@code minIdle} that every mode has. */
abstract class CreationContract extends ContractBase {

    CreationContract(ContractSuite suite) {
        super(suite);
    }

    static ObjectCreationException creationFailed(CompletableFuture<?> claim) {
        Throwable failure = Waits.failure(claim);
        assertThat(failure).isInstanceOf(ObjectCreationException.class);
        return (ObjectCreationException) failure;
    }

    /** "Failure reaches waiting callers at once with the real cause." */
    @ParameterizedTest
    @EnumSource
    void failedCreationReachesTheCallerWithItsCause(WaiterKind kind) {
        Pool<Item> pool = open(1);
        IOException failure = new IOException("refused");
        lifecycle.onCreate().next(Behaviour.fail(failure));
        ObjectCreationException seen = creationFailed(claim(kind, pool));
        assertThat(seen)
                .hasCause(failure)
                .hasMessageContaining(pool.config().name())
                .hasMessageContaining("refused");
        assertThat(seen.poolName()).isEqualTo(pool.config().name());
        assertThat(pool.stats().createFailures()).isEqualTo(1);
        assertThat(pool.stats().created()).isZero();
        assertThat(listener.await("createFailed", 1).get(0).detail()).isSameAs(failure);
    }

    /** "Any Throwable from a step is a failure of that step": stormpot#215. */
    @ParameterizedTest
    @EnumSource
    void errorInTheFactoryReachesTheCaller(WaiterKind kind) {
        Pool<Item> pool = open(1);
        NoClassDefFoundError failure = new NoClassDefFoundError("an Error on purpose");
        lifecycle.onCreate().next(Behaviour.fail(failure));
        assertThat(creationFailed(claim(kind, pool))).hasCause(failure);
        assertThat(pool.stats().createFailures()).isEqualTo(1);
    }

    /** "A factory that returns null has failed." */
    @ParameterizedTest
    @EnumSource
    void factoryThatReturnsNullHasFailed(WaiterKind kind) {
        Pool<Item> pool = open(1);
        lifecycle.onCreate().next(Behaviour.no());
        assertThat(creationFailed(claim(kind, pool))).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(pool.stats().created()).isZero();
    }

    /** A permit is not lost with the attempt: OpenDJ#884. */
    @ParameterizedTest
    @EnumSource
    void failedCreationsLoseNoCapacity(WaiterKind kind) {
        Pool<Item> pool = open(2);
        lifecycle.onCreate().always(Behaviour.fail(new IOException("refused")));
        creationFailed(claim(kind, pool));
        creationFailed(claim(kind, pool));
        for (int failures = 2; failures <= 5; failures++) {
            Waits.untilEquals("failures", failures, () -> pool.stats().createFailures());
            advance(MINUTE); // past the back-off: the pool tries by itself
        }
        Waits.untilEquals("failures", 6, () -> pool.stats().createFailures());
        lifecycle.onCreate().heal();
        advance(MINUTE);
        awaitIdle(pool, 1);
        served(claim(kind, pool)).get().use();
        served(claim(kind, pool)).get().use();
    }

    /** "Otherwise they wait on and it becomes their timeout's cause." */
    @ParameterizedTest
    @EnumSource
    void failedCreationIsTheCauseOfALaterTimeout(WaiterKind kind) {
        Pool<Item> pool = open(2);
        acquire(pool);
        IOException failure = new IOException("refused");
        lifecycle.onCreate().always(Behaviour.fail(failure));
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, MINUTE);
        Waits.untilEquals("createFailures", 2, () -> pool.stats().createFailures());
        assertThat(claim).isNotDone();
        advance(MINUTE);
        Throwable seen = Waits.failure(claim);
        assertThat(seen).isInstanceOf(PoolTimeoutException.class).hasCause(failure);
        assertThat(seen).hasMessageContaining("last creation failure: " + failure);
    }

    /** "When nothing is leased that could still serve them; otherwise they wait on", and are served by a return. */
    @ParameterizedTest
    @EnumSource
    void waiterWhoseCreationFailedIsServedByAReturn(WaiterKind kind) {
        Pool<Item> pool = open(2);
        Lease<Item> out = acquire(pool);
        lifecycle.onCreate().always(Behaviour.fail(new IOException("refused")));
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        Waits.untilEquals("createFailures", 2, () -> pool.stats().createFailures());
        out.close();
        assertThat(served(claim).get().id()).isEqualTo(1);
    }

    /** The caller's own creation or not: the bound holds for all that is made at once. */
    @Test
    void manyAcquiresAtOnceStayWithinTheBound() {
        Pool<Item> pool = open(3);
        List<CompletableFuture<Integer>> users = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            users.add(act(() -> pool.use(item -> {
                        item.use(Thread::onSpinWait);
                        return item.id();
                    }))
                    .outcome());
        }
        users.forEach(Waits::result);
        assertThat(lifecycle.items()).hasSizeLessThanOrEqualTo(3);
        assertThat(pool.stats().peakSize()).isLessThanOrEqualTo(3);
    }

    /** "Creates until count (at most maxSize) are alive; completes with how many are." */
    @Test
    void warmUpCreatesInTheBackground() {
        Pool<Item> pool = open(5);
        assertThat(Waits.result(pool.control().warmUp(3))).isEqualTo(3);
        assertThat(pool.stats().idle()).isEqualTo(3);
        assertThat(Waits.result(pool.control().warmUp(2))).isEqualTo(3);
        assertThat(Waits.result(pool.control().warmUp(100))).isEqualTo(5);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(5);
        assertThat(pool.stats().misses()).isZero();
    }

    /** "Or with the failure." */
    @Test
    void failingWarmUpSaysWhy() {
        Pool<Item> pool = open(5);
        IOException failure = new IOException("refused");
        lifecycle.onCreate().always(Behaviour.fail(failure));
        assertThat(creationFailed(pool.control().warmUp(1))).hasCause(failure);
    }

    @Test
    void warmUpOfANegativeNumberIsAnError() {
        Pool<Item> pool = open(5);
        assertThatThrownBy(() -> pool.control().warmUp(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Waits.result(pool.control().warmUp(0))).isZero();
    }

    /** "Cancelling it ends the warm-up, and objects that are made by then stay." */
    @Test
    void cancelledWarmUpLosesNothing() {
        Pool<Item> pool = open(4);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        CompletableFuture<Integer> warmUp = pool.control().warmUp(1);
        gate.awaitInside(1);
        warmUp.cancel(false);
        gate.open();
        awaitIdle(pool, 1);
    }

    /** "minIdle is filled in the background", from build on. */
    @Test
    void minIdleIsFilledInTheBackground() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).minIdle(2));
        awaitIdle(pool, 2);
        PoolAudit.check(pool);
        assertThat(pool.stats().size()).isEqualTo(2);
    }

    /** "build() never blocks", whatever the factory does. */
    @Test
    void openingDoesNotWaitForMinIdle() {
        lifecycle.onCreate().always(lifecycle.never());
        Pool<Item> pool = open(builder -> builder.maxSize(4).minIdle(2)); // on this thread: would hang here
        assertThat(pool.stats().idle()).isZero();
    }

    /** "minIdle counts idle objects": those leased do not count. */
    @Test
    void minIdleIsRefilled() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).minIdle(1));
        awaitIdle(pool, 1);
        Lease<Item> first = tryAcquired(pool);
        advance(SECOND); // upkeep looks once a second
        awaitIdle(pool, 1);
        tryAcquired(pool).get().use();
        first.invalidate();
        advance(SECOND);
        awaitIdle(pool, 1);
        awaitSize(pool, 2);
    }

    /** minIdle never breaks the bound. */
    @Test
    void minIdleStaysWithinTheBound() {
        Pool<Item> pool = open(builder -> builder.maxSize(2).minIdle(2));
        awaitIdle(pool, 2);
        acquire(pool, 2);
        advance(Duration.ofSeconds(2));
        assertThat(pool.stats().size()).isEqualTo(2);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
    }
}
