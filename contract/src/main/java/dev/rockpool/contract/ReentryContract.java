package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.testkit.Behaviour;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.RecordingListener;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Waits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 6, no user code under a lock: "Lifecycle code, listeners and callbacks never run under a lock." So each may use
 * the pool, and may wait for others who do: commons-pool PR#346, HikariCP#1775.
 */
abstract class ReentryContract extends ContractBase {

    ReentryContract(ContractSuite suite) {
        super(suite);
    }

    /** While a step runs, another thread gets through to the pool. */
    @Test
    void noStepRunsUnderALock() {
        AtomicReference<Pool<Item>> self = new AtomicReference<>();
        lifecycle.probeEachStep(() -> {
            Pool<Item> pool = self.get();
            if (pool != null) {
                assertThat(pool.stats().name()).isNotNull();
                assertThat(pool.health().state()).isNotNull();
                pool.control().resume();
            }
        });
        Pool<Item> pool =
                open(builder -> builder.maxSize(2).validateOnAcquire(true).validateOnReturn(true));
        self.set(pool);
        acquire(pool).close();
        acquire(pool).close();
        lifecycle.onReset().next(Behaviour.fail(new IllegalStateException("reset")));
        acquire(pool).close();
        awaitSize(pool, 0);
        acquire(pool).invalidate();
        awaitSize(pool, 0);
        assertThat(lifecycle.violations()).isEmpty();
    }

    /** Each step may itself acquire and give back. */
    @ParameterizedTest
    @EnumSource(names = {"CREATE", "RESET", "VALIDATE", "DESTROY"})
    void stepMayUseThePool(ScriptedLifecycle.Step step) {
        Pool<Item> pool = open(builder -> builder.maxSize(2).validateOnReturn(true));
        Lease<Item> spare = acquire(pool);
        CompletableFuture<Integer> done = new CompletableFuture<>();
        Lease<Item> lease = step == ScriptedLifecycle.Step.CREATE ? null : acquire(pool);
        lifecycle.on(step).next(Behaviour.run(() -> {
            spare.close();
            Lease<Item> inner = pool.tryAcquire(); // null if the spare one served who waits for this creation
            if (inner != null) {
                inner.get().use();
                inner.close();
            }
            done.complete(pool.stats().size());
        }));
        if (lease == null) {
            served(future(pool)).get().use();
        } else if (step == ScriptedLifecycle.Step.DESTROY) {
            lease.invalidate();
        } else {
            lease.close();
        }
        assertThat(Waits.result(done)).isPositive();
    }

    /** A factory may wait for an object of its own pool: it takes a slot, and no more. */
    @Test
    void factoryMayAcquire() {
        Pool<Item> pool = open(2);
        fill(pool, 1);
        Lease<Item> first = acquire(pool);
        CompletableFuture<Boolean> inner = new CompletableFuture<>();
        lifecycle.onCreate().next(Behaviour.run(() -> {
            served(future(pool)).close();
            inner.complete(true);
        }));
        CompletableFuture<Lease<Item>> second = future(pool);
        Waits.until("the factory's own acquire to wait", () -> pool.stats().waiting() == 2);
        first.close(); // serves the one who came first; its close serves the factory
        served(second).close();
        assertThat(Waits.result(inner)).isTrue();
        awaitIdle(pool, 2);
    }

    /** The listener may use the pool. */
    @Test
    void listenerMayUseThePool() {
        Pool<Item> pool = open(2);
        fill(pool, 1);
        CompletableFuture<Boolean> used = new CompletableFuture<>();
        listener.react(() -> {
            Lease<Item> lease = pool.tryAcquire();
            if (lease != null) {
                lease.close();
                used.complete(pool.stats().created() > 0);
            }
        });
        pool.control().resize(3);
        assertThat(Waits.result(used)).isTrue();
    }

    /** "Events are delivered on one pool thread, one after the other." */
    @Test
    void listenerHearsOnAThreadOfThePool() {
        Pool<Item> pool = open(2);
        AtomicReference<String> thread = new AtomicReference<>("");
        listener.react(() -> thread.set(Thread.currentThread().getName()));
        acquire(pool).invalidate();
        listener.await("created", 1);
        listener.await("destroyed", 1);
        assertThat(listener.events())
                .extracting(RecordingListener.Event::name)
                .isEqualTo(List.of("created", "destroyed"));
        assertThat(thread.get()).startsWith("rockpool-" + nameInThreads(pool) + "-");
    }
}
