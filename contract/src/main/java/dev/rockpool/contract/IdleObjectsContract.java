package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Objects that go because somebody says so: {@code clearIdle} and {@code invalidateIdle} destroy what is idle, or some of it, and
 * leave leases alone; {@code Lease.destroy} destroys on the calling thread.
 */
abstract class IdleObjectsContract extends ContractBase {

    IdleObjectsContract(ContractSuite suite) {
        super(suite);
    }

    // ---- clearIdle

    /** "Destroys the objects that are idle now, and leaves leases alone." */
    @Test
    void clearIdleDestroysWhatIsIdleAndLeavesLeasesAlone() {
        Pool<Item> pool = open(3);
        List<Lease<Item>> all = acquire(pool, 3);
        all.get(1).close();
        all.get(2).close();
        awaitIdle(pool, 2);
        assertThat(pool.control().clearIdle()).isEqualTo(2);
        Waits.untilEquals("cleared", 2L, () -> pool.stats().destroyed(DestroyCause.CLEARED));
        Item kept = all.get(0).get();
        all.get(0).close();
        awaitIdle(pool, 1);
        assertThat(tryAcquired(pool).get()).isSameAs(kept);
    }

    @Test
    void clearIdleOfAPoolWithoutIdleObjectsDoesNothing() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        assertThat(pool.control().clearIdle()).isZero();
        out.get().use();
    }

    /** "minIdle is filled up again." */
    @Test
    void clearIdleIsFollowedByANewStock() {
        Pool<Item> pool = open(builder -> builder.maxSize(3).minIdle(2));
        awaitIdle(pool, 2);
        assertThat(pool.control().clearIdle()).isEqualTo(2);
        Waits.until("new objects", () -> lifecycle.items().size() == 4);
        awaitIdle(pool, 2);
        Waits.until("the old ones to be destroyed", () -> lifecycle.destroyed().size() == 2);
    }

    @Test
    void clearIdleCountsTheIdleOnesOfASuspendedPool() {
        Pool<Item> pool = open(2);
        fill(pool, 2);
        pool.control().suspend();
        assertThat(pool.control().clearIdle()).isEqualTo(2);
        awaitSize(pool, 0);
        pool.control().resume();
        assertThat(acquire(pool).get().id()).isEqualTo(3);
    }

    // ---- invalidateIdle

    @Test
    void invalidateIdleDestroysThoseThatMatch() {
        Pool<Item> pool = open(3);
        fill(pool, 3);
        assertThat(pool.invalidateIdle(item -> item.id() == 2)).isEqualTo(1);
        Waits.untilEquals("invalidated", 1L, () -> pool.stats().destroyed(DestroyCause.INVALIDATED));
        awaitIdle(pool, 2);
        assertThat(lifecycle.destroyed()).extracting(Item::id).containsExactly(2);
    }

    /** "Leaves leases alone." */
    @Test
    void invalidateIdleDoesNotAskAboutLeasedObjects() {
        Pool<Item> pool = open(2);
        List<Lease<Item>> all = acquire(pool, 2);
        all.get(0).close();
        awaitIdle(pool, 1);
        assertThat(pool.invalidateIdle(item -> true)).isEqualTo(1);
        all.get(1).get().use();
        awaitSize(pool, 1);
    }

    /** "Where the predicate throws, the object counts as matching." */
    @Test
    void anObjectOfWhichNobodyCanSayGoes() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        assertThat(pool.invalidateIdle(item -> {
                    throw new AssertionError("no");
                }))
                .isEqualTo(1);
        awaitSize(pool, 0);
    }

    /** "Each is in nobody's hand but this call's meanwhile", and a waiter gets it as soon as it is idle again. */
    @ParameterizedTest
    @EnumSource
    void nobodyHasAnObjectWhileItIsAskedAbout(WaiterKind kind) {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        Threads.Actor<Integer> asks = act(() -> pool.invalidateIdle(item -> {
            gate.pass();
            return false;
        }));
        gate.awaitInside(1);
        assertThat(pool.tryAcquire()).isNull();
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        gate.open();
        assertThat(served(claim).get().id()).isEqualTo(1);
        assertThat(asks.result()).isZero();
    }

    /** "Waiters get new objects at once." */
    @ParameterizedTest
    @EnumSource
    void aWaiterGetsANewObjectForOneThatGoes(WaiterKind kind) {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        Threads.Actor<Integer> asks = act(() -> pool.invalidateIdle(item -> {
            gate.pass();
            return true;
        }));
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        gate.open();
        assertThat(served(claim).get().id()).isEqualTo(2);
        assertThat(asks.result()).isEqualTo(1);
    }

    /** "It may use the pool"; a close from inside waits for nothing that only this call can end. */
    @Test
    void thePredicateMayUseThePool() {
        Pool<Item> pool = open(2);
        fill(pool, 2);
        Threads.Actor<Integer> asks = act(() -> pool.invalidateIdle(item -> {
            Lease<Item> other = pool.tryAcquire();
            if (other != null) {
                other.close();
            }
            return item.id() == 1;
        }));
        assertThat(asks.result()).isBetween(0, 1); // the other may have been out when its turn came
    }

    @Test
    void thePredicateMayCloseThePool() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        Threads.Actor<Integer> asks = act(() -> pool.invalidateIdle(item -> {
            pool.close();
            return false;
        }));
        asks.result();
        awaitSize(pool, 0);
    }

    @Test
    void anObjectThatIsAskedAboutWhileThePoolIsClearedGoes() {
        Pool<Item> pool = open(1);
        fill(pool, 1);
        act(() -> pool.invalidateIdle(item -> {
                    pool.control().clear();
                    return false;
                }))
                .result();
        awaitSize(pool, 0);
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.CLEARED));
    }

    // ---- Lease.destroy

    /** "On this thread … and its capacity is free when this returns." */
    @Test
    void destroyRunsOnTheCallingThreadAndFreesTheCapacity() {
        Pool<Item> pool = open(1);
        Lease<Item> lease = acquire(pool);
        Threads.Actor<Boolean> actor = act(() -> {
            lease.destroy();
            return pool.stats().size() == 0;
        });
        assertThat(actor.result()).isTrue();
        assertThat(lifecycle.onDestroy().lastThread()).isSameAs(actor.thread());
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed(DestroyCause.INVALIDATED));
        assertThat(acquire(pool).get().id()).isEqualTo(2);
    }

    /** "Lets out what that throws; the object is gone all the same." */
    @Test
    void destroyLetsOutWhatTheLifecycleThrows() {
        Pool<Item> pool = open(1);
        Lease<Item> lease = acquire(pool);
        IOException failure = new IOException("goodbye was not heard");
        lifecycle.onDestroy().next(Behaviour.fail(failure));
        assertThatThrownBy(lease::destroy).isSameAs(failure);
        assertThat(pool.stats().size()).isZero();
        assertThat(listener.await("destroyFailed", 1).get(0).detail()).isSameAs(failure);
    }

    /** "Does nothing once the lease has ended." */
    @Test
    void destroyOfALeaseThatHasEndedDoesNothing() throws Exception {
        Pool<Item> pool = open(1);
        Lease<Item> lease = acquire(pool);
        lease.close();
        awaitIdle(pool, 1);
        lease.destroy();
        assertThat(tryAcquired(pool).get().id()).isEqualTo(1);
        Lease<Item> other = acquireAfterClose(pool);
        other.destroy();
        other.close();
        other.destroy();
        Waits.untilEquals("destroyed", 1L, () -> pool.stats().destroyed());
    }

    private Lease<Item> acquireAfterClose(Pool<Item> pool) {
        pool.control().resize(2);
        return acquire(pool);
    }

    /** A waiter is served when the destroy has ended, and not before: the bound holds. */
    @ParameterizedTest
    @EnumSource
    void aWaiterIsServedWhenTheDestroyHasEnded(WaiterKind kind) {
        Pool<Item> pool = open(1);
        Lease<Item> lease = acquire(pool);
        Gate gate = lifecycle.gate();
        lifecycle.onDestroy().next(Behaviour.pass(gate));
        Threads.Actor<Boolean> actor = act(() -> {
            lease.destroy();
            return true;
        });
        gate.awaitInside(1);
        CompletableFuture<Lease<Item>> claim = waitAt(kind, pool);
        assertThat(lifecycle.items()).hasSize(1);
        gate.open();
        actor.result();
        assertThat(served(claim).get().id()).isEqualTo(2);
    }
}
