package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.Soon;
import dev.rockpool.config.Leaks;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks of upkeep that are cut short by a want of memory, at each thing that they put off: a later sweep does it all. */
class SweepCutShortTest {

    private static final int MOST_PUT_OFF = 8;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final HandTicker ticker = new HandTicker();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicBoolean isDown = new AtomicBoolean();
    private final AtomicBoolean isIll = new AtomicBoolean();
    private final List<Lease<Object>> leases = new ArrayList<>();

    /** One of the things that sweeps do: how it comes about, and when it is done. */
    private record Task(
            String name, int objects, UnaryOperator<PoolBuilder<Object>> settings, Predicate<PoolStats> isDone) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Task goes(
            DestroyCause cause, int objects, int count, UnaryOperator<PoolBuilder<Object>> settings, String how) {
        return new Task(
                cause + how,
                objects,
                settings,
                stats -> stats.destroyed(cause) >= count && stats.size() == stats.idle() + stats.leased());
    }

    static List<Arguments> tasks() {
        List<Task> tasks = List.of(
                new Task("refill", 2, builder -> builder.maxSize(4).minIdle(2), stats -> stats.idle() >= 2),
                new Task("probe", 1, builder -> builder.maxSize(4), stats -> stats.size() == 4),
                goes(DestroyCause.EXPIRED, 2, 2, builder -> builder.maxSize(4).maxLifetime(SECOND.multipliedBy(8)), ""),
                goes(
                        DestroyCause.EXPIRED,
                        2,
                        2,
                        builder -> builder.maxSize(2).maxLifetime(SECOND.multipliedBy(8)),
                        ", full"),
                goes(DestroyCause.IDLE, 3, 3, builder -> builder.maxSize(3).maxIdleTime(SECOND.multipliedBy(8)), ""),
                goes(
                        DestroyCause.UNHEALTHY,
                        2,
                        1,
                        builder -> builder.maxSize(2).healthCheckInterval(SECOND.multipliedBy(8)),
                        ""),
                goes(DestroyCause.SURPLUS, 5, 3, builder -> builder.maxSize(5).maxIdle(2), ""),
                goes(
                        DestroyCause.RECLAIMED,
                        1,
                        1,
                        builder -> builder.maxSize(1).reclaimAfter(SECOND.multipliedBy(8)),
                        ""));
        return tasks.stream()
                .flatMap(
                        task -> IntStream.rangeClosed(1, MOST_PUT_OFF).mapToObj(failing -> Arguments.of(task, failing)))
                .toList();
    }

    private Object create() throws Exception {
        if (isDown.get()) {
            throw new IOException("down");
        }
        return "object " + made.incrementAndGet();
    }

    @ParameterizedTest(name = "{0}, the {1}th")
    @MethodSource("tasks")
    void whatASweepHasNoMemoryForIsDoneByALaterOne(Task task, int failing) throws Exception {
        Pool<Object> pool = task.settings
                .apply(Pool.<Object>builder(this::create)
                        .ticker(ticker)
                        .leaks(Leaks.off())
                        .healthWith(object -> !isIll.get())
                        .onDestroy(object -> {})
                        .healthCheckInterval(Duration.ofDays(1)))
                .build();
        pool.control().warmUp(task.objects).get(30, TimeUnit.SECONDS);
        Soon.until("all to be idle", () -> pool.stats().idle() == task.objects);
        isIll.set(true);
        if (task.name.equals("refill") || task.name.startsWith(DestroyCause.RECLAIMED.toString())) {
            for (int i = 0; i < task.objects; i++) {
                leases.add(pool.acquire());
            }
        } else if (task.name.equals("probe")) {
            isDown.set(true);
            for (int i = 0; i < 2; i++) {
                assertThat(pool.control().warmUp(4)).failsWithin(Duration.ofSeconds(30));
            }
        }

        AtomicInteger left = new AtomicInteger(failing);
        Effects<Object> effects = ((PoolEngine<Object>) pool).core.state.effects;
        effects.onAdd = () -> {
            if (left.decrementAndGet() == 0) {
                throw new OutOfMemoryError("for a test");
            }
        };
        Soon.until("a want of memory, or the task's end", () -> {
            ticker.advance(SECOND);
            return left.get() <= 0 || task.isDone.test(pool.stats());
        });
        effects.onAdd = null;
        isDown.set(false);
        if (task.name.equals("probe")) {
            pool.control().minIdle(4);
        }
        Soon.until("the task's end", () -> {
            ticker.advance(SECOND);
            return task.isDone.test(pool.stats());
        });
        isIll.set(false);
        leases.forEach(Lease::close);
        StackDescent.audit(pool, pool.stats().lastReset());
    }
}
