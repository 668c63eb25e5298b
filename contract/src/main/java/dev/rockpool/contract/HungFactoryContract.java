package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.config.Creation;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promises 2, 3 and 8 about a factory that hangs: it holds up nobody else, is given up after {@code createTimeout}, and
 * what it brings late is used or destroyed. One that hung stopped all of HikariCP (#2186, #2274, #2161, #934) and
 * deadpool (#462).
 */
abstract class HungFactoryContract extends ContractBase {

    /** Longer than any back-off. */
    private static final Duration BACK_OFF = Duration.ofSeconds(30);

    HungFactoryContract(ContractSuite suite) {
        super(suite);
    }

    /** A pool whose creators create, within a second. */
    private Pool<Item> open(int maxSize, int parallelCreations) {
        return open(builder -> builder.maxSize(maxSize)
                .parallelCreations(parallelCreations)
                .creation(Creation.BACKGROUND)
                .createTimeout(SECOND));
    }

    /** The next attempt hangs at the gate that this returns. */
    private Gate hangNext() {
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        return gate;
    }

    /** A pool of one whose only attempt hangs at the gate and was given up. */
    private Pool<Item> openWithAbandonedAttempt(Gate gate) {
        Pool<Item> pool = open(1, 1);
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> victim = future(pool);
        gate.awaitInside(1);
        advance(SECOND);
        assertThat(Waits.failure(victim)).isInstanceOf(ObjectCreationException.class);
        return pool;
    }

    // --- It holds up nobody else
    // --------------------------------------------------------------------------------------

    /** Objects come and go while as many attempts hang as creators may make. */
    @Test
    void objectsKeepServingWhileAllCreatorsHang() {
        Pool<Item> pool = open(4, 2);
        List<Lease<Item>> out = acquire(pool, 2);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        List<CompletableFuture<Lease<Item>>> claims = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            claims.add(waitAt(i % 2 == 0 ? WaiterKind.THREAD : WaiterKind.FUTURE, pool));
        }
        gate.awaitInside(2);
        out.forEach(Lease::close);
        claims.forEach(claim -> served(claim).close());
        assertThat(pool.stats().created()).isEqualTo(2);
    }

    // --- It is given up
    // -----------------------------------------------------------------------------------------------

    /** "Its slot is free": another attempt is made while it still hangs. */
    @ParameterizedTest
    @EnumSource
    void capacityOfAnAbandonedAttemptIsFree(WaiterKind kind) {
        Gate gate = lifecycle.gate();
        Pool<Item> pool = openWithAbandonedAttempt(gate);
        advance(BACK_OFF);
        Lease<Item> lease = kind == WaiterKind.THREAD ? acquire(pool) : served(future(pool));
        lease.get().use();
        assertThat(gate.inside()).isEqualTo(1);
        assertThat(pool.stats().size()).isEqualTo(1);
    }

    /** Who waits while an object is leased waits on, also when its attempt was abandoned. */
    @ParameterizedTest
    @EnumSource
    void abandonedAttemptLetsItsCallerWaitOnWhileAnObjectIsLeased(WaiterKind kind) {
        Pool<Item> pool = open(2, 1);
        Lease<Item> out = acquire(pool);
        Gate gate = hangNext();
        hangNext(); // one failure is no outage: it tries again at once
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        gate.awaitInside(1);
        advance(SECOND);
        Waits.untilEquals("failures", 1, () -> pool.stats().createFailures());
        assertThat(claim).isNotDone();
        out.close();
        assertThat(served(claim).get().id()).isEqualTo(1);
    }

    // --- What comes late
    // ----------------------------------------------------------------------------------------------

    /** "Its late result is adopted": by who waits. */
    @ParameterizedTest
    @EnumSource
    void lateObjectServesWhoWaits(WaiterKind kind) {
        Pool<Item> pool = open(3, 1);
        acquire(pool);
        Gate gate = hangNext();
        hangNext(); // one failure is no outage: it tries again at once
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        gate.awaitInside(1);
        advance(SECOND);
        Waits.untilEquals("failures", 1, () -> pool.stats().createFailures());
        gate.open();
        assertThat(served(claim).get().id()).isEqualTo(2);
    }

    /** An object of before a clear is not adopted: "Attempts that were started … before are destroyed, too." */
    @Test
    void lateObjectOfBeforeAClearIsDestroyed() {
        Gate gate = lifecycle.gate();
        Pool<Item> pool = openWithAbandonedAttempt(gate);
        pool.control().clear();
        gate.open();
        Waits.untilEquals("destroyed ones", 1, () -> pool.stats().destroyed());
        assertThat(pool.stats().idle()).isZero();
        advance(BACK_OFF);
        assertThat(acquire(pool).get().id()).isEqualTo(2);
    }

    /** "Counts one failure", also when the abandoned attempt fails in the end. */
    @Test
    void lateFailureChangesNothing() {
        Pool<Item> pool = open(1, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate).and(Behaviour.fail(new IOException("late"))));
        CompletableFuture<Lease<Item>> victim = future(pool);
        gate.awaitInside(1);
        advance(SECOND);
        assertThat(Waits.failure(victim)).hasCauseInstanceOf(TimeoutException.class);
        gate.open();
        lifecycle.onCreate().awaitInside(0);
        advance(BACK_OFF);
        served(future(pool)).get().use();
        assertThat(pool.stats().createFailures()).isEqualTo(1);
    }

    // --- There is an end to patience
    // ----------------------------------------------------------------------------------

    /** "Abandoned attempts still running are capped (4 × parallelism); beyond that the factory counts as down." */
    @Test
    void abandonedAttemptsAreCapped() {
        Pool<Item> pool = open(1, 1);
        List<Gate> gates = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            gates.add(hangNext());
        }
        CompletableFuture<Lease<Item>> victim = future(pool);
        for (int i = 1; i <= 4; i++) { // the pool tries by itself when the back-off has passed
            lifecycle.onCreate().awaitInside(i);
            advance(SECOND);
            Waits.untilEquals("failures", i, () -> pool.stats().createFailures());
            advance(BACK_OFF);
        }
        assertThat(Waits.failure(victim)).isInstanceOf(ObjectCreationException.class);
        for (WaiterKind kind : WaiterKind.values()) {
            assertThat(Waits.failure(
                            kind == WaiterKind.THREAD ? acquirer(pool, HOUR).outcome() : future(pool)))
                    .isInstanceOf(ObjectCreationException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
        assertThat(pool.health().state()).isEqualTo(State.DOWN);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(4);
        gates.get(0).open();
        awaitIdle(pool, 1);
        tryAcquired(pool).invalidate();
        awaitSize(pool, 0);
        acquire(pool).get().use();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(5);
    }

    /** A warm-up hears of an attempt that hangs, too. */
    @Test
    void warmUpFailsWithTheAttemptThatHangs() {
        Pool<Item> pool = open(2, 1);
        Gate gate = hangNext();
        CompletableFuture<Integer> warmUp = pool.control().warmUp(2);
        gate.awaitInside(1);
        advance(SECOND);
        assertThat(Waits.failure(warmUp))
                .isInstanceOf(ObjectCreationException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }
}
