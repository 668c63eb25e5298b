package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.PoolStats;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Threads.Actor;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** "No snapshot shows released > acquired", "so that sums never dip", while four threads hammer. */
class StatsRaceTest {

    /** What the threads do. */
    enum Hammer {
        /** Acquire and close. */
        LEASES {
            @Override
            void strike(Pool<Item> pool, SplittableRandom random, AtomicInteger pending) throws InterruptedException {
                pool.acquire().close();
            }
        },
        /** Acquire and invalidate: every lease is a miss, so that hits stay zero at their lowest. */
        MISSES {
            @Override
            void strike(Pool<Item> pool, SplittableRandom random, AtomicInteger pending) throws InterruptedException {
                pool.acquire().invalidate();
            }
        },
        /** Futures that are cancelled while their object is on its way. */
        CANCELS {
            @Override
            void strike(Pool<Item> pool, SplittableRandom random, AtomicInteger pending) throws InterruptedException {
                pending.incrementAndGet();
                CompletableFuture<Lease<Item>> future = pool.acquireAsync();
                var unused = future.whenComplete((lease, failure) -> {
                    pending.decrementAndGet();
                    if (lease != null) {
                        lease.invalidate();
                    }
                });
                for (int i = 0, spins = random.nextInt(3_000); i < spins && !future.isDone(); i++) {
                    Thread.onSpinWait();
                }
                future.cancel(false);
            }
        };

        abstract void strike(Pool<Item> pool, SplittableRandom random, AtomicInteger pending)
                throws InterruptedException;
    }

    private static final int SNAPSHOTS = 30_000;
    private static final int THREADS = 4;

    @ParameterizedTest
    @EnumSource(Hammer.class)
    void snapshotsNeverShowSumsThatDipOrContradictEachOther(Hammer hammer) {
        long seed = Watchdog.seed();
        ScriptedLifecycle lifecycle = new ScriptedLifecycle();
        Pool<Item> pool = Pool.builder(lifecycle).maxSize(3).build();
        AtomicBoolean ends = new AtomicBoolean();
        AtomicInteger pending = new AtomicInteger();
        AtomicReference<Throwable> broken = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            Threads.PLATFORM.start("hammer-" + i, () -> {
                try {
                    while (!ends.get()) {
                        hammer.strike(pool, random, pending);
                    }
                } catch (Throwable failure) {
                    broken.set(failure);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            PoolStats before = pool.stats();
            for (int i = 0; i < SNAPSHOTS && lifecycle.onCreate().calls() < 100_000; i++) {
                PoolStats now = pool.stats();
                compare(before, now, seed);
                before = now;
            }
        } finally {
            ends.set(true);
        }
        Watchdog.await(done, () -> pool.stats().toString());
        Waits.until("the futures", () -> pending.get() == 0);
        assertThat(broken.get()).isNull();
        PoolAudit.check(pool);
        PoolAudit.checkClosed(pool, Waits.result(pool.control().shutdown(Duration.ofSeconds(10))));
        assertThat(lifecycle.violations()).isEmpty();
    }

    /** "Peaks" never lie below the present, also just after the statistics were reset. */
    @Test
    void peaksAreNeverBelowThePresentThoughTheyAreReset() {
        long seed = Watchdog.seed();
        Pool<Item> pool = Pool.builder(new ScriptedLifecycle()).maxSize(3).build();
        AtomicBoolean ends = new AtomicBoolean();
        List<Actor<Boolean>> actors = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            actors.add(Threads.PLATFORM.act(() -> {
                while (!ends.get()) {
                    pool.acquire().close();
                }
                return true;
            }));
        }
        actors.add(Threads.PLATFORM.act(() -> {
            while (!ends.get()) {
                pool.control().resetStats();
            }
            return true;
        }));
        try {
            for (int i = 0; i < SNAPSHOTS; i++) {
                peaksHold(pool.stats(), seed);
            }
        } finally {
            ends.set(true);
        }
        actors.forEach(Actor::result);
        pool.close();
    }

    private static void peaksHold(PoolStats now, long seed) {
        assertThat(now.peakSize()).as("peak of size, seed %d", seed).isGreaterThanOrEqualTo(now.size());
        assertThat(now.peakIdle()).as("peak of idle, seed %d", seed).isGreaterThanOrEqualTo(now.idle());
        assertThat(now.peakLeased()).as("peak of leased, seed %d", seed).isGreaterThanOrEqualTo(now.leased());
        assertThat(now.peakWaiting()).as("peak of waiting, seed %d", seed).isGreaterThanOrEqualTo(now.waiting());
    }

    private static void compare(PoolStats before, PoolStats now, long seed) {
        assertThat(now.idle() + now.leased())
                .as("idle and leased, seed %d", seed)
                .isLessThanOrEqualTo(now.size());
        assertThat(now.utilization()).as("utilization, seed %d", seed).isBetween(0.0, 1.0);
        assertThat(now.size()).as("size, seed %d", seed).isBetween(0, now.maxSize());
        assertThat(now.released()).as("released, seed %d", seed).isLessThanOrEqualTo(now.acquired());
        assertThat(now.hits()).as("hits, seed %d", seed).isNotNegative();
        assertThat(now.acquired()).as("acquired, seed %d", seed).isGreaterThanOrEqualTo(before.acquired());
        assertThat(now.released()).as("released, seed %d", seed).isGreaterThanOrEqualTo(before.released());
        assertThat(now.misses()).as("misses, seed %d", seed).isGreaterThanOrEqualTo(before.misses());
        assertThat(now.created()).as("created, seed %d", seed).isGreaterThanOrEqualTo(before.created());
        assertThat(now.destroyed()).as("destroyed, seed %d", seed).isGreaterThanOrEqualTo(before.destroyed());
    }
}
