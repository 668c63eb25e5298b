package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Validation on acquire: "an invalid idle object is replaced within the same deadline; the caller never sees it". Under a
 * lock, or by one thread for all, it stopped whole pools: Payara#1013, quarkus#47091.
 */
abstract class ValidationContract extends ContractBase {

    ValidationContract(ContractSuite suite) {
        super(suite);
    }

    @ParameterizedTest
    @EnumSource
    void invalidObjectIsReplaced(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        lifecycle.onValidate().next(Behaviour.no());
        assertThat(served(claim(kind, pool)).get().id()).isEqualTo(2);
        assertThat(pool.stats().validationFailures()).isEqualTo(1);
        assertThat(pool.stats().destroyed(DestroyCause.INVALID)).isEqualTo(1);
        assertThat(listener.await("validationFailed", 1).get(0).detail()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void validationThatThrowsIsANo(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        IOException failure = new IOException("broken pipe");
        lifecycle.onValidate().next(Behaviour.fail(failure));
        assertThat(served(claim(kind, pool)).get().id()).isEqualTo(2);
        assertThat(listener.await("validationFailed", 1).get(0).detail()).isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource
    void validObjectIsHandedOut(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        assertThat(served(claim(kind, pool)).get().id()).isEqualTo(1);
        assertThat(lifecycle.onValidate().calls()).isEqualTo(1);
        assertThat(pool.stats().hits()).isEqualTo(1);
    }

    /** All that are idle may be broken at once, as after a restart of the other side. */
    @ParameterizedTest
    @EnumSource
    void manyInvalidObjectsAreReplacedWithinOneAcquire(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(3).validateOnAcquire(true));
        fill(pool, 3);
        lifecycle.onValidate().next(Behaviour.no(), Behaviour.no(), Behaviour.no());
        assertThat(served(claim(kind, pool)).get().id()).isGreaterThan(3);
        assertThat(pool.stats().validationFailures()).isEqualTo(3);
    }

    /** An object that has just been created is not validated. */
    @Test
    void newObjectIsNotValidated() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        acquire(pool);
        assertThat(lifecycle.onValidate().calls()).isZero();
    }

    @Test
    void tryAcquireValidates() {
        Pool<Item> pool = open(builder -> builder.maxSize(2).validateOnAcquire(true));
        fill(pool, 2);
        lifecycle.onValidate().next(Behaviour.no());
        tryAcquired(pool).get().use(); // the other one
        awaitSize(pool, 1);
        assertThat(lifecycle.onValidate().calls()).isEqualTo(2);
    }

    @Test
    void tryAcquireGivesNullWhenAllAreInvalid() {
        Pool<Item> pool = open(builder -> builder.maxSize(2).validateOnAcquire(true));
        fill(pool, 2);
        lifecycle.onValidate().next(Behaviour.no(), Behaviour.no());
        assertThat(pool.tryAcquire()).isNull();
        assertThat(pool.stats().validationFailures()).isEqualTo(2);
    }

    /** "With timeout zero it runs on the caller." */
    @Test
    void validationWithoutTimeoutRunsOnTheCaller() {
        Pool<Item> pool =
                open(builder -> builder.maxSize(1).validateOnAcquire(true).validationTimeout(Duration.ZERO));
        fill(pool, 1);
        Threads.Actor<Lease<Item>> actor = acquirer(pool, HOUR);
        actor.result().close();
        assertThat(lifecycle.onValidate().lastThread()).isSameAs(actor.thread());
        lifecycle.onValidate().next(Behaviour.no());
        assertThat(acquire(pool).get().id()).isEqualTo(2);
    }

    /** "With validationTimeout it runs on a worker." */
    @Test
    void validationWithTimeoutRunsOnAWorker() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        acquire(pool);
        assertThat(lifecycle.onValidate().lastThread().getName()).startsWith("rockpool-" + nameInThreads(pool) + "-");
    }

    /** "Only an object that has been idle for this long … none that is due escapes." */
    @Test
    void onlyObjectsThatWereIdleForLongAreValidated() {
        Pool<Item> pool = open(
                builder -> builder.maxSize(1).validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(80))));
        fill(pool, 1);
        ticker.advanceAndSettle(Duration.ofSeconds(20)); // a sweep still under way would be missed below
        acquire(pool).close();
        assertThat(lifecycle.onValidate().calls()).isZero();
        awaitIdle(pool, 1);
        // A background thread that has just been started may miss the time of a first round, but not of all.
        Waits.until("an object that was idle for long to be validated", () -> {
            for (int i = 0; i < 10; i++) {
                ticker.advanceAndSettle(Duration.ofSeconds(10)); // upkeep sweeps once in an eighth of the time
            }
            acquire(pool).close();
            awaitIdle(pool, 1);
            return lifecycle.onValidate().calls() > 0;
        });
        assertThat(lifecycle.onValidate().calls()).isEqualTo(1);
    }

    /** ebean-datasource#149: idle for long, then fresh in somebody's hand: nobody takes it away. */
    @Test
    void objectThatWasIdleForLongIsNotTakenFromItsHolder() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        advance(Duration.ofDays(2));
        Lease<Item> lease = acquire(pool);
        lease.get().use(() -> advance(Duration.ofHours(10)));
        assertThat(lease.get().isDestroyed()).isFalse();
        assertThat(pool.stats().leaks()).isZero();
        assertThat(pool.stats().leased()).isEqualTo(1);
        lease.close();
        assertThat(tryAcquired(pool).get().id()).isEqualTo(1);
    }

    /** What was validated for one that has gone goes to the next. */
    @Test
    void objectValidatedForACancelledAcquireServesTheNext() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> first = future(pool);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> second = waitAt(WaiterKind.FUTURE, pool);
        first.cancel(false);
        gate.open();
        assertThat(served(second).get().id()).isEqualTo(1);
    }

    /** The same with nobody there: it is idle again. */
    @Test
    void objectValidatedForACancelledAcquireIsIdleAgain() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> first = future(pool);
        gate.awaitInside(1);
        first.cancel(false);
        gate.open();
        awaitIdle(pool, 1);
        assertThat(pool.stats().acquired()).isEqualTo(1);
    }
}
