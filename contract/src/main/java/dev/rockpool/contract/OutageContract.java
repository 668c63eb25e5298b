package dev.rockpool.contract;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Promise 9, outage: "While creation keeps failing: fail fast with the real cause, exponential back-off with jitter
 * (100 ms to 30 s), one probe at a time, though nobody acquires; staggered refill after recovery; idle and leased objects
 * keep serving." Herds and cached errors: agroal#182, stormpot#65, #72.
 */
abstract class OutageContract extends ContractBase {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    OutageContract(ContractSuite suite) {
        super(suite);
    }

    /** The factory is down from now on, and the pool knows it. */
    private IOException goDown(Pool<Item> pool) {
        IOException failure = new IOException("connection refused");
        lifecycle.onCreate().always(Behaviour.fail(failure));
        for (int failures = 1; failures <= 2; failures++) { // the second in a row begins the back-off
            assertThat(Waits.failure(future(pool)))
                    .isInstanceOf(ObjectCreationException.class)
                    .hasCause(failure);
        }
        return failure;
    }

    /** The pool knows that creation failed, and until when it backs off. */
    private static void awaitDown(Pool<Item> pool) {
        Waits.until("the pool to see that creation fails", () -> pool.health().nextAttempt() != null);
        Waits.untilEquals("creating", 0, () -> pool.stats().creating()); // the second failure has begun the back-off
    }

    @Test
    void downPoolFailsFastWithTheRealCause() {
        Pool<Item> pool = open(4);
        IOException failure = goDown(pool);
        for (int i = 0; i < 5; i++) {
            assertThat(Waits.failure(claim(i % 2 == 0 ? WaiterKind.THREAD : WaiterKind.FUTURE, pool)))
                    .isInstanceOf(ObjectCreationException.class)
                    .hasCause(failure);
        }
        assertThat(pool.tryAcquire()).isNull();
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
        assertThat(pool.stats().createFailures()).isEqualTo(2);
    }

    @Test
    void nothingIsTriedBeforeTheBackOffHasPassed() {
        Pool<Item> pool = open(4);
        goDown(pool);
        advance(SHORTEST.minusNanos(1));
        Waits.failure(future(pool));
        assertThat(lifecycle.onCreate().calls()).isEqualTo(2);
        advance(SHORTEST.plusNanos(1)); // the first back-off is 100 to 200 ms
        assertThat(Waits.failure(future(pool))).isInstanceOf(ObjectCreationException.class);
        Waits.untilEquals("attempts", 3, () -> lifecycle.onCreate().calls());
    }

    /** "Ceiling = min(30 s, 200 ms × 2ⁿ), delay at least half of it." */
    @Test
    void backOffGrowsUpToThirtySeconds() {
        Pool<Item> pool = open(4);
        goDown(pool);
        for (int failures = 2; failures <= 12; failures++) {
            Duration ceiling = min(LONGEST, Duration.ofMillis(100L << (failures - 1)));
            Duration floor = max(SHORTEST, ceiling.dividedBy(2));
            advance(floor.minusNanos(1));
            Waits.failure(future(pool));
            assertThat(lifecycle.onCreate().calls())
                    .as("attempts before " + floor)
                    .isEqualTo(failures);
            advance(ceiling.minus(floor).plusNanos(1));
            Waits.untilEquals(
                    "failures by " + ceiling, failures + 1, () -> pool.stats().createFailures());
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    @Test
    void onlyOneProbeIsInFlight() {
        Pool<Item> pool = open(4);
        goDown(pool);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        advance(SECOND);
        gate.awaitInside(1);
        for (int i = 0; i < 4; i++) {
            assertThat(Waits.failure(future(pool))).isInstanceOf(ObjectCreationException.class);
        }
        assertThat(lifecycle.onCreate().calls()).isEqualTo(3);
        gate.open();
        awaitIdle(pool, 1);
        acquire(pool).get().use();
    }

    /** "Each failure is reported once, never after recovery": stormpot#72. */
    @Test
    void errorIsForgottenAfterRecovery() {
        Pool<Item> pool = open(2);
        goDown(pool);
        lifecycle.onCreate().heal();
        advance(SECOND);
        awaitIdle(pool, 1);
        acquire(pool).get().use();
        acquire(pool).get().use();
        assertThat(listener.await("createFailed", 2)).hasSize(2);
        assertThat(pool.health().state()).isEqualTo(State.UP);
        assertThat(pool.health().cause()).isNull();
        CompletableFuture<Lease<Item>> timeout = future(pool, SECOND);
        advance(SECOND);
        assertThat(Waits.failure(timeout)).hasNoCause();
    }

    @Test
    void everyFailureIsReportedOnce() {
        Pool<Item> pool = open(2);
        List<Throwable> thrown = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            IOException failure = new IOException("refused " + i);
            thrown.add(failure);
            lifecycle.onCreate().next(Behaviour.fail(failure));
        }
        assertThat(Waits.failure(future(pool))).hasCause(thrown.get(0));
        listener.await("createFailed", 1);
        for (int failures = 2; failures <= 4; failures++) {
            advance(MINUTE);
            listener.await("createFailed", failures);
        }
        advance(MINUTE);
        awaitIdle(pool, 1);
        assertThat(listener.await("createFailed", 4))
                .extracting(RecordingListener.Event::detail)
                .containsExactlyElementsOf(thrown);
    }

    @Test
    void idleObjectsKeepServing() {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 1);
        lifecycle.onCreate().always(Behaviour.fail(new IOException("refused")));
        CompletableFuture<Lease<Item>> waiting = future(pool);
        awaitDown(pool);
        out.get(0).close();
        Lease<Item> lease = served(waiting);
        lease.close();
        for (int i = 0; i < 3; i++) {
            acquire(pool).close();
        }
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
    }

