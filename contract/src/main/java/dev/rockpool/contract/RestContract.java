package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that nobody uses ({@code maxIdleTime}), and objects that were used often enough ({@code maxUses}). */
abstract class RestContract extends ContractBase {

    private static final Duration IDLE_TIME = Duration.ofSeconds(80);

    RestContract(ContractSuite suite) {
        super(suite);
    }

    /** "How long an object is kept that nobody uses, on top of minIdle"; the one that rested longest goes first. */
    @Test
    void whatRestsTooLongGoesButForMinIdle() {
        Pool<Item> pool = open(builder -> builder.maxSize(5).minIdle(2).maxIdleTime(IDLE_TIME));
        List<Lease<Item>> all = acquire(pool, 5);
        for (Lease<Item> lease : all.subList(0, 3)) { // they rest one after the other
            lease.close();
            sweepAfter(SECOND);
        }
        List<Item> lastToRest = all.subList(3, 5).stream().map(Lease::get).toList();
        all.subList(3, 5).forEach(Lease::close);
        sweepAfter(SECOND);
        sweepFor(IDLE_TIME.minus(SECOND.multipliedBy(4)));
        assertThat(pool.stats().destroyed()).as("before its time").isZero();
        for (int i = 0; i < 10; i++) {
            sweepAfter(SECOND);
        }
        awaitSize(pool, 2);
        Waits.untilEquals("destroyed", 3L, () -> pool.stats().destroyed(DestroyCause.IDLE));
        assertThat(lastToRest).noneMatch(Item::isDestroyed);
    }

    @Test
    void whatIsUsedDoesNotRest() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxIdleTime(IDLE_TIME));
        for (int i = 0; i < 4; i++) {
            acquire(pool).close();
            awaitIdle(pool, 1);
            sweepAfter(SECOND);
            sweepFor(IDLE_TIME.minus(SECOND.multipliedBy(2)));
        }
        Lease<Item> held = acquire(pool);
        sweepAfter(SECOND);
        sweepFor(IDLE_TIME.multipliedBy(9));
        held.close();
        awaitIdle(pool, 1);
        sweepAfter(SECOND);
        assertThat(pool.stats().destroyed()).isZero();
        assertThat(tryAcquired(pool).get().id()).isEqualTo(1);
    }

    /** "A machine that slept wakes up to a pool that does not destroy everything at once." */
    @Test
    void timeThatTheMachineSleptIsNoRest() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).maxIdleTime(IDLE_TIME));
        fill(pool, 4);
        sweepAfter(SECOND);
        for (int i = 0; i < 3; i++) {
            sweepAfter(HOUR.multipliedBy(8));
            sweepAfter(SECOND);
        }
        assertThat(pool.stats().destroyed()).isZero();
        sweepFor(IDLE_TIME);
        awaitSize(pool, 0);
    }

    /** "How often an object is leased, exactly." */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void objectIsLeasedExactlySoOften(int maxUses) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxUses(maxUses));
        for (int object = 1; object <= 3; object++) {
            for (int use = 1; use <= maxUses; use++) {
                Lease<Item> lease = acquire(pool);
                assertThat(lease.get().id()).isEqualTo(object);
                lease.close();
                int uses = use;
                Waits.until(
                        "the return",
                        () -> pool.stats().idle() == (uses < maxUses ? 1 : 0)
                                && pool.stats().size() == pool.stats().idle());
            }
            assertThat(pool.stats().destroyed(DestroyCause.WORN)).isEqualTo(object);
        }
    }

    /** Also where it never becomes idle. */
    @ParameterizedTest
    @EnumSource
    void usesCountWhenAnObjectIsHandedOn(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).maxUses(2));
        Lease<Item> first = acquire(pool);
        CompletableFuture<Lease<Item>> second = waitAt(kind, pool);
        first.close();
        Lease<Item> again = served(second);
        assertThat(again.get().id()).isEqualTo(1);
        CompletableFuture<Lease<Item>> third = waitAt(kind, pool);
        again.close();
        assertThat(served(third).get().id()).isEqualTo(2);
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.WORN));
    }
}
