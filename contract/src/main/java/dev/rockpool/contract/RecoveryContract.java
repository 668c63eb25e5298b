package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 13: "It comes back by itself. After an outage the pool tries again without being asked, so {@code health()}
 * tells the truth when there is no traffic. One failed attempt is not an outage … {@code warmUp} always tries.
 * {@code rideOut(Duration)}: for that long after creation began to fail, acquires that find nothing wait for it to work
 * again, within their deadlines, instead of failing at once; default zero."
 */
abstract class RecoveryContract extends ContractBase {

    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final IOException refused = new IOException("refused");

    RecoveryContract(ContractSuite suite) {
        super(suite);
    }

    private void failedWith(Throwable cause, CompletableFuture<?> claim) {
        assertThat(Waits.failure(claim))
                .isInstanceOf(ObjectCreationException.class)
                .hasCause(cause);
    }

    /** A pool without an object that backs off. */
    private Pool<Item> downPool(UnaryOperator<PoolBuilder<Item>> settings) {
        Pool<Item> pool = open(settings);
        lifecycle.onCreate().always(Behaviour.fail(refused));
        failedWith(refused, future(pool));
        failedWith(refused, future(pool));
        awaitFailures(pool, 2);
        return pool;
    }

    private Pool<Item> downPool() {
        return downPool(builder -> builder.maxSize(2));
    }

    private static void awaitFailures(Pool<Item> pool, int count) {
        Waits.untilEquals("failures", count, () -> pool.stats().createFailures());
    }

    private Duration backOff(Pool<Item> pool) {
        Instant next = Objects.requireNonNull(pool.health().nextAttempt(), "no next attempt");
        return Duration.between(ticker.wallTime(), next);
    }

    private static void awaitState(Pool<Item> pool, State state) {
        Waits.until("health to be " + state, () -> pool.health().state() == state);
    }

    // --- One failure is no outage
    // -------------------------------------------------------------------------------------

    /** "One failed attempt is not an outage: the next acquire tries at once." */
    @ParameterizedTest
    @EnumSource
    void acquireAfterOneFailureTriesAtOnce(WaiterKind kind) {
        Pool<Item> pool = open(1);
        lifecycle.onCreate().next(Behaviour.fail(refused));
        failedWith(refused, claim(kind, pool));
        served(claim(kind, pool)).get().use();
        assertThat(pool.health().state()).isEqualTo(State.UP);
    }

    /** "The second in a row begins the back-off." */
    @ParameterizedTest
    @EnumSource
    void acquireAfterTwoFailuresFailsAtOnce(WaiterKind kind) {
        Pool<Item> pool = downPool();
        lifecycle.onCreate().heal();
        failedWith(refused, claim(kind, pool));
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
        assertThat(backOff(pool)).isBetween(SHORTEST, SHORTEST.multipliedBy(2));
    }

    /** A success between two failures begins anew. */
    @Test
    void failuresThatAreNotInARowBeginNoBackOff() {
        Pool<Item> pool = open(1);
        for (int i = 0; i < 5; i++) {
            lifecycle.onCreate().next(Behaviour.fail(refused));
            failedWith(refused, future(pool));
            served(future(pool)).invalidate();
            awaitSize(pool, 0);
        }
        assertThat(lifecycle.onCreate().calls()).isEqualTo(10);
    }

    // --- Without traffic
    // ----------------------------------------------------------------------------------------------

    /** "After an outage the pool tries again without being asked"; what it makes becomes an idle object. */
    @Test
    void outageEndsThoughNobodyAcquires() {
        Pool<Item> pool = downPool();
        for (int failures = 3; failures <= 6; failures++) {
            advance(backOff(pool));
            awaitFailures(pool, failures);
            Waits.until(
                    "the next back-off",
                    () -> !backOff(pool).isNegative() && !backOff(pool).isZero());
        }
        lifecycle.onCreate().heal();
        assertThat(pool.health().state()).isEqualTo(State.DOWN);
        advance(backOff(pool));
        awaitState(pool, State.UP);
        awaitIdle(pool, 1);
        assertThat(pool.stats().acquired()).isZero();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(7);
    }

    /** The same after one failure: it is not an outage, and the health must come back as well. */
    @Test
    void healthComesBackAfterOneFailureThoughNobodyAcquires() {
        Pool<Item> pool = open(1);
        lifecycle.onCreate().next(Behaviour.fail(refused));
        failedWith(refused, future(pool));
        assertThat(pool.health().state()).isEqualTo(State.DOWN);
        advance(backOff(pool));
        awaitState(pool, State.UP);
    }

    /** The same while objects are there. */
    @Test
    void healthComesBackThoughObjectsServe() {
        Pool<Item> pool = open(2);
        Lease<Item> out = acquire(pool);
        lifecycle.onCreate().next(Behaviour.fail(refused), Behaviour.fail(refused));
        CompletableFuture<Lease<Item>> claim = future(pool, SECOND);
        awaitFailures(pool, 2);
        out.close();
        served(claim).close();
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
        advance(SECOND);
        awaitState(pool, State.UP);
        awaitIdle(pool, 2);
    }

