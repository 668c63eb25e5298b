package dev.rockpool.contract;

import static dev.rockpool.PoolTimeoutException.Phase.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth.State;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What {@link dev.rockpool.PoolControl} does to a pool at work. */
abstract class ControlContract extends ContractBase {

    ControlContract(ContractSuite suite) {
        super(suite);
    }

    /** "Shrinking destroys idle objects now." */
    @Test
    void shrinkingDestroysIdleObjectsNow() {
        Pool<Item> pool = open(5);
        fill(pool, 5);
        pool.control().resize(2);
        awaitSize(pool, 2);
        assertThat(pool.stats().idle()).isEqualTo(2);
        assertThat(pool.stats().destroyed(DestroyCause.SURPLUS)).isEqualTo(3);
        assertThat(pool.config().maxSize()).isEqualTo(2);
        assertThat(pool.stats().maxSize()).isEqualTo(2);
        assertThat(listener.await("resized", 1).get(0).detail()).isEqualTo(List.of(5, 2));
    }

    /** "And leased ones when they come back." */
    @Test
    void shrinkingDestroysLeasedObjectsWhenTheyComeBack() {
        Pool<Item> pool = open(3);
        List<Lease<Item>> out = acquire(pool, 3);
        pool.control().resize(1);
        assertThat(pool.stats().leased()).isEqualTo(3);
        out.forEach(lease -> assertThat(lease.get().isDestroyed()).isFalse());
        out.forEach(Lease::close);
        awaitSize(pool, 1);
        assertThat(pool.stats().destroyed(DestroyCause.SURPLUS)).isEqualTo(2);
        assertThat(tryAcquired(pool).get().isDestroyed()).isFalse();
    }

    /** A shrunk pool keeps its new bound, also for those who wait. */
    @Test
    void shrunkPoolKeepsItsNewBound() {
        Pool<Item> pool = open(3);
        List<Lease<Item>> out = acquire(pool, 3);
        CompletableFuture<Lease<Item>> waiting = future(pool);
        pool.control().resize(1);
        out.get(0).close();
        out.get(1).close();
        awaitSize(pool, 1);
        assertThat(waiting).isNotDone();
        out.get(2).close();
        served(waiting).get().use();
        assertThat(pool.stats().created()).isEqualTo(3);
    }

    @Test
    void growingServesWaitersAtOnce() {
        Pool<Item> pool = open(1);
        acquire(pool);
        CompletableFuture<Lease<Item>> a = waitAt(WaiterKind.THREAD, pool);
        CompletableFuture<Lease<Item>> b = waitAt(WaiterKind.FUTURE, pool);
        pool.control().resize(3);
        served(a).get().use();
        served(b).get().use();
        assertThat(pool.stats().size()).isEqualTo(3);
        assertThat(pool.stats().peakSize()).isEqualTo(3);
    }

