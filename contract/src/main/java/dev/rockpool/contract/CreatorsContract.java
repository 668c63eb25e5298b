package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.CREATING;
import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Creation in the background: promise 1, "a factory that hangs blocks nobody else", promise 2, "an attempt that overruns
 * is abandoned and its slot is free", the last sentence of promise 3, "every waiter has an attempt that was started after
 * it joined, up to the bound: another's hung attempt is never its only hope", and promise 8, "creation is independent of
 * the caller". Stuck factories: HikariCP#2186, #2274, deadpool#462.
 */
abstract class CreatorsContract extends ContractBase {

    CreatorsContract(ContractSuite suite) {
        super(suite);
    }

    @Test
    void objectIsCreatedOnAThreadOfThePool() {
        Pool<Item> pool = open(1);
        acquire(pool);
        assertThat(lifecycle.onCreate().lastThread().getName())
                .startsWith("rockpool-" + nameInThreads(pool) + "-creator-");
        assertThat(lifecycle.onCreate().lastThread().isDaemon()).isTrue();
    }

    /** The numbers that are made of it do not overflow: four times as many may be abandoned, and some threads more run. */
    @Test
    void parallelCreationsMayBeAsManyAsThereAreNumbers() {
        Pool<Item> pool = open(builder -> builder.maxSize(Integer.MAX_VALUE).parallelCreations(Integer.MAX_VALUE));
        served(future(pool)).get().use();
        assertThat(Waits.result(pool.control().warmUp(3))).isEqualTo(3);
    }

