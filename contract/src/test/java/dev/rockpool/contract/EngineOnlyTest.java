package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Lifecycle;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.Reusable;
import dev.rockpool.config.Leaks;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.Waits;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the engine promises and the plain pool leaves out: the builder's own steps, the callback executor, and leaks. */
class EngineOnlyTest extends ContractBase {

    EngineOnlyTest() {
        super(new ContractSuite() {
            @Override
            protected <T> Pool<T> open(Lifecycle<T> lifecycle, UnaryOperator<PoolBuilder<T>> settings) {
                return settings.apply(Pool.builder(lifecycle)).build();
            }
        });
    }

    /** "They replace, they do not chain." */
    @Test
    void stepsOfTheBuilderReplaceThoseOfTheLifecycle() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        Lifecycle<Object> lifecycle = new Lifecycle<>() {
            @Override
            public Object create() {
                return new Object();
            }

            @Override
            public void reset(Object object) {
                calls.add("lifecycle reset");
            }
        };
        try (Pool<Object> pool = Pool.builder(lifecycle)
                .onReset(object -> calls.add("builder reset"))
                .validateWith(object -> calls.add("builder validate"))
                .onDestroy(object -> calls.add("builder destroy"))
                .validateOnReturn(true)
                .build()) {
            pool.run(object -> calls.add("use"));
        }
        assertThat(calls).containsExactly("use", "builder reset", "builder validate", "builder destroy");
    }

    /** "Else from the object if it implements Reusable", and "destroy closes an AutoCloseable". */
    @Test
    void reusableObjectsKnowTheirSteps() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        class Self implements Reusable, AutoCloseable {
            @Override
            public void reset() {
                calls.add("reset");
            }

            @Override
            public boolean isValid() {
                return calls.add("isValid");
            }

            @Override
            public void close() {
                calls.add("close");
            }
        }
        try (Pool<Self> pool =
                Pool.<Self>builder(Self::new).validateOnReturn(true).build()) {
            pool.run(self -> calls.add("use"));
        }
        assertThat(calls).containsExactly("use", "reset", "isValid", "close");
    }

    /** "Where the futures are completed when they had to wait." */
    @Test
    void callbacksRunOnTheCallbackExecutor() {
        List<Runnable> given = new CopyOnWriteArrayList<>();
        Pool<Item> pool = open(builder -> builder.maxSize(1).callbackExecutor(given::add));
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        out.close();
        assertThat(future).isNotDone();
        Waits.until("a callback", () -> !given.isEmpty());
        given.forEach(Runnable::run);
        served(future).get().use();
    }

    /** "Should the executor refuse, that thread does it after all." */
    @Test
    void refusedCallbackIsNotLost() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).callbackExecutor(task -> {
            throw new RejectedExecutionException("no");
        }));
        Lease<Item> out = acquire(pool);
        CompletableFuture<Lease<Item>> future = future(pool);
        out.close();
        served(future).get().use();
    }

    /** "Leaks are found by GC; the capacity comes back, the object is destroyed, counted." */
    @Test
    void lostLeaseIsFoundAndItsObjectDestroyed() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).leaks(Leaks.on().prompt()));
        lose(pool);
        awaitLeak(pool);
        awaitSize(pool, 0);
        assertThat(pool.stats().destroyed(DestroyCause.LEAKED)).isEqualTo(1);
        assertThat(pool.stats().released()).isEqualTo(1);
        listener.await("leaked", 1);
        acquire(pool).get().use();
    }

    /** "Leaks.reuse() gives it back instead." */
    @Test
    void lostObjectMayBeReused() {
        Pool<Item> pool =
                open(builder -> builder.maxSize(1).leaks(Leaks.on().prompt().reuse()));
        lose(pool);
        awaitLeak(pool);
        awaitIdle(pool, 1);
        assertThat(acquire(pool).get().id()).isEqualTo(1);
        assertThat(pool.stats().destroyed()).isZero();
    }

    /** A lease that somebody still has is not lost, however long, and whatever the collector does. */
    @Test
    void heldLeaseIsNotLost() {
        Pool<Item> pool = open(builder -> builder.maxSize(1).leaks(Leaks.on().prompt()));
        Lease<Item> held = acquire(pool);
        for (int i = 0; i < 3; i++) {
            collect();
            ticker.advanceAndSettle(MINUTE);
        }
        assertThat(pool.stats().leaks()).isZero();
        held.get().use();
    }

    private static void lose(Pool<Item> pool) {
        Lease<Item> lease = Waits.result(pool.acquireAsync());
        lease.get().use();
    }

    private void awaitLeak(Pool<Item> pool) {
        Waits.until("the leak to be found", () -> {
            collect();
            advance(SECOND);
            return pool.stats().leaks() == 1;
        });
    }

    /** Asks the collector until it has run. */
    private static void collect() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        Waits.until("a collection", () -> {
            System.gc();
            return canary.get() == null;
        });
    }
}
