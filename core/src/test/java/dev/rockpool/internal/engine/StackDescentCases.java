package dev.rockpool.internal.engine;

import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.Order;
import dev.rockpool.internal.engine.StackDescent.Case;
import dev.rockpool.internal.engine.StackDescent.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Each public method that can change a pool, in each state in which it takes another way. */
final class StackDescentCases {

    private static final int ALL = StackDescent.OBJECTS;
    private static final Duration SHORT = Duration.ofNanos(200_000);

    private StackDescentCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        Map<String, UnaryOperator<PoolBuilder<Object>>> settings = new TreeMap<>(Map.of(
                "plain", builder -> builder,
                "lifo", builder -> builder.order(Order.LIFO),
                "strict", builder -> builder.fairness(Fairness.STRICT),
                "caller", builder -> builder.creation(Creation.CALLER),
                "reset", builder -> builder.onReset(object -> {}),
                "destroy", builder -> builder.onDestroy(object -> {}),
                "validated",
                        builder -> builder.validateWith(object -> true)
                                .validateOnAcquire(true)
                                .validationTimeout(Duration.ZERO)
                                .validateOnReturn(true),
                "activated", builder -> builder.onAcquire(object -> {}),
                "trimmed", builder -> builder.maxIdle(ALL - 1)));
        settings.forEach((name, each) -> {
            add(cases, name, each, "acquire idle", 0, d -> d.keep(d.pool.acquire()));
            add(cases, name, each, "acquire none", ALL, d -> d.keep(d.pool.acquire(SHORT)));
            add(cases, name, each, "acquire none, zero", ALL, d -> d.keep(d.pool.acquire(Duration.ZERO)));
            add(cases, name, each, "tryAcquire idle", 0, d -> d.keep(d.pool.tryAcquire()));
            add(cases, name, each, "tryAcquire none", ALL, d -> d.keep(d.pool.tryAcquire()));
            add(cases, name, each, "acquireAsync idle", 0, d -> d.keep(d.pool.acquireAsync()));
            add(cases, name, each, "acquireAsync none", ALL, d -> d.keep(d.pool.acquireAsync(Duration.ofSeconds(60))));
            add(cases, name, each, "acquireAsync none, zero", ALL, d -> d.keep(d.pool.acquireAsync(Duration.ZERO)));
            add(cases, name, each, "cancel", ALL, d -> {
                CompletableFuture<?> future = d.pool.acquireAsync();
                d.keep(future); // where it is not cancelled for want of stack, it waits on
                future.cancel(false);
            });
            add(cases, name, watched(each), "use", 0, d -> d.pool.use(object -> object));
            add(cases, name, each, "use none", ALL, d -> d.pool.use(SHORT, object -> object));
            add(cases, name, each, "useAsync", 0, d -> d.keep(d.pool.useAsync(CompletableFuture::completedFuture)));
            add(
                    cases,
                    name,
                    each,
                    "useAsync none",
                    ALL,
                    d -> d.keep(d.pool.useAsync(SHORT, CompletableFuture::completedFuture)));
            add(cases, name, watched(each), "run", 0, d -> d.pool.run(object -> {}));
            add(cases, name, each, "close", ALL, d -> d.taken.get(d.ended++).close());
            add(
                    cases,
                    name,
                    each,
                    "invalidate",
                    ALL,
                    d -> d.taken.get(d.ended++).invalidate());
            add(cases, name, each, "detach", ALL, d -> d.taken.get(d.ended++).detach());
            add(cases, name, each, "destroy", ALL, d -> d.taken.get(d.ended++).destroy());
            add(cases, name, each, "clearIdle", ALL / 2, d -> d.pool.control().clearIdle());
            add(cases, name, each, "invalidateIdle", ALL / 2, d -> d.pool.invalidateIdle(object -> d.ended % 2 == 0));
            add(cases, name, each, "clear", ALL / 2, d -> d.pool.control().clear());
        });
        addOperators(cases);
        return cases;
    }

    private static void addOperators(List<Case> cases) {
        UnaryOperator<PoolBuilder<Object>> plain = builder -> builder;
        cases.add(new Case("suspended: acquire", plain, 0, true, d -> d.keep(d.pool.acquire(SHORT))));
        cases.add(new Case(
                "suspended: close",
                plain,
                ALL,
                true,
                d -> d.taken.get(d.ended++).close()));
        add(cases, "plain", plain, "stats", 1, d -> d.pool.stats());
        add(cases, "plain", plain, "health", 1, d -> d.pool.health());
        add(cases, "plain", plain, "explain", 1, d -> d.pool.control().explain());
        add(cases, "plain", plain, "describe", 1, d -> d.pool.control().describe());
        add(cases, "plain", plain, "resetStats", 1, d -> d.pool.control().resetStats());
        add(cases, "plain", plain, "resize", 1, d -> d.pool.control().resize(ALL - 10 + d.ended++ % 2));
        add(cases, "plain", plain, "minIdle", 1, d -> d.pool.control().minIdle(d.ended++ % 2));
        add(cases, "plain", plain, "warmUp", 1, d -> d.keep(d.pool.control().warmUp(ALL)));
        add(cases, "plain", plain, "apply", 1, d -> d.pool.control().apply(d.pool.config()));
        add(cases, "plain", plain, "suspend", 1, d -> {
            d.pool.control().suspend();
            d.pool.control().resume();
        });
    }

    /** A release that cannot even begin leaves a lease that nobody has. */
    private static UnaryOperator<PoolBuilder<Object>> watched(UnaryOperator<PoolBuilder<Object>> settings) {
        return builder -> settings.apply(builder).leaks(Leaks.on());
    }

    private static void add(
            List<Case> cases,
            String settings,
            UnaryOperator<PoolBuilder<Object>> builder,
            String call,
            int leased,
            Step step) {
        cases.add(new Case(settings + ": " + call, builder, leased, false, step));
    }
}
