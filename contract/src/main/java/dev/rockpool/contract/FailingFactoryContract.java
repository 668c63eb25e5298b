package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.RecordingListener;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 9, outages. Those who could only wait for nothing are told at once and why, the factory is asked rarely, and
 * what is there keeps serving. Others stormed a server that had just come back (agroal#182, stormpot#65), or threw an old
 * failure for hours after it (stormpot#72).
 */
abstract class FailingFactoryContract extends ContractBase {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final IOException refused = new IOException("refused");

    FailingFactoryContract(ContractSuite suite) {
        super(suite);
    }

    /** Acquires as one of the two kinds; where callers create, a thread may be creating. */
    private CompletableFuture<Lease<Item>> ask(WaiterKind kind, Pool<Item> pool, Duration timeout) {
        return kind == WaiterKind.THREAD ? acquirer(pool, timeout).outcome() : future(pool, timeout);
    }

    private CompletableFuture<Lease<Item>> ask(WaiterKind kind, Pool<Item> pool) {
        return ask(kind, pool, HOUR);
    }

    private static void failedWith(Throwable cause, CompletableFuture<?> claim) {
        assertThat(Waits.failure(claim))
                .isInstanceOf(ObjectCreationException.class)
                .hasCause(cause);
    }

    /** Waits until so many attempts have failed, and the back-off after the last of them has begun. */
    private void awaitFailures(Pool<Item> pool, int count) {
        Waits.untilEquals("failures", count, () -> pool.stats().createFailures());
        Waits.until("the back-off to begin", () -> {
            Instant next = pool.health().nextAttempt();
            return next != null && next.isAfter(ticker.wallTime());
        });
    }

    private Duration backOff(Pool<Item> pool) {
        Instant next = Objects.requireNonNull(pool.health().nextAttempt(), "no next attempt");
        return Duration.between(ticker.wallTime(), next);
    }

    /** A pool with this many objects whose factory has just failed twice, so that it backs off, all of them idle. */
    private Pool<Item> brokenPool(int maxSize, int objects) {
        Pool<Item> pool = open(maxSize);
        List<Lease<Item>> out = acquire(pool, objects);
        lifecycle.onCreate().always(Behaviour.fail(refused));
        if (objects == 0) {
            failedWith(refused, future(pool));
        }
        CompletableFuture<Lease<Item>> victim = future(pool, SECOND); // tries twice if somebody may give back
        awaitFailures(pool, 2);
        victim.cancel(false);
        out.forEach(Lease::close);
        awaitIdle(pool, objects);
        return pool;
    }

    // --- Who is told
    // --------------------------------------------------------------------------------------------------

    /** Who comes during the outage while an object is leased waits as well, with the same cause. */
    @ParameterizedTest
    @EnumSource
    void acquireDuringAnOutageWaitsWhileAnObjectIsLeased(WaiterKind kind) {
        Pool<Item> pool = brokenPool(2, 1);
        Lease<Item> out = acquire(pool);
        Duration timeout = Duration.ofMillis(50);
        CompletableFuture<Lease<Item>> first = waitAt(kind, pool, timeout);
        CompletableFuture<Lease<Item>> second = waitAt(kind, pool);
        advance(timeout);
        assertThat(timedOut(first, WAITING)).hasCause(refused);
        out.close();
        served(second).get().use();
        assertThat(pool.stats().createFailures()).isEqualTo(2);
    }

    /** Those that wait for an attempt of their own lose their hope, too: "the waiters it was started for", and who has none. */
    @Test
    void failureReachesThoseThatHaveNoAttempt() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).parallelCreations(1));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate).and(Behaviour.fail(refused)), Behaviour.fail(refused));
        CompletableFuture<Lease<Item>> first = future(pool);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> second = future(pool);
        CompletableFuture<Lease<Item>> third = future(pool);
        gate.open();
        failedWith(refused, first);
        failedWith(refused, second);
        failedWith(refused, third);
        assertThat(lifecycle.onCreate().calls()).as("the second tried at once").isEqualTo(2);
    }

    // --- Failing fast
    // -------------------------------------------------------------------------------------------------

    /** "Exponential back-off with jitter (100 ms to 30 s)"; not a moment earlier, and then though nobody waits. */
    @ParameterizedTest
    @EnumSource
    void backOffGrowsAndIsKept(WaiterKind kind) {
        Pool<Item> pool = brokenPool(2, 0);
        for (int failures = 2; failures <= 12; failures++) {
            Duration ceiling = SHORTEST.multipliedBy(1L << (failures - 1));
            ceiling = ceiling.compareTo(LONGEST) > 0 ? LONGEST : ceiling;
            Duration floor = ceiling.dividedBy(2).compareTo(SHORTEST) > 0 ? ceiling.dividedBy(2) : SHORTEST;
            Duration backOff = backOff(pool);
            assertThat(backOff).as("after %d failures", failures).isBetween(floor, ceiling);
            advance(backOff.minusNanos(1));
            failedWith(refused, ask(kind, pool));
            assertThat(lifecycle.onCreate().calls()).isEqualTo(failures);
            advance(Duration.ofNanos(1));
            failedWith(refused, ask(kind, pool));
            awaitFailures(pool, failures + 1);
            assertThat(lifecycle.onCreate().calls()).isEqualTo(failures + 1);
        }
    }

    /** {@code minIdle} gets its probe when the back-off is over, though nobody acquires. */
    @Test
    void probeForMinIdleComesByItself() {
        lifecycle.onCreate().next(Behaviour.fail(refused), Behaviour.fail(refused));
        Pool<Item> pool = open(builder -> builder.maxSize(2).minIdle(1));
        awaitFailures(pool, 1);
        advance(backOff(pool));
        awaitFailures(pool, 2);
        advance(backOff(pool));
        awaitIdle(pool, 1);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(3);
    }

    // --- Recovery
    // -----------------------------------------------------------------------------------------------------

    /** After a success nobody hears of what was: neither acquires, nor timeouts, nor the health. */
    @ParameterizedTest
    @EnumSource
    void oldFailureIsNeverSeenAfterRecovery(WaiterKind kind) {
        Pool<Item> pool = brokenPool(1, 0);
        lifecycle.onCreate().heal();
        advance(LONGEST);
        awaitIdle(pool, 1);
        Lease<Item> out = served(ask(kind, pool));
        assertThat(pool.health().cause()).isNull();
        assertThat(pool.health().nextAttempt()).isNull();
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool, SECOND);
        advance(SECOND);
        assertThat(timedOut(claim, WAITING)).hasNoCause().hasMessageContaining("last creation failure: none");
        out.invalidate();
        awaitSize(pool, 0);
        served(ask(kind, pool)).get().use();
    }

    /** Each failure is told to whom it concerns, and the back-off begins anew after a recovery. */
    @Test
    void nextOutageBeginsAnew() {
        Pool<Item> pool = brokenPool(1, 0);
        for (int i = 3; i < 6; i++) {
            advance(LONGEST);
            awaitFailures(pool, i);
        }
        lifecycle.onCreate().heal();
        advance(LONGEST);
        awaitIdle(pool, 1);
        served(future(pool)).invalidate();
        awaitSize(pool, 0);
        IOException again = new IOException("again");
        lifecycle.onCreate().next(Behaviour.fail(again), Behaviour.fail(again));
        failedWith(again, future(pool));
        failedWith(again, future(pool));
        awaitFailures(pool, 7);
        assertThat(backOff(pool)).isBetween(SHORTEST, SHORTEST.multipliedBy(2));
        failedWith(again, future(pool));
    }

    /** "Staggered refill after recovery": one, then two, then four at once. */
    @Test
    void refillAfterRecoveryIsStaggered() {
        lifecycle.onCreate().always(Behaviour.fail(refused));
        Pool<Item> pool = open(builder -> builder.maxSize(16).minIdle(16).parallelCreations(4));
        awaitFailures(pool, 4);
        Gate one = lifecycle.gate();
        Gate two = lifecycle.gate();
        Gate four = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(one), Behaviour.pass(two), Behaviour.pass(two));
        lifecycle.onCreate().always(Behaviour.pass(four));
        advance(backOff(pool));
        one.awaitInside(1);
        assertThat(pool.stats().creating()).isEqualTo(1);
        one.open();
        two.awaitInside(2);
        assertThat(pool.stats().creating()).isEqualTo(2);
        two.open();
        four.awaitInside(4);
        assertThat(pool.stats().creating()).isEqualTo(4);
        four.open();
        awaitIdle(pool, 16);
    }

    // --- What counts as a failure
    // -------------------------------------------------------------------------------------

    /** Promise 4: "A factory that returns … an object that is in the pool already has failed"; the object is not touched. */
    @Test
    void factoryThatReturnsAnObjectOfThePoolHasFailed() {
        Pool<Item> pool = open(2);
        Lease<Item> out = acquire(pool);
        lifecycle.onCreate().next(Behaviour.duplicate());
        CompletableFuture<Lease<Item>> claim = future(pool);
        assertThat(Waits.failure(claim)) // at once, as no time cures that
                .isInstanceOf(ObjectCreationException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(pool.stats().size()).isEqualTo(1);
        out.get().use();
        assertThat(listener.await("createFailed", 1).get(0).detail()).isInstanceOf(IllegalStateException.class);
        assertThat(acquire(pool).get().id()).isEqualTo(2);
        assertThat(pool.stats().destroyed()).isZero();
    }

    /** "Any Throwable from a step is a failure of that step": an Error as well; capacity and creator are there again. */
    @ParameterizedTest
    @EnumSource
    void errorOfTheFactoryIsAFailureLikeAnyOther(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Error missing = new NoClassDefFoundError("expected by this test");
        lifecycle.onCreate().next(Behaviour.fail(missing), Behaviour.fail(missing));
        for (int i = 0; i < 3; i++) {
            failedWith(missing, ask(kind, pool));
        }
        assertThat(pool.stats().createFailures()).isEqualTo(2);
        advance(LONGEST);
        awaitIdle(pool, 1);
        served(ask(kind, pool)).get().use();
    }

    // --- The health
    // ---------------------------------------------------------------------------------------------------

    /** "DOWN: creation fails and there is no object"; the cause and the end of the back-off are there, and gone after it. */
    @Test
    void healthIsDownWithoutAnObject() {
        Pool<Item> pool = open(1);
        Instant built = ticker.wallTime();
        assertUpSince(pool, built);
        advance(MINUTE);
        lifecycle.onCreate().next(Behaviour.fail(refused));
        failedWith(refused, future(pool));
        PoolHealth down = pool.health();
        assertThat(down.state()).isEqualTo(State.DOWN);
        assertThat(down.since()).isEqualTo(built.plus(MINUTE));
        assertThat(down.cause()).isSameAs(refused);
        assertThat(backOff(pool)).isBetween(SHORTEST, SHORTEST.multipliedBy(2));
        advance(LONGEST);
        awaitIdle(pool, 1);
        assertUpSince(pool, ticker.wallTime());
    }

    private static void assertUpSince(Pool<Item> pool, Instant since) {
        PoolHealth up = pool.health();
        assertThat(up.state()).isEqualTo(State.UP);
        assertThat(up.since()).isEqualTo(since);
        assertThat(up.cause()).isNull();
        assertThat(up.nextAttempt()).isNull();
    }

    /** "DEGRADED: creation fails …, but it has objects." */
    @Test
    void healthIsDegradedWhileThereAreObjects() {
        Pool<Item> pool = brokenPool(2, 1);
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
        assertThat(pool.health().cause()).isSameAs(refused);
        Lease<Item> last = tryAcquired(pool);
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
        last.invalidate();
        awaitSize(pool, 0);
        assertThat(pool.health().state()).isEqualTo(State.DOWN);
    }

    /** "The verdict about the pool changed": each change is told, with what it was and what it is. */
    @Test
    void listenerHearsEachChangeOfTheHealth() {
        Pool<Item> pool = brokenPool(2, 1);
        tryAcquired(pool).invalidate();
        awaitSize(pool, 0);
        lifecycle.onCreate().heal();
        advance(LONGEST);
        awaitIdle(pool, 1);
        pool.control().suspend();
        pool.control().resume();
        var unused = pool.control().shutdown(MINUTE);
        List<RecordingListener.Event> heard = listener.await("healthChanged", 6);
        assertThat(heard.stream().map(FailingFactoryContract::states))
                .containsExactly(
                        List.of(State.UP, State.DEGRADED),
                        List.of(State.DEGRADED, State.DOWN),
                        List.of(State.DOWN, State.UP),
                        List.of(State.UP, State.DEGRADED),
                        List.of(State.DEGRADED, State.UP),
                        List.of(State.UP, State.DOWN));
    }

    private static List<State> states(RecordingListener.Event event) {
        List<?> beforeAndAfter = (List<?>) Objects.requireNonNull(event.detail());
        return beforeAndAfter.stream()
                .map(health -> ((PoolHealth) health).state())
                .toList();
    }
}
