package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.VALIDATING;
import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.config.Fairness;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 1, deadline: "Every acquire ends by its deadline, whatever the lifecycle code does", and promise 10: "Time is
 * monotonic; wall-clock jumps change nothing."
 */
abstract class DeadlineContract extends ContractBase {

    private static final Duration QUARTER = Duration.ofMillis(250);

    DeadlineContract(ContractSuite suite) {
        super(suite);
    }

    @ParameterizedTest
    @EnumSource
    void acquireEndsByItsDeadlineAndNotBefore(WaiterKind kind) {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, QUARTER);
        CompletableFuture<Lease<Item>> witness = future(pool, QUARTER.minusNanos(1));
        advance(QUARTER.minusNanos(1));
        timedOut(witness, WAITING);
        assertThat(claim).isNotDone();
        advance(Duration.ofNanos(1));
        assertThat(timedOut(claim, WAITING).waited()).isEqualTo(QUARTER);
    }

    /** The message is a snapshot of the pool. */
    @ParameterizedTest
    @EnumSource
    void timeoutSaysWhatThePoolLookedLike(WaiterKind kind) {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, QUARTER);
        advance(QUARTER);
        PoolTimeoutException timeout = timedOut(claim, WAITING);
        assertThat(timeout)
                .hasMessageStartingWith("pool \"" + pool.config().name() + "\": no object within 250 ms (WAITING): "
                        + "1 of 1 leased, 0 idle, 0 being created, ")
                .hasMessageContaining("last creation failure: none")
                .hasNoCause();
        assertThat(timeout.poolName()).isEqualTo(pool.config().name());
        assertThat(timeout.stats().leased()).isEqualTo(1);
        assertThat(pool.stats().timeouts()).isEqualTo(1);
        assertThat(pool.stats().waiting()).isZero();
        assertThat(listener.await("timedOut", 1).get(0).detail()).isSameAs(timeout);
    }

    /** What comes back after the timeout is idle, not lost. */
    @ParameterizedTest
    @EnumSource
    void timedOutAcquireLosesNothing(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, QUARTER);
        advance(QUARTER);
        timedOut(claim, WAITING);
        out.close();
        tryAcquired(pool).get().use();
    }

    /** Each waiter has its own deadline. */
    @Test
    void everyWaiterHasItsOwnDeadline() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Lease<Item>> late = waitAt(WaiterKind.THREAD, pool, MINUTE);
        CompletableFuture<Lease<Item>> later = waitAt(WaiterKind.FUTURE, pool, MINUTE.multipliedBy(2));
        CompletableFuture<Lease<Item>> soon = waitAt(WaiterKind.FUTURE, pool, SECOND);
        CompletableFuture<Lease<Item>> sooner = waitAt(WaiterKind.THREAD, pool, QUARTER);
        advance(QUARTER);
        timedOut(sooner, WAITING);
        advance(SECOND);
        timedOut(soon, WAITING);
        assertThat(late).isNotDone();
        advance(MINUTE);
        timedOut(late, WAITING);
        assertThat(later).isNotDone();
    }

    /** HikariCP#354, #559: wall clock set forward or back. */
    @ParameterizedTest
    @EnumSource
    void wallClockJumpsChangeNothing(WaiterKind kind) {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, MINUTE);
        ticker.jumpWallClock(Duration.ofDays(3650));
        advance(SECOND);
        ticker.jumpWallClock(Duration.ofDays(-7300));
        advance(SECOND);
        assertThat(claim).isNotDone();
        assertThat(pool.stats().leased()).isEqualTo(2);
        out.get(0).close();
        served(claim).close();
        assertThat(pool.stats().idle()).isEqualTo(1);
        assertThat(pool.stats().destroyed()).isZero();
        assertThat(pool.stats().timeouts()).isZero();
    }

    /** "An arbitrary origin; only differences mean anything": System.nanoTime may overflow. */
    @ParameterizedTest
    @EnumSource
    void timeMayOverflow(WaiterKind kind) {
        ticker = new ManualTicker(Long.MAX_VALUE - SECOND.toNanos());
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, MINUTE);
        advance(SECOND.multipliedBy(30));
        assertThat(claim).isNotDone();
        advance(SECOND.multipliedBy(30));
        timedOut(claim, WAITING);
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool, MINUTE);
        out.close();
        served(next).get().use();
    }

    /** "A validator that hangs blocks nobody else." */
    @Test
    void hungValidatorBlocksNobodyElse() {
        Pool<Item> pool = open(builder -> builder.maxSize(2).validateOnAcquire(true));
        fill(pool, 2);
        lifecycle.onValidate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> stuck = future(pool);
        lifecycle.onValidate().awaitInside(1);
        if (pool.config().fairness() == Fairness.STRICT) { // the one in front keeps its turn, and gets the other object
            CompletableFuture<Lease<Item>> next = future(pool);
            served(stuck).close();
            served(next).get().use();
            return;
        }
        for (int i = 0; i < 3; i++) {
            acquire(pool).close();
        }
        assertThat(stuck).isNotDone();
    }

    /** The deadline holds while the object is being validated. */
    @ParameterizedTest
    @EnumSource
    void deadlineHoldsDuringValidation(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        lifecycle.onValidate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> claim = claim(kind, pool, SECOND);
        lifecycle.onValidate().awaitInside(1);
        // A thread reads the clock before the validation begins, but may not have parked yet: then it looks again.
        advance(SECOND);
        timedOut(claim, VALIDATING);
    }

    /** "Validation has validationTimeout": what overruns is destroyed and replaced. */
    @ParameterizedTest
    @EnumSource
    void objectWhoseValidationHangsIsReplaced(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1)
                .validateOnAcquire(true)
                .validationTimeout(SECOND)
                .createTimeout(MINUTE));
        fill(pool, 1);
        lifecycle.onValidate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> claim = claim(kind, pool);
        lifecycle.onValidate().awaitInside(1);
        advance(SECOND);
        assertThat(served(claim).get().id()).isEqualTo(2);
        assertThat(pool.stats().validationFailures()).isEqualTo(1);
    }

    /** "A destroy that hangs blocks nobody else": not even who destroys. */
    @Test
    void hungDestroyBlocksNobodyElse() {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        lifecycle.onDestroy().next(lifecycle.never());
        out.get(0).invalidate();
        lifecycle.onDestroy().awaitInside(1);
        out.get(1).close();
        acquire(pool).get().use();
    }

    /** "Capacity is free when destroy has returned or overrun its time." */
    @ParameterizedTest
    @EnumSource
    void capacityIsFreeWhenDestroyHasOverrunItsTime(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(MINUTE));
        Lease<Item> out = acquire(pool);
        lifecycle.onDestroy().next(lifecycle.never());
        CompletableFuture<Lease<Item>> next = waitAt(kind, pool);
        out.invalidate();
        lifecycle.onDestroy().awaitInside(1);
        assertThat(next).isNotDone();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(1);
        advance(MINUTE);
        assertThat(served(next).get().id()).isEqualTo(2);
        listener.await("destroyFailed", 1);
    }

    /** A listener that hangs blocks nobody. */
    @Test
    void hungListenerBlocksNobody() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        listener.react(gate::pass);
        acquire(pool).close();
        gate.awaitInside(1);
        Lease<Item> lease = acquire(pool);
        CompletableFuture<Lease<Item>> next = waitAt(WaiterKind.THREAD, pool);
        lease.invalidate();
        served(next).get().use();
    }

    /** A listener that throws changes nothing. */
    @Test
    void throwingListenerChangesNothing() {
        Pool<Item> pool = open(1);
        listener.react(() -> {
            throw new IllegalStateException("listener");
        });
        acquire(pool).invalidate();
        acquire(pool).get().use();
        assertThat(listener.await("destroyed", 1)).isNotEmpty();
    }
}
