package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.Soon;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Leaks;
import dev.rockpool.monitor.PoolStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of the stack, at each frame of the methods that end a pool: a pool for each frame, as it ends only once. */
@Tag("own-process")
class StackDescentEndTest {

    private static final int OBJECTS = 2;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofNanos(200_000);

    /** A pool, and what somebody has of it. */
    private record Ending(
            Pool<Object> pool, List<Lease<Object>> leases, List<CompletableFuture<Lease<Object>>> futures) {}

    static List<Arguments> cases() {
        Map<String, Consumer<Pool<Object>>> calls = new TreeMap<>(Map.of(
                "close", Pool::close,
                "shutdown", pool -> assertThat(pool.control().shutdown(LONG)).isNotNull(),
                "shutdown at once",
                        pool -> assertThat(pool.control().shutdown(Duration.ZERO))
                                .isNotNull()));
        Map<String, UnaryOperator<PoolBuilder<Object>>> settings = new TreeMap<>(Map.of(
                "plain", builder -> builder,
                "destroyed", builder -> builder.onDestroy(object -> {}),
                "futures with an executor", builder -> builder.callbackExecutor(Runnable::run)));
        List<Arguments> all = new ArrayList<>();
        calls.forEach((call, each) -> settings.forEach((setting, builder) -> {
            for (int leased : new int[] {0, OBJECTS}) {
                all.add(Arguments.of(call + ", " + setting + ", " + leased + " leased", each, builder, leased));
            }
        }));
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theEndOfTheStackLosesNothingAtTheEndOfAPool(
            String name, Consumer<Pool<Object>> call, UnaryOperator<PoolBuilder<Object>> settings, int leased)
            throws Exception {
        List<Ending> endings = new ArrayList<>();
        for (int i = 0; i <= Descent.FRAMES; i++) {
            endings.add(open(settings, leased));
        }
        Queue<String> unlike = new ConcurrentLinkedQueue<>();
        Descent[] descent = new Descent[1];
        descent[0] = new Descent(
                () -> call.accept(endings.get(descent[0].left()).pool),
                other -> StackDescent.noteUnlessExpected(other, unlike));
        descent[0].run();
        assertThat(unlike).isEmpty();
        for (Ending each : endings) {
            audit(each);
        }
    }

    private static Ending open(UnaryOperator<PoolBuilder<Object>> settings, int leased) throws Exception {
        Pool<Object> pool = settings.apply(Pool.<Object>builder(Object::new)
                        .maxSize(OBJECTS)
                        .creation(Creation.CALLER) // no thread for each of the pools
                        .closeTimeout(SHORT)
                        .leaks(Leaks.off())
                        .holdWarning(Duration.ofMillis(80))) // so a sweep each 10 ms
                .build();
        List<Lease<Object>> leases = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            leases.add(pool.acquire(LONG));
        }
        while (leases.size() > leased) {
            leases.remove(leases.size() - 1).close();
        }
        List<CompletableFuture<Lease<Object>>> futures = new ArrayList<>();
        for (int i = 0; i < leased; i++) {
            futures.add(pool.acquireAsync(LONG));
        }
        return new Ending(pool, leases, futures);
    }

    private static void audit(Ending each) throws Exception {
        each.leases.forEach(Lease::close);
        for (CompletableFuture<Lease<Object>> future : each.futures) {
            Lease<Object> granted =
                    future.handle((lease, failure) -> lease).get(30, TimeUnit.SECONDS); // where the pool was not closed
            if (granted != null) {
                granted.close();
            }
        }
        each.pool.control().shutdown(LONG).get(40, TimeUnit.SECONDS);
        Soon.until(
                "all objects to be gone: " + each.pool.stats(),
                () -> each.pool.stats().size() == 0);
        PoolStats stats = each.pool.stats();
        assertThat(stats.created()).isEqualTo(stats.destroyed());
        assertThat(stats.waiting()).isZero();
    }
}
