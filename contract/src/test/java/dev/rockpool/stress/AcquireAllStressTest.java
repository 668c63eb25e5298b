package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.LeaseGroup;
import dev.rockpool.Pool;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.Pools;
import dev.rockpool.contract.Variant;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups of any size in any order, some of them late, beside single acquires: nobody waits in a circle, and nothing is lost.
 * Class of fault: deadlock of several acquires, objects lost when some of them fail.
 */
class AcquireAllStressTest {

    private static final int THREADS = 8;
    private static final int ROUNDS = 1_500;
    private static final int POOLS = 4;
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final long seed = Watchdog.seed();
    private final List<Pool<Stressed>> pools = new ArrayList<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger complete = new AtomicInteger();

    static List<Threads> threads() {
        return Variant.threadsOfThisRun();
    }

    @ParameterizedTest
    @MethodSource("threads")
    void groupsInAnyOrderAllEnd(Threads threads) {
        for (int i = 1; i <= POOLS; i++) {
            pools.add(Pool.builder(Stressed::new).name("group-" + i).maxSize(i).build());
        }
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int number = 0; number < THREADS; number++) {
            Random random = new Random(seed + number);
            threads.start("group-" + number, () -> {
                try {
                    work(random);
                } catch (Throwable failure) {
                    failures.add(failure);
                } finally {
                    done.countDown();
                }
            });
        }
        Watchdog.await(done, () -> "seed " + seed + ": " + complete + " groups, " + pools);
        assertThat(failures).as("seed %d", seed).isEmpty();
        assertThat(violations).as("seed %d", seed).isEmpty();
        assertThat(complete).as("seed %d", seed).hasPositiveValue();
        for (Pool<Stressed> pool : pools) {
            Waits.untilEquals("leased", 0, () -> pool.stats().leased());
            pool.close();
            PoolAudit.check(pool);
            PoolAudit.checkClosed(pool);
        }
    }

    private void work(Random random) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            if (random.nextInt(4) == 0) {
                Pool<Stressed> one = pools.get(random.nextInt(POOLS));
                try (Lease<Stressed> lease = one.acquire(FOR_EVER)) {
                    hold(List.of(lease.get()));
                }
            } else {
                acquireGroup(random);
            }
        }
    }

    /** At most as many of each pool as it has, most often all of some. */
    private void acquireGroup(Random random) throws InterruptedException {
        List<Pool<Stressed>> wanted = new ArrayList<>();
        for (int i = 0; i < POOLS; i++) {
            int count = random.nextBoolean() ? 0 : random.nextBoolean() ? i + 1 : random.nextInt(i + 1);
            wanted.addAll(Collections.nCopies(count, pools.get(i)));
        }
        Collections.shuffle(wanted, random);
        Duration timeout = random.nextInt(8) == 0 ? Duration.ofNanos(random.nextInt(200_000)) : FOR_EVER;
        try (LeaseGroup group = Pools.acquireAll(timeout, wanted.toArray(Pool<?>[]::new))) {
            List<Stressed> objects = new ArrayList<>();
            for (Pool<Stressed> pool : List.copyOf(new LinkedHashSet<>(wanted))) {
                objects.addAll(group.all(pool));
            }
            assertThat(objects).hasSameSizeAs(wanted);
            hold(objects);
            complete.incrementAndGet();
        } catch (PoolTimeoutException late) {
            assertThat(timeout).isNotEqualTo(FOR_EVER);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // only makes it likelier that others come in between
    private void hold(List<Stressed> objects) {
        objects.forEach(object -> object.take(violations));
        Thread.yield();
        objects.forEach(object -> object.leave(violations));
    }
}