    @Test
    void impossibleSizesAreErrors() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).minIdle(2));
        assertThatThrownBy(() -> pool.control().resize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxSize must be at least 1, was 0; set 1 or more");
        assertThatThrownBy(() -> pool.control().resize(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minIdle (2) must not exceed maxSize (1); lower minIdle or raise maxSize");
        assertThatThrownBy(() -> pool.control().minIdle(5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.control().minIdle(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minIdle must not be negative, was -1; set 0 to keep none ready");
        assertThat(pool.config().maxSize()).isEqualTo(4);
        assertThat(pool.config().minIdle()).isEqualTo(2);
    }

    @Test
    void minIdleMayBeRaised() {
        Pool<Item> pool = open(4);
        pool.control().minIdle(3);
        advance(SECOND);
        awaitIdle(pool, 3);
        assertThat(pool.config().minIdle()).isEqualTo(3);
    }

    /** "Destroys the idle ones now." */
    @Test
    void clearDestroysIdleObjects() {
        Pool<Item> pool = open(3);
        fill(pool, 3);
        pool.control().clear();
        assertThat(pool.tryAcquire()).isNull();
        Waits.untilEquals("destroyed", 3, () -> pool.stats().destroyed(DestroyCause.CLEARED));
        assertThat(acquire(pool).get().id()).isGreaterThan(3);
    }

    /** "And the leased ones when they come back." */
    @Test
    void clearDestroysLeasedObjectsWhenTheyComeBack() {
        Pool<Item> pool = open(2);
        Lease<Item> old = acquire(pool);
        pool.control().clear();
        assertThat(old.get().isDestroyed()).isFalse();
        Lease<Item> young = acquire(pool);
        old.close();
        young.close();
        Waits.untilEquals("destroyed", 1, () -> pool.stats().destroyed(DestroyCause.CLEARED));
        assertThat(tryAcquired(pool).get().id()).isEqualTo(2);
    }

    /** "Objects in reset before it belong to the old epoch." */
    @Test
    void clearCatchesObjectsInReset() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onReset().next(Behaviour.pass(gate));
        Lease<Item> lease = acquire(pool);
        Threads.Actor<Boolean> closer = act(() -> {
            lease.close();
            return true;
        });
        gate.awaitInside(1);
        pool.control().clear();
        CompletableFuture<Lease<Item>> after = future(pool);
        gate.open();
        closer.result();
        assertThat(served(after).get().id()).isEqualTo(2);
        assertThat(pool.stats().destroyed(DestroyCause.CLEARED)).isEqualTo(1);
    }

    /** "… or in check." */
    @Test
    void clearCatchesObjectsInValidation() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        fill(pool, 1);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> before = future(pool);
        gate.awaitInside(1);
        before.cancel(false);
        pool.control().clear();
        CompletableFuture<Lease<Item>> after = future(pool);
        gate.open();
        assertThat(served(after).get().id()).isEqualTo(2);
    }

    /** "Attempts that were started before it are destroyed, too": an acquire that starts after never sees one. */
    @Test
    void clearCatchesAttemptsInFlight() {
        Pool<Item> pool = open(2);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> before = future(pool);
        gate.awaitInside(1);
        before.cancel(false);
        pool.control().clear();
        Lease<Item> after = acquire(pool);
        assertThat(after.get().id()).isEqualTo(1); // of the second call: the first is still inside
        gate.open();
        Waits.untilEquals("destroyed", 1, () -> pool.stats().destroyed(DestroyCause.CLEARED));
        assertThat(after.get().isDestroyed()).isFalse();
        assertThat(pool.stats().size()).isEqualTo(1);
    }

    /** Whoever waits when the pool is cleared is served all the same. */
    @Test
    void waiterWhoseAttemptWasClearedIsServed() {
        Pool<Item> pool = open(1);
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> future = future(pool);
        gate.awaitInside(1);
        pool.control().clear();
        gate.open();
        served(future).get().use();
    }

    /** minIdle is filled again after a clear. */
    @Test
    void clearedPoolRefills() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).minIdle(2));
        awaitIdle(pool, 2);
        pool.control().clear();
        Waits.untilEquals("destroyed", 2, () -> pool.stats().destroyed(DestroyCause.CLEARED));
        awaitIdle(pool, 2);
        assertThat(pool.stats().created()).isEqualTo(4);
    }

    /** "Acquires that start after suspend() returned wait, within their deadline; tryAcquire gives null." */
    @Test
    void suspendedPoolServesNobody() {
        Pool<Item> pool = open(2);
        fill(pool, 1);
        pool.control().suspend();
        assertThat(pool.tryAcquire()).isNull();
        CompletableFuture<Lease<Item>> thread = waitAt(WaiterKind.THREAD, pool, SECOND);
        CompletableFuture<Lease<Item>> future = waitAt(WaiterKind.FUTURE, pool, SECOND);
        advance(SECOND);
        timedOut(thread, WAITING);
        timedOut(future, WAITING);
        assertThat(lifecycle.onCreate().calls()).isEqualTo(1);
        assertThat(pool.health().state()).isEqualTo(State.DEGRADED);
    }

    /** "Leases that are out are not touched." */
    @Test
    void leasesComeBackToASuspendedPool() {
        Pool<Item> pool = open(1);
        Lease<Item> out = acquire(pool);
        pool.control().suspend();
        CompletableFuture<Lease<Item>> waiting = waitAt(WaiterKind.THREAD, pool);
        out.get().use();
        out.close();
        assertThat(waiting).isNotDone();
        assertThat(pool.tryAcquire()).isNull();
        pool.control().resume();
        served(waiting).get().use();
        assertThat(pool.health().state()).isEqualTo(State.UP);
    }

    /** "Serves again, those first that have been waiting." */
    @Test
    void resumeServesAllThatWait() {
        Pool<Item> pool = open(3);
        fill(pool, 2);
        pool.control().suspend();
        pool.control().suspend();
        CompletableFuture<Lease<Item>> a = waitAt(WaiterKind.THREAD, pool);
        CompletableFuture<Lease<Item>> b = waitAt(WaiterKind.FUTURE, pool);
        CompletableFuture<Lease<Item>> c = waitAt(WaiterKind.THREAD, pool);
        pool.control().resume();
        pool.control().resume();
        served(a).get().use();
        served(b).get().use();
        served(c).get().use();
    }

    @Test
    void controlIsAlwaysTheSame() {
        Pool<Item> pool = open(1);
        assertThat(pool.control()).isSameAs(pool.control());
    }
}