    /** "The scheduler starts the probe by itself" for those who wait. */
    @Test
    void waiterIsServedByAProbeAfterRecovery() {
        Pool<Item> pool = open(2);
        acquire(pool);
        lifecycle.onCreate().always(Behaviour.fail(new IOException("refused")));
        CompletableFuture<Lease<Item>> waiting = future(pool);
        awaitDown(pool);
        lifecycle.onCreate().heal();
        advance(SECOND);
        assertThat(served(waiting).get().id()).isEqualTo(2);
    }

    /** minIdle comes back by itself, too. */
    @Test
    void minIdleIsFilledAfterRecovery() {
        lifecycle.onCreate().next(Behaviour.fail(new IOException("refused")));
        Pool<Item> pool = open(builder -> builder.maxSize(2).minIdle(1));
        awaitDown(pool);
        advance(SECOND);
        awaitIdle(pool, 1);
    }

    /** "Staggered refill after recovery": no more attempts at once than ever. */
    @Test
    void refillAfterRecoveryIsLimited() {
        Pool<Item> pool = open(builder -> builder.maxSize(8).parallelCreations(2));
        acquire(pool);
        lifecycle.onCreate().always(Behaviour.fail(new IOException("refused")));
        List<CompletableFuture<Lease<Item>>> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiting.add(future(pool));
        }
        awaitDown(pool);
        Waits.untilEquals("creating", 0, () -> pool.stats().creating());
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate));
        advance(MINUTE);
        gate.awaitInside(1);
        assertThat(lifecycle.onCreate().inside()).as("one probe").isEqualTo(1);
        gate.open();
        waiting.forEach(claim -> served(claim).get().use());
    }

    /** A waiter without hope is told at once: nothing is alive that could serve it. */
    @Test
    void waitersFailTogetherWhenNothingIsAlive() {
        Pool<Item> pool = open(1);
        IOException failure = new IOException("refused");
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().always(Behaviour.pass(gate).and(Behaviour.fail(failure)));
        CompletableFuture<Lease<Item>> first = future(pool);
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> second = waiter(pool).outcome();
        gate.open();
        assertThat(Waits.failure(first)).hasCause(failure);
        assertThat(Waits.failure(second))
                .isInstanceOf(ObjectCreationException.class)
                .hasCause(failure);
        assertThat(lifecycle.onCreate().calls()).as("the second tried as well").isEqualTo(2);
    }

    @Test
    void healthSaysWhy() {
        Pool<Item> pool = open(2);
        assertThat(pool.health().state()).isEqualTo(State.UP);
        advance(MINUTE);
        IOException failure = goDown(pool);
        PoolHealth down = pool.health();
        assertThat(down.state()).isEqualTo(State.DOWN);
        assertThat(down.cause()).isSameAs(failure);
        assertThat(down.since()).isEqualTo(ticker.wallTime());
        assertThat(down.nextAttempt())
                .isBetween(ticker.wallTime().plus(SHORTEST), ticker.wallTime().plus(SHORTEST.multipliedBy(2)));
        lifecycle.onCreate().heal();
        advance(SECOND);
        awaitIdle(pool, 1);
        List<RecordingListener.Event> changes = listener.await("healthChanged", 2);
        assertThat(states(changes.get(0))).containsExactly(State.UP, State.DOWN);
        assertThat(states(changes.get(1))).containsExactly(State.DOWN, State.UP);
    }

    private static List<State> states(RecordingListener.Event event) {
        List<?> beforeAndAfter = (List<?>) Objects.requireNonNull(event.detail());
        return beforeAndAfter.stream()
                .map(health -> ((PoolHealth) health).state())
                .toList();
    }
}
