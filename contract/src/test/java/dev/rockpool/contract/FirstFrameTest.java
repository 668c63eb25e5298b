package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.KeyedPool;
import dev.rockpool.Lease;
import dev.rockpool.LeaseGroup;
import dev.rockpool.PerThreadPool;
import dev.rockpool.Pool;
import dev.rockpool.Pools;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Holder;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The stack of an acquire begins in the code that asked for an object, by whatever way it asked. */
class FirstFrameTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String KEY = "key";

    /** A way to acquire, which looks at the pool while the object is out. */
    private interface Way<P> {
        void go(P pool, Runnable look) throws Exception;
    }

    private static Arguments way(String name, Way<Pool<Object>> way) {
        return Arguments.of(name, way);
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                way("acquire", (pool, look) -> looked(pool.acquire(), look)),
                way("acquire in time", (pool, look) -> looked(pool.acquire(LONG), look)),
                way("tryAcquire", (pool, look) -> looked(pool.tryAcquire(), look)),
                way("acquireAsync", (pool, look) -> looked(Waits.result(pool.acquireAsync()), look)),
                way("use", (pool, look) -> pool.use(object -> seen(look))),
                way("run", (pool, look) -> pool.run(object -> look.run())),
                way(
                        "useAsync",
                        (pool, look) -> Waits.result(pool.useAsync(object -> {
                            look.run();
                            return CompletableFuture.completedFuture(KEY);
                        }))),
                way("acquireAll", (pool, look) -> {
                    try (LeaseGroup group = Pools.acquireAll(LONG, pool)) {
                        assertThat(group.get(pool)).isNotNull();
                        look.run();
                    }
                }));
    }

    private static void looked(Lease<Object> lease, Runnable look) {
        try (lease) {
            look.run();
        }
    }

    private static String seen(Runnable look) {
        look.run();
        return KEY;
    }

    private static void assertOurs(List<StackTraceElement> stack) {
        assertThat(stack).isNotEmpty();
        assertThat(stack.get(0).getClassName()).startsWith(FirstFrameTest.class.getName());
    }

    private static Runnable look(Supplier<Explanation> explanation) {
        return () -> {
            List<Holder> holders = explanation.get().holders();
            assertThat(holders).hasSize(1);
            assertOurs(holders.get(0).acquiredAt());
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void ofAPool(String name, Way<Pool<Object>> way) throws Exception {
        try (Pool<Object> pool = Pool.builder(Object::new).leakStacks(1).build()) {
            makeOneIdle(pool);
            way.go(pool, look(pool.control()::explain));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void ofAPoolForEachThread(String name, Way<Pool<Object>> way) throws Exception {
        try (Pool<Object> pool = PerThreadPool.builder(Object::new)
                .with(settings -> settings.leakStacks(1))
                .build()) {
            makeOneIdle(pool);
            way.go(pool, look(pool.control()::explain));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void ofThePoolOfAKey(String name, Way<Pool<Object>> way) throws Exception {
        try (KeyedPool<String, Object> pool = keyed()) {
            makeOneIdle(pool.pool(KEY));
            way.go(pool.pool(KEY), look(() -> pool.control().explain(KEY)));
        }
    }

    @Test
    void ofAKeyedPool() throws Exception {
        Map<String, Way<KeyedPool<String, Object>>> ways = Map.of(
                "acquire", (pool, look) -> looked(pool.acquire(KEY), look),
                "acquire in time", (pool, look) -> looked(pool.acquire(KEY, LONG), look),
                "tryAcquire", (pool, look) -> looked(pool.tryAcquire(KEY), look),
                "acquireAsync", (pool, look) -> looked(Waits.result(pool.acquireAsync(KEY)), look),
                "use", (pool, look) -> pool.use(KEY, object -> seen(look)),
                "run", (pool, look) -> pool.run(KEY, object -> look.run()));
        for (Way<KeyedPool<String, Object>> way : ways.values()) {
            try (KeyedPool<String, Object> pool = keyed()) {
                makeOneIdle(pool.pool(KEY));
                way.go(pool, look(() -> pool.control().explain(KEY)));
            }
        }
    }

    @Test
    void ofAThreadThatWaitsForAGroupWhileItHoldsAnObject() throws Exception {
        try (Pool<Object> pool = Pool.builder(Object::new)
                .maxSize(1)
                .nestedAcquire(NestedAcquire.ALLOW)
                .build()) {
            Threads.Actor<Void> nested = Threads.PLATFORM.act(() -> {
                Lease<Object> held = pool.acquire();
                try (held;
                        LeaseGroup group = Pools.acquireAll(LONG, pool)) {
                    assertThat(group.get(pool)).isNotNull();
                }
                return null;
            });
            Waits.until(
                    "it holds one and waits",
                    () -> pool.stats().leased() == 1 && pool.stats().waiting() == 1);
            Waits.until("its stack is seen", () -> !standsAt(pool).isEmpty());
            assertOurs(standsAt(pool));
            nested.interrupt();
            assertThat(nested.failure()).isInstanceOf(InterruptedException.class);
        }
    }

    private static List<StackTraceElement> standsAt(Pool<Object> pool) {
        return pool.control().explain().holders().get(0).standsAt();
    }

    private static KeyedPool<String, Object> keyed() {
        return KeyedPool.<String, Object>builder(key -> new Object())
                .perKey(settings -> settings.leakStacks(1))
                .build();
    }

    private static void makeOneIdle(Pool<Object> pool) throws InterruptedException {
        pool.acquire().close();
    }
}