    /** Another's hung attempt is never its only hope. */
    @ParameterizedTest
    @EnumSource
    void hungCreationBlocksNobodyElse(WaiterKind kind) {
        Pool<Item> pool = open(3);
        lifecycle.onCreate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool);
        lifecycle.onCreate().awaitInside(1);
        CompletableFuture<Lease<Item>> second = claim(kind, pool);
        // The second's attempt serves the first, which came first; so the second gets one more.
        served(first).get().use();
        served(second).get().use();
        assertThat(lifecycle.onCreate().inside()).isEqualTo(1);
        assertThat(pool.stats().creating()).isEqualTo(1);
    }

    /** "A returned object may serve a caller that waits for a creation." */
    @ParameterizedTest
    @EnumSource
    void returnServesACallerThatWaitsForACreation(WaiterKind kind) {
        Pool<Item> pool = open(2);
        Lease<Item> out = acquire(pool);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        gate.awaitInside(1);
        out.close();
        assertThat(served(claim).get().id()).isEqualTo(1);
        assertThat(pool.stats().hits()).isEqualTo(1);
        gate.open();
        awaitIdle(pool, 1);
    }

    /** "A creation whose caller has gone makes an idle object": after a timeout. */
    @ParameterizedTest
    @EnumSource
    void creationWhoseCallerTimedOutMakesAnIdleObject(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, SECOND);
        gate.awaitInside(1);
        advance(SECOND);
        timedOut(claim, CREATING);
        gate.open();
        awaitIdle(pool, 1);
    }

    /** The same after a cancellation: reactor-pool#124, r2dbc-pool#140. */
    @Test
    void creationWhoseFutureWasCancelledMakesAnIdleObject() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = future(pool);
        gate.awaitInside(1);
        claim.cancel(true);
        assertThat(pool.stats().waiting()).isZero();
        gate.open();
        awaitIdle(pool, 1);
        assertThat(pool.stats().created()).isEqualTo(1);
        assertThat(pool.stats().acquired()).isZero();
    }

    /** The same after an interrupt. */
    @Test
    void creationWhoseCallerWasInterruptedMakesAnIdleObject() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        Threads.Actor<Lease<Item>> waiter = waiter(pool);
        gate.awaitInside(1);
        waiter.interrupt();
        assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
        gate.open();
        awaitIdle(pool, 1);
    }

    /** "An attempt that overruns is abandoned: it counts as failed, its capacity is free." */
    @ParameterizedTest
    @EnumSource
    void attemptThatOverrunsCountsAsFailed(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(SECOND));
        lifecycle.onCreate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        lifecycle.onCreate().awaitInside(1);
        advance(SECOND);
        assertThat(Waits.failure(claim)).isInstanceOf(ObjectCreationException.class);
        assertThat(pool.stats().createFailures()).isEqualTo(1);
        assertThat(pool.stats().creating()).isZero();
        listener.await("createFailed", 1);
        advance(SECOND); // past the back-off
        served(claim(kind, pool)).get().use();
    }

    /** "Its late result is adopted if there is room." */
    @Test
    void lateResultIsAdopted() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(SECOND));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = future(pool);
        gate.awaitInside(1);
        advance(SECOND);
        Waits.failure(claim);
        gate.open();
        awaitIdle(pool, 1);
        assertThat(pool.stats().created()).isEqualTo(1);
        assertThat(pool.stats().createFailures()).isEqualTo(1);
        tryAcquired(pool).get().use();
    }

    /** "Else destroyed (LATE)." */
    @Test
    void lateResultWithoutRoomIsDestroyed() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(SECOND));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> claim = future(pool);
        gate.awaitInside(1);
        advance(SECOND);
        Waits.failure(claim);
        advance(SECOND); // past the back-off
        acquire(pool).get().use();
        gate.open();
        Waits.untilEquals("destroyed LATE", 1, () -> pool.stats().destroyed(DestroyCause.LATE));
        assertThat(pool.stats().created()).isEqualTo(2);
        assertThat(pool.stats().size()).isEqualTo(1);
    }

    /** "Up to the set parallelism." */
    @Test
    void attemptsAtOnceAreLimited() {
        Pool<Item> pool = open(builder -> builder.maxSize(6).parallelCreations(2));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        List<CompletableFuture<Lease<Item>>> claims = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            claims.add(waitAt(i % 2 == 0 ? WaiterKind.THREAD : WaiterKind.FUTURE, pool));
        }
        gate.awaitInside(2);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
        assertThat(pool.stats().creating()).isEqualTo(2);
        gate.open();
        claims.forEach(claim -> served(claim).get().use());
    }

    /** "Abandoned attempts still running are capped (4 × parallelism); beyond that the factory counts as down." */
    @Test
    void abandonedAttemptsAreLimited() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).createTimeout(SECOND));
        lifecycle.onCreate().always(lifecycle.never());
        CompletableFuture<Lease<Item>> claim = future(pool);
        for (int i = 1; i <= 4; i++) {
            lifecycle.onCreate().awaitInside(i);
            advance(SECOND);
            Waits.untilEquals("failures", i, () -> pool.stats().createFailures());
            advance(MINUTE); // past the back-off: the pool tries by itself
        }
        assertThat(Waits.failure(claim)).isInstanceOf(ObjectCreationException.class);
        assertThat(Waits.failure(future(pool))).isInstanceOf(ObjectCreationException.class);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(4);
    }

    /** "A call that finds nothing starts a creation, so that a later one succeeds." */
    @Test
    void tryAcquireStartsACreation() {
        Pool<Item> pool = open(1);
        assertThat(pool.tryAcquire()).isNull();
        awaitIdle(pool, 1);
        tryAcquired(pool).get().use();
        assertThat(pool.stats().hits()).isEqualTo(1);
        assertThat(pool.tryAcquire()).isNull();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(1);
    }

    /** "Zero does not wait", not for a creation either, but it starts one. */
    @ParameterizedTest
    @EnumSource
    void zeroTimeoutDoesNotWaitForACreation(WaiterKind kind) {
        Pool<Item> pool = open(1);
        CompletableFuture<Lease<Item>> claim = claim(kind, pool, Duration.ZERO);
        timedOut(claim, WAITING);
        awaitIdle(pool, 1);
    }

    /** "On a pool below its bound the acquire still waits for its creation", with FAIL. */
    @ParameterizedTest
    @EnumSource
    void failStillWaitsForItsOwnCreation(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).whenExhausted(WhenExhausted.FAIL));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool);
        gate.awaitInside(1);
        assertThat(Waits.failure(future(pool))).isInstanceOf(PoolExhaustedException.class);
        gate.open();
        served(first).get().use();
    }

    /** "maxWaiters counts acquires that wait for a return or a creation." */
    @Test
    void waitingForACreationCountsAsWaiting() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).maxWaiters(1));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> first = waitAt(WaiterKind.THREAD, pool);
        assertThat(Waits.failure(future(pool))).isInstanceOf(PoolExhaustedException.class);
        gate.open();
        served(first).get().use();
    }

    /** A failed attempt fails the waiter it was started for, and nobody else: the other has its own. */
    @Test
    void failedAttemptFailsOneWaiter() {
        Pool<Item> pool = open(2);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        IOException failure = new IOException("refused");
        lifecycle.onCreate().next(Behaviour.pass(gate).and(Behaviour.fail(failure)));
        CompletableFuture<Lease<Item>> first = waitAt(WaiterKind.FUTURE, pool);
        gate.awaitInside(1);
        Gate second = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(second));
        CompletableFuture<Lease<Item>> other = waitAt(WaiterKind.THREAD, pool);
        second.awaitInside(1);
        gate.open();
        assertThat(Waits.failure(first)).hasCause(failure);
        assertThat(other).isNotDone();
        second.open();
        served(other).get().use();
    }
}
