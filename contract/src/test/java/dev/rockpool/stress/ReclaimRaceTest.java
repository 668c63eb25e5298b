package dev.rockpool.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.testkit.ManualTicker;
import dev.rockpool.testkit.PoolAudit;
import dev.rockpool.testkit.Threads;
import dev.rockpool.testkit.Waits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A holder ends its lease while the pool reclaims it: one of them does, the object is cleaned or destroyed once, and the holder
 * that comes late touches nobody. Class of fault: double release; reclaim of somebody else's lease.
 */
class ReclaimRaceTest {

    private static final Duration LIMIT = Duration.ofMillis(80);
    private static final Duration LONG = Duration.ofDays(10_000);
    private static final int LEASES = 200_000;

    private final ManualTicker ticker = new ManualTicker();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();

    /** Who has it, and how often it was destroyed. */
    private static final class Owned {
        private final AtomicReference<Thread> owner = new AtomicReference<>();
        private final AtomicInteger destroys = new AtomicInteger();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneOfHolderAndPoolEndsALease(boolean isActivated) throws Exception {
        var builder = Pool.<Owned>builder(Owned::new)
                .maxSize(3)
                .acquireTimeout(LONG)
                .createTimeout(LONG)
                .reclaimAfter(LIMIT)
                .onDestroy(object -> object.destroys.incrementAndGet())
                .ticker(ticker);
        Pool<Owned> pool = (isActivated
                        ? builder.onAcquire(object -> assertThat(object.owner).hasNullValue())
                        : builder)
                .build();
        AtomicLong reclaimed = new AtomicLong();
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            int way = i;
            Threads.PLATFORM.start("holder-" + i, () -> {
                try {
                    for (int n = 0; n < LEASES && wrong.get() == null; n++) {
                        useOnce(pool, way, n, reclaimed);
                    }
                } catch (Throwable failure) {
                    wrong.compareAndSet(null, failure);
                } finally {
                    done.countDown();
                }
            });
        }
        while (done.getCount() > 0) {
            ticker.advanceAndSettle(LIMIT); // not further: what is missed does not count
        }
        Watchdog.await(done, () -> pool.stats().toString());
        assertThat(wrong).hasNullValue();
        Waits.untilEquals("leased", 0, () -> pool.stats().leased());
        PoolAudit.check(pool);
        Waits.result(pool.control().shutdown(LONG));
        PoolAudit.checkClosed(pool);
    }

    @SuppressWarnings("ThreadPriorityCheck") // lets another thread in, now and then
    private static void useOnce(Pool<Owned> pool, int way, int round, AtomicLong reclaimed) throws Exception {
        if (way == 0) {
            pool.run(object -> {
                own(object);
                disown(object);
            });
            return;
        }
        Lease<Owned> lease = way == 1 ? pool.acquireAsync().get() : pool.acquire();
        Owned object;
        try {
            object = lease.get();
        } catch (IllegalStateException late) {
            reclaimed.incrementAndGet();
            lease.close();
            return;
        }
        own(object);
        if (round % 64 == 0) {
            Thread.yield();
        }
        disown(object);
        if (way == 2 && round % 16 == 0) {
            lease.destroy();
        } else {
            lease.close();
        }
        lease.close();
        assertThat(object.destroys.get()).isLessThanOrEqualTo(1);
    }

    /** A new holder never finds an object that another one has: what was reclaimed is never leased again. */
    private static void own(Owned object) {
        assertThat(object.owner.compareAndSet(null, Thread.currentThread()))
                .as("nobody else has it")
                .isTrue();
    }

    private static void disown(Owned object) {
        object.owner.set(null);
    }
}
