package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.Soon;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Where order is strict and callers create. */
class StrictCallerTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration BACK_OFF = Duration.ofMinutes(1);

    private final HandTicker ticker = new HandTicker();
    private volatile boolean isDown = true;

    /** The end of a pause is nobody's yet while the timer for it has not run: a newcomer could take it. */
    @Test
    void whoComesWhenAPauseHasJustEndedDoesNotCreateBeforeWhoWaits() throws Exception {
        AtomicInteger number = new AtomicInteger();
        Pool<Integer> pool = Pool.<Integer>builder(() -> create(number))
                .maxSize(2)
                .fairness(Fairness.STRICT)
                .creation(Creation.CALLER)
                .creationBackOff(BACK_OFF, BACK_OFF)
                .rideOut(LONG)
                .ticker(ticker)
                .build();
        FutureTask<Integer> first = acquire(pool, "first");
        Soon.until("the first to wait after two failures", () -> pool.stats().waiting() == 1);
        Core<Integer> core = ((PoolEngine<Integer>) pool).core;
        CountDownLatch isHeld = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        core.platform.threads.scheduler().at(ticker.nanoTime(), () -> {
            isHeld.countDown();
            Soon.opened(gate);
        });
        Soon.opened(isHeld);
        isDown = false;
        ticker.advance(2 * BACK_OFF.toNanos());

        FutureTask<Integer> second = acquire(pool, "second");
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        gate.countDown();
        assertThat(pool.control().shutdown(Duration.ZERO)).isNotNull();
    }

    private Integer create(AtomicInteger number) {
        if (isDown) {
            throw new IllegalStateException("down");
        }
        return number.incrementAndGet();
    }

    private static FutureTask<Integer> acquire(Pool<Integer> pool, String name) {
        FutureTask<Integer> task = new FutureTask<>(() -> {
            Lease<Integer> lease = pool.acquire(LONG);
            return lease.get(); // and keeps it
        });
        new Thread(task, name).start();
        return task;
    }
}
