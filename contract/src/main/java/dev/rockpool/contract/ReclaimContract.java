package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.Holder;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code reclaimAfter}: a lease that is out for longer is ended by the pool, and its object destroyed. */
abstract class ReclaimContract extends ContractBase {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    ReclaimContract(ContractSuite suite) {
        super(suite);
    }

    private Pool<Item> reclaiming(int maxSize) {
        return open(builder -> builder.maxSize(maxSize).reclaimAfter(LIMIT));
    }

    /** A sweep sees the lease, and a later one that it has been out for the time. */
    private void outstay() {
        sweepAfter(SECOND);
        sweepFor(LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void aLeaseThatIsOutForLongerEndsAndItsCapacityIsFree(WaiterKind kind) {
        Pool<Item> pool = reclaiming(1);
        Lease<Item> out = served(claim(kind, pool));
        CompletableFuture<Lease<Item>> waits = waitAt(kind, pool);
        outstay();
        assertThat(served(waits).get().id()).isEqualTo(2);
        assertThatThrownBy(out::get).isInstanceOf(IllegalStateException.class).hasMessageContaining("reclaimed");
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.RECLAIMED));
        assertThat(pool.stats().released()).isEqualTo(1);
        assertThat(lifecycle.onReset().calls()).isZero();
    }

    /** "Never early." */
    @Test
    void aLeaseThatIsOutForLessIsLeftAlone() {
        Pool<Item> pool = reclaiming(1);
        Lease<Item> out = acquire(pool);
        sweepAfter(SECOND);
        sweepFor(LIMIT.minusMillis(1));
        out.get().use();
        out.close();
        awaitIdle(pool, 1);
    }

    /** "A machine that slept wakes up to a pool that does not destroy everything at once": its holders slept, too. */
    @Test
    void timeThatTheMachineSleptDoesNotCount() {
        Pool<Item> pool = reclaiming(2);
        Lease<Item> first = acquire(pool);
        sweepAfter(SECOND);
        Lease<Item> second = acquire(pool);
        for (int i = 0; i < 3; i++) {
            sweepAfter(HOUR.multipliedBy(8));
            sweepAfter(SECOND);
        }
        first.get().use();
        second.get().use();
        outstay();
        Waits.until("both to be reclaimed", () -> pool.stats().destroyed(DestroyCause.RECLAIMED) == 2);
    }

    /** However long the object was idle before. */
    @Test
    void theTimeBeginsWithTheLease() {
        Pool<Item> pool = reclaiming(1);
        fill(pool, 1);
        outstay();
        outstay();
        Lease<Item> out = acquire(pool);
        sweepFor(LIMIT.minusMillis(1));
        out.get().use();
    }

    /** "Its late close does nothing"; neither do the other ways to end it, but detach, which has nothing to give. */
    @Test
    void theLateEndOfAReclaimedLeaseTouchesNobody() throws Exception {
        Pool<Item> pool = reclaiming(1);
        Lease<Item> out = acquire(pool);
        outstay();
        Lease<Item> next = acquire(pool);
        out.close();
        out.invalidate();
        out.destroy();
        assertThatThrownBy(out::detach).isInstanceOf(IllegalStateException.class);
        next.get().use();
        next.close();
        awaitIdle(pool, 1);
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed());
    }

    /** As a hold warning, with the holder and its stack. */
    @Test
    void itIsToldWithItsHolder() {
        Pool<Item> pool = open(builder -> builder.maxSize(1)
                .reclaimAfter(LIMIT)
                .holdWarning(LIMIT.dividedBy(2))
                .leakStacks(1));
        Gate gate = lifecycle.gate();
        Threads.Actor<Boolean> holder = act(() -> {
            Lease<Item> lease = pool.acquire();
            gate.pass();
            lease.close();
            return true;
        });
        gate.awaitInside(1);
        outstay();
        Holder told = (Holder)
                Objects.requireNonNull(listener.await("reclaimed", 1).get(0).detail(), "detail");
        assertThat(told.heldAtLeast()).isGreaterThanOrEqualTo(LIMIT);
        assertThat(told.acquiredAt()).isNotEmpty();
        assertThat(told.threadId()).isEqualTo(holder.thread().getId());
        gate.open();
        holder.result();
        sweepAfter(SECOND);
        assertThat(listener.events("heldTooLongEnded")).as("the pool took it").isEmpty();
    }

    /** A use whose lease is gone goes on with its object, and what it gives back is nothing. */
    @Test
    void aUseThatIsReclaimedEndsInOrder() {
        Pool<Item> pool = reclaiming(1);
        Gate gate = lifecycle.gate();
        Threads.Actor<Integer> user = act(() -> pool.use(item -> {
            gate.pass();
            return item.id();
        }));
        gate.awaitInside(1);
        outstay();
        assertThat(acquire(pool).get().id()).isEqualTo(2);
        gate.open();
        assertThat(user.result()).isEqualTo(1);
        assertThat(pool.stats().leased()).isEqualTo(1);
    }

    @Test
    void aUseAsyncThatIsReclaimedEndsInOrder() {
        Pool<Item> pool = reclaiming(1);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> result = pool.useAsync(item -> stage);
        Waits.untilEquals("leased", 1, () -> pool.stats().leased());
        outstay();
        Waits.untilEquals("reclaimed", 1L, () -> pool.stats().destroyed(DestroyCause.RECLAIMED));
        stage.complete(7);
        assertThat(Waits.result(result)).isEqualTo(7);
    }

    /** "Changeable at run time." */
    @Test
    void itCanBeTurnedOnLater() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        outstay();
        out.get().use();
        pool.control().apply(Pool.builder(lifecycle).reclaimAfter(LIMIT).config());
        outstay();
        awaitReclaimed(pool);
        pool.control().apply(Pool.builder(lifecycle).config());
        Lease<Item> other = acquire(pool);
        outstay();
        outstay();
        other.get().use();
    }

    private static void awaitReclaimed(Pool<Item> pool) {
        Waits.untilEquals("reclaimed", 1L, () -> pool.stats().destroyed(DestroyCause.RECLAIMED));
    }

    /** What is being cleaned is no lease. */
    @Test
    void aResetInProgressIsNotReclaimed() {
        Pool<Item> pool = reclaiming(1);
        Lease<Item> out = acquire(pool);
        sweepAfter(SECOND);
        Gate gate = lifecycle.gate();
        lifecycle.onReset().next(dev.rockpool.testkit.Behaviour.pass(gate));
        Threads.Actor<Boolean> closer = act(() -> {
            out.close();
            return true;
        });
        gate.awaitInside(1);
        outstay();
        gate.open();
        closer.result();
        assertThat(tryAcquired(pool).get().id()).isEqualTo(1);
    }

    /** What a closed pool has left out is taken back, too, so that the close ends. */
    @Test
    void aShutdownNeedNotWaitForALeaseThatIsOutForLonger() {
        Pool<Item> pool = reclaiming(1);
        acquire(pool);
        CompletableFuture<?> closed = pool.control().shutdown(HOUR);
        outstay();
        Waits.result(closed);
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.RECLAIMED));
    }
}
