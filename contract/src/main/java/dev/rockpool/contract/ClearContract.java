package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolControl;
import dev.rockpool.config.Creation;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Gate;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ScriptedLifecycle.Step;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * {@link PoolControl#clear()}: "attempts started, and objects in reset or check, before it belong to the old epoch; an
 * acquire that starts after it returned never sees one." And the controls when they are used from user code.
 */
abstract class ClearContract extends ContractBase {

    ClearContract(ContractSuite suite) {
        super(suite);
    }

    private void isReplaced(Pool<Item> pool, Item old) {
        Waits.until("the old object to be destroyed", old::isDestroyed);
        Waits.untilEquals("cleared", 1, () -> pool.stats().destroyed(DestroyCause.CLEARED));
    }

    /** "Objects in reset … before it belong to the old epoch." */
    @ParameterizedTest
    @EnumSource
    void objectInResetIsDestroyed(WaiterKind kind) {
        objectOnItsWayBackIsDestroyed(kind, Step.RESET);
    }

    /** "Objects in … check before it belong to the old epoch": on their way back. */
    @ParameterizedTest
    @EnumSource
    void objectInCheckOnReturnIsDestroyed(WaiterKind kind) {
        objectOnItsWayBackIsDestroyed(kind, Step.VALIDATE);
    }

    private void objectOnItsWayBackIsDestroyed(WaiterKind kind, Step step) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnReturn(true));
        Lease<Item> out = acquire(pool);
        Item old = out.get();
        Gate gate = lifecycle.gate();
        lifecycle.on(step).next(Behaviour.pass(gate));
        act(() -> {
            out.close();
            return true;
        });
        gate.awaitInside(1);
        pool.control().clear();
        CompletableFuture<Lease<Item>> after = waitAt(kind, pool);
        gate.open();
        assertThat(served(after).get().id()).isEqualTo(2);
        isReplaced(pool, old);
    }

    /** "Objects in … check before it belong to the old epoch": on their way out, to one who has given up meanwhile. */
    @ParameterizedTest
    @EnumSource
    void objectInCheckOnAcquireIsNotForThoseWhoComeAfter(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        Item old = fill(pool, 1).get(0);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> before = future(pool);
        gate.awaitInside(1);
        pool.control().clear();
        CompletableFuture<Lease<Item>> after = waitAt(kind, pool);
        before.cancel(false);
        gate.open();
        assertThat(served(after).get().id()).isEqualTo(2);
        isReplaced(pool, old);
    }

    /** "Objects in … check before it": who came before may have got it, and then it goes as a leased one. */
    @ParameterizedTest
    @EnumSource
    void objectInCheckOnAcquireIsDestroyedInTheEnd(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).validateOnAcquire(true));
        Item old = fill(pool, 1).get(0);
        Gate gate = lifecycle.gate();
        lifecycle.onValidate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> before =
                kind == WaiterKind.THREAD ? acquirer(pool, HOUR).outcome() : future(pool);
        gate.awaitInside(1);
        pool.control().clear();
        gate.open();
        served(before).close();
        isReplaced(pool, old);
    }

    /** "Attempts started … before it belong to the old epoch." */
    @ParameterizedTest
    @EnumSource
    void objectOfAnAttemptInFlightIsDestroyed(WaiterKind kind) {
        Pool<Item> pool = open(builder -> builder.maxSize(1).creation(Creation.BACKGROUND));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> before = waitAt(kind, pool);
        gate.awaitInside(1);
        pool.control().clear();
        CompletableFuture<Lease<Item>> after = waitAt(kind, pool);
        gate.open();
        served(before).close();
        assertThat(served(after).get().id()).isNotEqualTo(1);
        isReplaced(pool, lifecycle.items().get(0));
    }

    /** "Attempts started … before it": on the caller, who may get the object. */
    @Test
    void objectThatACallerWasCreatingIsDestroyedInTheEnd() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).creation(Creation.CALLER));
        Gate gate = lifecycle.gate();
        lifecycle.onCreate().next(Behaviour.pass(gate));
        CompletableFuture<Lease<Item>> before = acquirer(pool, HOUR).outcome();
        gate.awaitInside(1);
        pool.control().clear();
        gate.open();
        served(before).close();
        assertThat(acquire(pool).get().id()).isEqualTo(2);
        isReplaced(pool, lifecycle.items().get(0));
    }

    /** Objects that a suspended pool holds go as well. */
    @Test
    void objectsOfASuspendedPoolAreDestroyed() {
        Pool<Item> pool = open(1);
        Item old = fill(pool, 1).get(0);
        pool.control().suspend();
        pool.control().clear();
        isReplaced(pool, old);
        CompletableFuture<Lease<Item>> after = future(pool);
        pool.control().resume();
        assertThat(served(after).get().id()).isEqualTo(2);
    }

    /** "An acquire that starts after it returned never sees one", whatever others do at the same time. */
    @Test
    void acquireAfterAClearNeverSeesAnOldObject() {
        Pool<Item> pool = open(builder -> builder.maxSize(4).validateOnReturn(true));
        AtomicBoolean ends = new AtomicBoolean();
        List<Threads.Actor<Boolean>> users = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            users.add(act(() -> {
                while (!ends.get()) {
                    pool.run(Item::use);
                }
                return true;
            }));
        }
        try {
            for (int round = 0; round < 50; round++) {
                List<Item> old = lifecycle.items();
                pool.control().clear();
                Lease<Item> young = acquire(pool);
                assertThat(old).doesNotContain(young.get());
                young.get().use();
                young.close();
            }
        } finally {
            ends.set(true);
        }
        users.forEach(Threads.Actor::result);
    }

    // --- From user code
    // -----------------------------------------------------------------------------------------------

    private static void useAllControls(Pool<Item> pool) {
        PoolControl control = pool.control();
        control.clear();
        control.resize(3);
        control.minIdle(1);
        control.minIdle(0);
        control.suspend();
        control.resume();
        var unused = control.warmUp(1);
        pool.stats();
        pool.health();
        pool.config();
    }

    /** "All methods are safe to call from any thread, lifecycle code … included." */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"IS_HEALTHY", "ACTIVATE"})
    void controlsMayBeUsedFromLifecycleCode(Step step) {
        Pool<Item> pool =
                open(builder -> builder.maxSize(2).validateOnReturn(true).validateOnAcquire(true));
        CompletableFuture<Boolean> used = new CompletableFuture<>();
        lifecycle.on(step).next(Behaviour.run(() -> {
            useAllControls(pool);
            used.complete(true);
        }));
        acquire(pool).close();
        acquire(pool).invalidate();
        assertThat(Waits.result(used)).isTrue();
        acquire(pool, 3).forEach(lease -> lease.get().use());
    }

    /** "All methods are safe to call from any thread, … listeners … included." */
    @Test
    void controlsMayBeUsedFromTheListener() {
        Pool<Item> pool = open(2);
        AtomicBoolean isFirst = new AtomicBoolean(true);
        CompletableFuture<Boolean> used = new CompletableFuture<>();
        listener.react(() -> {
            if (isFirst.getAndSet(false)) {
                useAllControls(pool);
                used.complete(true);
            }
        });
        acquire(pool).close();
        assertThat(Waits.result(used)).isTrue();
        acquire(pool, 3).forEach(lease -> lease.get().use());
    }

    /** "All methods are safe to call from any thread, … callbacks included." */
    @Test
    void controlsMayBeUsedFromACallback() {
        Pool<Item> pool = open(2);
        List<Lease<Item>> out = acquire(pool, 2);
        CompletableFuture<Boolean> used = future(pool).thenApply(lease -> {
            useAllControls(pool);
            lease.close();
            return true;
        });
        out.get(0).close();
        assertThat(Waits.result(used)).isTrue();
        out.get(1).close();
        acquire(pool, 3).forEach(lease -> lease.get().use());
    }
}