    /** "Within the bounds": where no object may be idle, what was made only to see is destroyed. */
    @Test
    void objectMadeToSeeIsDestroyedWhereNoneMayBeIdle() {
        Pool<Item> pool = downPool(builder -> builder.maxSize(2).maxIdle(0));
        lifecycle.onCreate().heal();
        advance(backOff(pool));
        awaitState(pool, State.UP);
        awaitSize(pool, 0);
        assertThat(pool.stats().destroyed(DestroyCause.SURPLUS)).isEqualTo(1);
    }

    /** A full pool whose overflow failed comes back, too. */
    @Test
    void healthComesBackAfterAnOverflowFailed() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.OVERFLOW));
        acquire(pool);
        lifecycle.onCreate().next(Behaviour.fail(refused), Behaviour.fail(refused));
        CompletableFuture<Lease<Item>> claim = future(pool);
        awaitFailures(pool, 2);
        claim.cancel(false);
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
        advance(SECOND);
        awaitState(pool, State.UP);
        awaitSize(pool, 1);
    }

    /** A probe that hangs for longer than the longest back-off does not hold back the next. */
    @Test
    void probeThatHangsDoesNotHoldBackTheNext() {
        Duration longest = Duration.ofMillis(500);
        Pool<Item> pool = downPool(builder -> builder.maxSize(2).creationBackOff(SHORTEST, longest));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        advance(backOff(pool));
        gate.awaitInside(1);
        lifecycle.onCreate().heal();
        advance(longest.minusNanos(1));
        assertThat(lifecycle.onCreate().calls()).isEqualTo(3);
        advance(Duration.ofNanos(1));
        awaitState(pool, State.UP);
        awaitIdle(pool, 1);
        gate.open();
        awaitIdle(pool, 2);
    }

    // --- Warm-ups
    // -----------------------------------------------------------------------------------------------------

    /** "warmUp always tries." */
    @Test
    void warmUpTriesDuringTheBackOff() {
        Pool<Item> pool = downPool();
        IOException other = new IOException("still refused");
        lifecycle.onCreate().next(Behaviour.fail(other));
        failedWith(other, pool.control().warmUp(1));
        lifecycle.onCreate().heal();
        assertThat(Waits.result(pool.control().warmUp(2))).isEqualTo(2);
        assertThat(pool.health().state()).isEqualTo(State.UP);
    }

    /** Its attempt is its own: who acquires meanwhile is told at once. */
    @Test
    void acquireFailsAtOnceWhileAWarmUpTries() {
        Pool<Item> pool = downPool();
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        CompletableFuture<Integer> warmUp = pool.control().warmUp(1);
        gate.awaitInside(1);
        failedWith(refused, future(pool));
        gate.open();
        assertThat(Waits.result(warmUp)).isEqualTo(1);
    }

    // --- Riding out
    // ---------------------------------------------------------------------------------------------------

    private Pool<Item> riding(Duration rideOut) {
        return open(builder -> builder.maxSize(2).rideOut(rideOut));
    }

    /** "Acquires that find nothing wait for it to work again": those that were there, and those that come. */
    @ParameterizedTest
    @EnumSource
    void acquiresRideAnOutageOut(WaiterKind kind) {
        Pool<Item> pool = riding(MINUTE);
        lifecycle.onCreate().always(Behaviour.fail(refused));
        CompletableFuture<Lease<Item>> first = claim(kind, pool);
        awaitFailures(pool, 2);
        CompletableFuture<Lease<Item>> second = claim(kind, pool);
        awaitWaiting(pool, 2);
        lifecycle.onCreate().heal();
        advance(SECOND);
        served(first).get().use();
        served(second).get().use();
    }

    /** "For that long after creation began to fail." */
    @ParameterizedTest
    @EnumSource
    void acquiresFailWithTheRealCauseWhenTheRideIsOver(WaiterKind kind) {
        Pool<Item> pool = riding(Duration.ofMillis(99)); // before the first back-off ends
        lifecycle.onCreate().always(Behaviour.fail(refused));
        CompletableFuture<Lease<Item>> first = claim(kind, pool);
        awaitFailures(pool, 2);
        awaitWaiting(pool, 1);
        advance(Duration.ofMillis(99).minusNanos(1));
        assertThat(first).isNotDone();
        advance(Duration.ofNanos(1));
        failedWith(refused, first);
        failedWith(refused, claim(kind, pool));
    }

    /** "Within their deadlines." */
    @ParameterizedTest
    @EnumSource
    void deadlineHoldsWhileAnOutageIsRiddenOut(WaiterKind kind) {
        Pool<Item> pool = riding(HOUR);
        lifecycle.onCreate().always(Behaviour.fail(refused));
        Duration timeout = Duration.ofMillis(50);
        CompletableFuture<Lease<Item>> claim = claim(kind, pool, timeout);
        awaitFailures(pool, 2);
        awaitWaiting(pool, 1);
        advance(timeout);
        assertThat(timedOut(claim, WAITING)).hasCause(refused);
    }
}
