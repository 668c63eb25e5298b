package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Threads.Actor;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cancel, delivery, deadline and an executor of any temper at once: an object is delivered or back in the pool, never both
 * and never neither; each future ends, and says truly how.
 */
class ClaimRaceTest {

    private static final int USERS = 4;
    private static final int ROUNDS = 400;
    private static final Duration TIMEOUT = Duration.ofNanos(1_000);

    private final ManualTicker ticker = new ManualTicker();
    private final ScriptedLifecycle lifecycle = new ScriptedLifecycle();
    private final long seed = Long.getLong("rockpool.seed", new Random().nextLong());
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    /** How the executor for callbacks behaves. */
    enum Temper {
        NONE,
        WORKS,
        RUNS_HERE,
        REFUSES_SOME,
        DROPS_SOME,
        RUNS_SOME_TWICE
    }

    private Executor executor(Temper temper) {
        AtomicLong tasks = new AtomicLong();
        return task -> {
            boolean isSome = tasks.incrementAndGet() % 3 == 0;
            if (isSome && temper == Temper.REFUSES_SOME) {
                throw new RejectedExecutionException("made up");
            }
            if (isSome && temper == Temper.DROPS_SOME) {
                return;
            }
            if (temper == Temper.RUNS_HERE) {
                task.run();
                return;
            }
            threads.execute(task);
            if (isSome && temper == Temper.RUNS_SOME_TWICE) {
                threads.execute(task);
            }
        };
    }

    private Pool<Item> open(Temper temper) {
        var builder = Pool.builder(lifecycle)
                .maxSize(2)
                .acquireTimeout(Duration.ofHours(1))
                .createTimeout(Duration.ofDays(10_000))
                .ticker(ticker);
        return (temper == Temper.NONE ? builder : builder.callbackExecutor(executor(temper))).build();
    }

    @ParameterizedTest
    @EnumSource
    void objectIsDeliveredOrBackNeverBothNeverNeither(Temper temper) {
        System.out.println("ClaimRaceTest " + temper + ": -Drockpool.seed=" + seed);
        Pool<Item> pool = open(temper);
        List<Actor<Integer>> users = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            Random random = new Random(seed + user);
            users.add(Threads.PLATFORM.act(() -> use(pool, random)));
        }
        letTimePass(users);
        int served = users.stream().mapToInt(Actor::result).sum();
        CompletableFuture<?> end = pool.control().shutdown(Duration.ofDays(1));
        Waits.result(end);
        PoolAudit.check(pool);
        PoolAudit.checkClosed(pool);
        PoolAudit.checkItems(lifecycle, 0);
        assertThat(pool.stats().acquired()).isEqualTo(served);
        assertThat(pool.stats().acquired()
                        + pool.stats().cancelled()
                        + pool.stats().timeouts())
                .isEqualTo((long) USERS * ROUNDS);
        threads.shutdown();
    }

    private void letTimePass(List<Actor<Integer>> users) {
        while (users.stream().anyMatch(user -> !user.isDone())) {
            ticker.advance(TIMEOUT.dividedBy(2));
            ticker.advance(Duration.ofSeconds(1)); // what an executor has dropped
            Thread.onSpinWait();
        }
    }

    private static int use(Pool<Item> pool, Random random) {
        int served = 0;
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<Lease<Item>> future =
                    pool.acquireAsync(random.nextBoolean() ? TIMEOUT : Duration.ofSeconds(1));
            boolean isCancelled = random.nextInt(3) == 0 && future.cancel(false);
            Waits.until("the future to end", future::isDone);
            Lease<Item> lease = future.handle((delivered, failure) -> delivered).join();
            assertThat(lease != null && isCancelled)
                    .as("cancelled, and delivered all the same")
                    .isFalse();
            if (lease != null) {
                lease.get().use();
                lease.close();
                served++;
            }
        }
        return served;
    }

    /** The result of work is cancelled at any moment: the lease ends once, with the stage, and the work runs alone. */
    @Test
    void workThatIsCancelledAtAnyMomentLosesNothing() {
        System.out.println("ClaimRaceTest useAsync: -Drockpool.seed=" + seed);
        Pool<Item> pool = open(Temper.NONE);
        List<Actor<Integer>> users = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            Random random = new Random(seed + user);
            users.add(Threads.PLATFORM.act(() -> {
                int begun = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    AtomicBoolean hasBegun = new AtomicBoolean();
                    boolean isThere = random.nextBoolean();
                    CompletableFuture<String> stage = new CompletableFuture<>();
                    CompletableFuture<String> result = pool.useAsync(item -> {
                        hasBegun.set(true);
                        item.use();
                        return isThere ? CompletableFuture.completedFuture("at once") : stage;
                    });
                    if (random.nextInt(3) == 0) {
                        result.cancel(false);
                    }
                    stage.complete("done");
                    Waits.until("the result to end", result::isDone);
                    begun += hasBegun.get() ? 1 : 0;
                }
                return begun;
            }));
        }
        users.forEach(Actor::result);
        Waits.untilEquals("leased", 0, () -> pool.stats().leased());
        Waits.result(pool.control().shutdown(Duration.ofDays(1)));
        PoolAudit.check(pool);
        PoolAudit.checkItems(lifecycle, 0);
        threads.shutdown();
    }
}
