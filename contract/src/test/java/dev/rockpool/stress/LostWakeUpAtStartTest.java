package dev.rockpool.stress;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.contract.Variant;
import dev.rockpool.testkit.Item;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.ScriptedLifecycle;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * "Whatever frees capacity … serves the next waiter at once", in the first moments of a pool, in which returns
 * and creations come together: a waiter that was woken for a return may be given a new object while it answers. Time stands
 * still, so nobody is helped by a timed park. Class of fault: lost wake-up (stolen hand-off).
 */
class LostWakeUpAtStartTest {

    private static final int ROUNDS = 20;
    private static final int THREADS = 8;
    private static final int LEASES = 8_000;
    private static final Duration LONG = Duration.ofDays(1);

    @ParameterizedTest
    @MethodSource("dev.rockpool.contract.Variant#all")
    void everyAcquireEndsThoughReturnsAndCreationsRace(Variant variant) {
        for (int round = 0; round < ROUNDS; round++) {
            ScriptedLifecycle lifecycle = new ScriptedLifecycle();
            Pool<Item> pool = variant.apply(Pool.builder(lifecycle))
                    .maxSize(4)
                    .acquireTimeout(LONG)
                    .ticker(new ManualTicker())
                    .build();
            AtomicLong leases = new AtomicLong();
            AtomicReference<Throwable> failed = new AtomicReference<>();
            CountDownLatch done = new CountDownLatch(THREADS);
            for (int i = 0; i < THREADS; i++) {
                variant.threads().start("acquirer-" + i, () -> {
                    try {
                        while (leases.incrementAndGet() < LEASES) {
                            Lease<Item> lease = pool.acquire();
                            if (leases.get() % 64 == 0) {
                                lease.invalidate();
                            } else {
                                lease.close();
                            }
                        }
                    } catch (Throwable failure) {
                        failed.set(failure);
                    } finally {
                        done.countDown();
                    }
                });
            }
            Watchdog.await(done, () -> pool.stats().toString());
            if (failed.get() != null) {
                throw new AssertionError(failed.get());
            }
            PoolAudit.checkClosed(pool, Waits.result(pool.control().shutdown(LONG)));
            PoolAudit.checkItems(lifecycle, 0);
        }
    }
}
