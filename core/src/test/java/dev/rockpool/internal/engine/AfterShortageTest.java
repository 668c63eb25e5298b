package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.Soon;
import dev.rockpool.config.Leaks;
import dev.rockpool.monitor.ShutdownReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a want of memory kept from being done, and how it is done all the same. */
class AfterShortageTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger destroyed = new AtomicInteger();

    private PoolBuilder<Object> builder() {
        return Pool.<Object>builder(() -> "object " + made.incrementAndGet())
                .maxSize(2)
                .onDestroy(object -> destroyed.incrementAndGet())
                .leaks(Leaks.off())
                .holdWarning(Duration.ofMillis(80)); // so a sweep each 10 ms
    }

    private static Core<Object> coreOf(Pool<Object> pool) {
        return ((PoolEngine<Object>) pool).core;
    }

    @Test
    void whatMeetsABrokenClassIsDoneByALaterSweepAndKeepsNothingElseFromBeingDone() {
        try (Pool<Object> pool = builder().build()) {
            AtomicInteger attempts = new AtomicInteger();
            AtomicInteger others = new AtomicInteger();
            Core<Object> core = coreOf(pool);
            core.lock.run(() -> {
                core.state.effects.add(new Effect.Run<>(() -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new NoClassDefFoundError("for a test");
                    }
                }));
                core.state.effects.add(new Effect.Run<>(others::incrementAndGet));
            });
            assertThat(others).hasValue(1);
            Soon.until("the third attempt", () -> attempts.get() == 3);
        }
    }

    @Test
    void anAttemptWhoseEndIsEnteredIsNotPerformedAgain() {
        try (Pool<Object> pool = builder().build()) {
            Core<Object> core = coreOf(pool);
            Attempt<Object> attempt =
                    core.lock.get(() -> core.monitor.demand().begin(Attempt.Wish.STOCK, false, false, 0));
            Soon.until("the object", () -> pool.stats().idle() == 1);
            core.creators.start(attempt); // as when its first performance was cut short at its end
            assertThat(pool.control().warmUp(2).join()).isEqualTo(2); // comes after it, on the same kind of thread
        }
        assertThat(made).hasValue(2);
        assertThat(destroyed).hasValue(2);
    }

    @Test
    void aFutureThatThereIsNoMemoryToCompleteIsCompletedOnAThreadOfThePoolAfterASweep() throws Exception {
        try (Pool<Object> pool = builder().name("ending").build()) {
            AtomicInteger attempts = new AtomicInteger();
            CompletableFuture<String> future = new CompletableFuture<>();
            coreOf(pool)
                    .futures
                    .ending(() -> {
                        if (attempts.incrementAndGet() < 3) {
                            throw new OutOfMemoryError("for a test");
                        }
                        future.complete(Thread.currentThread().getName());
                    })
                    .run();
            assertThat(future.get(30, TimeUnit.SECONDS)).startsWith("rockpool-ending-callback-");
        }
    }

    @Test
    void aShutdownWhoseDeadlineIsCutShortEndsALittleLater() throws Exception {
        Pool<Object> pool = builder().build();
        Lease<Object> abandoned = pool.acquire(LONG);
        AtomicInteger failures = new AtomicInteger();
        coreOf(pool).state.effects.onAdd = () -> {
            if (coreOf(pool).state.facts.isClosed && failures.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("for a test");
            }
        };
        ShutdownReport report = pool.control().shutdown(Duration.ofMillis(20)).get(30, TimeUnit.SECONDS);
        assertThat(report.abandonedLeases()).isEqualTo(1);
        assertThat(failures.get()).isGreaterThan(2);
        abandoned.close();
        Soon.until("the object to be destroyed", () -> destroyed.get() == 1);
    }
}
