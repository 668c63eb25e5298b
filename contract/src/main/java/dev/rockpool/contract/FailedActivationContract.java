package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.config.Creation;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What comes of an activation that fails: the object is destroyed, and the acquire goes on with another, in its turn and within its
 * deadline; where all fail, not as fast as it can.
 */
abstract class FailedActivationContract extends ContractBase {

    FailedActivationContract(ContractSuite suite) {
        super(suite);
    }

    private Pool<Item> active(UnaryOperator<PoolBuilder<Item>> settings) {
        return open(builder -> settings.apply(builder.onAcquire(lifecycle::prepare)));
    }

    private Pool<Item> active(int maxSize) {
        return active(builder -> builder.maxSize(maxSize));
    }

    @ParameterizedTest
    @EnumSource
    void whatFailsIsDestroyedAndTheAcquireGoesOnWithAnother(WaiterKind kind) {
        Pool<Item> pool = active(1);
        fill(pool, 1);
        IOException failure = new IOException("no such tenant");
        lifecycle.onActivate().next(Behaviour.fail(failure));
        assertThat(served(claim(kind, pool)).get().id()).isEqualTo(2);
        PoolStats stats = pool.stats();
        assertThat(stats.activationFailures()).isEqualTo(1);
        assertThat(stats.destroyed(DestroyCause.ACTIVATION_FAILED)).isEqualTo(1);
        assertThat(listener.await("activationFailed", 1).get(0).detail()).isSameAs(failure);
        assertThat(stats.acquired())
                .as("a lease that never began is not counted")
                .isEqualTo(2);
        assertThat(stats.misses()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsAFailureToo(WaiterKind kind) {
        Pool<Item> pool = active(1);
        lifecycle.onActivate().next(Behaviour.fail(new StackOverflowError()));
        assertThat(served(claim(kind, pool)).get().id()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void manyThatFailAreReplacedWithinOneAcquire(WaiterKind kind) {
        Pool<Item> pool = active(3);
        fill(pool, 3);
        Behaviour no = Behaviour.fail(new IOException("no"));
        lifecycle.onActivate().next(no, no, no);
        assertThat(served(claim(kind, pool)).get().id()).isGreaterThan(3);
        assertThat(pool.stats().activationFailures()).isEqualTo(3);
    }

    /** "tryAcquire goes on to the next idle object." */
    @Test
    void tryAcquireGoesOnToTheNext() {
        Pool<Item> pool = active(2);
        fill(pool, 2);
        lifecycle.onActivate().next(Behaviour.fail(new IOException("no")));
        tryAcquired(pool).get().use();
        awaitSize(pool, 1);
    }

    @Test
    void tryAcquireGivesNullWhenAllFail() {
        Pool<Item> pool = active(2);
        fill(pool, 2);
        Behaviour no = Behaviour.fail(new IOException("no"));
        lifecycle.onActivate().next(no, no);
        assertThat(pool.tryAcquire()).isNull();
        assertThat(pool.stats().activationFailures()).isEqualTo(2);
    }

    @Test
    void aFutureWithoutTimeGoesOnToTheNext() {
        Pool<Item> pool = active(2);
        fill(pool, 2);
        lifecycle.onActivate().next(Behaviour.fail(new IOException("no")));
        served(future(pool, Duration.ZERO)).get().use();
    }

    /** "Keeping its deadline", and the timeout names the last failure. */
    @ParameterizedTest
    @EnumSource
    void theAcquireEndsByItsDeadlineThoughEveryActivationFails(WaiterKind kind) {
        Pool<Item> pool = active(builder -> builder.maxSize(1).creation(Creation.BACKGROUND));
        IOException failure = new IOException("no such tenant");
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, SECOND);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().always(Behaviour.fail(failure));
        lifecycle.onCreate().always(Behaviour.pass(gate));
        out.close();
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.ACTIVATION_FAILED));
        Waits.until("time to be up", () -> {
            advance(SECOND);
            return claim.isDone();
        });
        assertThat(Waits.failure(claim))
                .isInstanceOf(PoolTimeoutException.class)
                .hasCause(failure);
    }

    /** "Bounded by the deadline": the future fails, and what is activated in vain is cleaned, and serves the next. */
    @Test
    void aFutureWhoseActivationHangsEndsByItsDeadline() {
        Pool<Item> pool = active(builder -> builder.maxSize(1).createTimeout(HOUR));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onActivate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> hung = future(pool, SECOND);
        gate.awaitInside(1);
        Waits.until("time to be up", () -> {
            advance(SECOND);
            return hung.isDone();
        });
        timedOut(hung, Phase.ACTIVATING);
        int resets = lifecycle.onReset().calls();
        gate.open();
        awaitIdle(pool, 1);
        assertThat(lifecycle.onReset().calls())
                .as("what was prepared for nobody is cleaned")
                .isEqualTo(resets + 1);
        assertThat(acquire(pool).get().id()).isEqualTo(1);
    }

    /** An activation on a worker that overruns {@code createTimeout} is given up, and its object destroyed. */
    @Test
    void anActivationOnAWorkerThatHangsIsGivenUp() {
        Pool<Item> pool = active(builder -> builder.maxSize(1).createTimeout(MINUTE));
        fill(pool, 1);
        lifecycle.onActivate().next(lifecycle.never());
        CompletableFuture<Lease<Item>> claim = future(pool);
        Waits.until("the activation to hang", () -> lifecycle.onActivate().inside() == 1);
        advance(MINUTE);
        assertThat(served(claim).get().id()).isGreaterThan(1);
    }

    // ---- where every activation fails

    /** "Then one at a time is made, after the pauses of creationBackOff"; the acquire waits on, within its deadline. */
    @ParameterizedTest
    @EnumSource
    void whereEveryActivationFailsTheNextObjectIsMadeAfterAPause(WaiterKind kind) {
        ticker = new ManualTicker(-1L << 50); // any origin will do
        Pool<Item> pool = active(2);
        lifecycle.onActivate().always(Behaviour.fail(new IOException("no such role")));
        CompletableFuture<Lease<Item>> claim = claim(kind, pool);
        for (int failures = 2; failures <= 9; failures++) {
            awaitFailed(pool, failures);
            Duration ceiling = Duration.ofMillis(100L << (failures - 1));
            Duration floor = failures == 2 ? Duration.ofMillis(100) : ceiling.dividedBy(2);
            advance(floor.minusNanos(1));
            future(pool).cancel(false); // one more that asks
            assertThat(lifecycle.onCreate().calls()).as("made before " + floor).isEqualTo(failures);
            advance(ceiling.minus(floor).plusNanos(1));
        }
        awaitFailed(pool, 10);
        lifecycle.onActivate().heal();
        advance(MINUTE);
        assertThat(served(claim).get().id()).isEqualTo(11);
        assertThat(served(claim(kind, pool)).get().id()).as("at once").isEqualTo(12);
    }

    private void awaitFailed(Pool<Item> pool, int count) {
        Waits.untilEquals("failed", (long) count, () -> pool.stats().destroyed(DestroyCause.ACTIVATION_FAILED));
        Waits.untilEquals("size", 0, () -> pool.stats().size());
    }

    /** "One at a time", however many wait, until one was activated. */
    @Test
    void afterThePauseOneObjectIsMadeUntilItIsKnownToBeOfUse() {
        Pool<Item> pool =
                active(builder -> builder.maxSize(4).parallelCreations(4).creation(Creation.BACKGROUND));
        Behaviour no = Behaviour.fail(new IOException("no such role"));
        lifecycle.onActivate().next(no, no);
        CompletableFuture<Lease<Item>> first = future(pool);
        awaitFailed(pool, 2);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        List<CompletableFuture<Lease<Item>>> claims = new ArrayList<>(List.of(first));
        for (int i = 0; i < 3; i++) {
            claims.add(future(pool));
        }
        advance(SECOND);
        gate.awaitInside(1);
        claims.add(future(pool));
        assertThat(pool.stats().creating()).isEqualTo(1);
        gate.open();
        claims.subList(0, 4).forEach(claim -> served(claim).get().use());
    }

    /** minIdle makes no more objects in vain than acquires do. */
    @Test
    void minIdleKeepsToThePauseToo() {
        Pool<Item> pool = active(builder -> builder.maxSize(4).minIdle(2).creation(Creation.BACKGROUND));
        awaitIdle(pool, 2);
        lifecycle.onActivate().always(Behaviour.fail(new IOException("no such role")));
        assertThat(pool.tryAcquire()).isNull();
        Waits.until("a pause", () -> {
            pool.tryAcquire();
            return pool.stats().size() == 0;
        });
        int made = lifecycle.onCreate().calls();
        assertThat(pool.tryAcquire()).isNull();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(made);
        lifecycle.onActivate().heal();
        Waits.until("the stock", () -> {
            advance(SECOND);
            return pool.stats().idle() == 2;
        });
    }
}
