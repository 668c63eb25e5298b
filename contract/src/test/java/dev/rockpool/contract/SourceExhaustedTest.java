package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.SourceExhaustedException;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The place that objects come from has no more: the pool makes do with what it has, asks seldom, and grows again. */
class SourceExhaustedTest extends ContractBase {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    SourceExhaustedTest() {
        super(new ContractSuite() {
            @Override
            protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
                return settings.apply(Pool.builder(lifecycle)).build();
            }
        });
    }

    private Pool<Item> openWithTwoOf(int maxSize) {
        Pool<Item> pool = open(builder -> builder.maxSize(maxSize)
                .parallelCreations(Math.min(4, maxSize))
                .creationBackOff(Duration.ofMillis(100), Duration.ofMillis(500)));
        fill(pool, 2);
        return pool;
    }

    private void exhaust() {
        lifecycle
                .onCreate()
                .always(Behaviour.fail(new SourceExhaustedException("the server refused: too many connections", null)));
    }

    private List<CompletableFuture<Lease<Item>>> wait(Pool<Item> pool, int count) {
        List<CompletableFuture<Lease<Item>>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(waitAt(WaiterKind.FUTURE, pool));
        }
        return all;
    }

    private static long failures(Pool<Item> pool) {
        return pool.stats().createFailures();
    }

    @Test
    void whoWaitsGetsWhatComesBackAndTheSourceIsAskedEverMoreSeldom() {
        Pool<Item> pool = openWithTwoOf(10);
        Lease<Item> first = acquire(pool);
        Lease<Item> second = acquire(pool);
        exhaust();
        List<CompletableFuture<Lease<Item>>> waiting = wait(pool, 8);
        Waits.until("a refusal", () -> failures(pool) > 0 && pool.stats().creating() == 0);
        assertThat(failures(pool)).as("those that were under way together").isLessThanOrEqualTo(4);
        for (int i = 0; i < 600; i++) { // a minute, each pause at its end
            advance(Duration.ofMillis(100));
            Waits.untilEquals("no attempt in flight", 0, () -> pool.stats().creating());
        }
        assertThat(failures(pool)).as("in a minute").isBetween(4L, 4L + 18L);
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
        first.close();
        second.close();
        for (CompletableFuture<Lease<Item>> one : waiting) {
            served(one).close();
        }
        assertThat(lifecycle.destroyed()).isEmpty();
    }

    @Test
    void aTimeoutSaysThatThereAreNoMoreToBeHad() {
        Pool<Item> pool = openWithTwoOf(3);
        acquire(pool);
        acquire(pool);
        exhaust();
        CompletableFuture<Lease<Item>> waiting = pool.acquireAsync(SECOND);
        Waits.until("a refusal", () -> failures(pool) > 0);
        advanceUntilDone(waiting, new AtomicInteger());
        assertThat(waiting)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableThat()
                .withCauseInstanceOf(PoolTimeoutException.class)
                .withStackTraceContaining("the server refused: too many connections");
    }

    @Test
    void withoutAnObjectItFailsAtOnceWithTheCauseAndAsksAsInAnyOutage() {
        Pool<Item> pool = open(builder -> builder.creationBackOff(Duration.ofMillis(100), Duration.ofMillis(500)));
        exhaust();
        assertThat(acquirer(pool, HOUR).failure())
                .isInstanceOf(ObjectCreationException.class)
                .hasCauseInstanceOf(SourceExhaustedException.class);
        for (int asked = 1; asked <= 20; asked++) {
            long before = failures(pool);
            advance(Duration.ofMillis(500));
            Waits.until("it asks again", () -> failures(pool) > before);
        }
    }

    @Test
    void whenThereAreMoreAgainThePoolGrowsByOneThenTwoAndAllAreServed() {
        Pool<Item> pool = openWithTwoOf(10);
        acquire(pool);
        acquire(pool);
        exhaust();
        List<CompletableFuture<Lease<Item>>> waiting = wait(pool, 7);
        Waits.until("a refusal", () -> failures(pool) > 0 && pool.stats().creating() == 0);
        Gate first = lifecycle.gate();
        Gate then = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(first));
        lifecycle.onCreate().next(Behaviour.pass(then));
        lifecycle.onCreate().next(Behaviour.pass(then));
        lifecycle.onCreate().always(Behaviour.ok());
        advance(LONGEST_PAUSE);
        first.awaitInside(1);
        assertThat(pool.stats().creating()).isOne();
        first.open();
        then.awaitInside(2);
        assertThat(pool.stats().creating()).isEqualTo(2);
        then.open();
        waiting.forEach(this::served);
        assertThat(pool.stats().size()).isEqualTo(9);
        assertThat(pool.health().state()).isEqualTo(State.UP);
    }

    @Test
    void whenTheLastObjectGoesItAsksAsInAnyOutage() {
        Pool<Item> pool = openWithTwoOf(3);
        Lease<Item> first = acquire(pool);
        Lease<Item> second = acquire(pool);
        exhaust();
        wait(pool, 1);
        for (int i = 0; i < 30; i++) { // the pauses have become long
            advance(SECOND);
            Waits.untilEquals("no attempt in flight", 0, () -> pool.stats().creating());
        }
        lifecycle.onCreate().always(Behaviour.ok());
        first.invalidate();
        second.invalidate();
        Waits.until("it has begun to ask", () -> {
            advance(Duration.ofMillis(100));
            return pool.stats().size() > 0;
        });
    }
}
