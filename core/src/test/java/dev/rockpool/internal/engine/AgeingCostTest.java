package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.HandTicker;
import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.Ticker;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * "Nothing on the fast path but maxUses' one compare where it is set; a pool that uses none of them pays nothing": what can be
 * counted of that. The rest is measured.
 */
class AgeingCostTest {

    private static final int PAIRS = 10_000;

    /** Counts who asks for the time on the test's thread. */
    private static final class CountingTicker implements Ticker {
        private final HandTicker ticker = new HandTicker();
        private final Thread counted = Thread.currentThread();
        private long asked; // by the counted thread

        @Override
        public long nanoTime() {
            asked += Thread.currentThread() == counted ? 1 : 0;
            return ticker.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return ticker.wallTime();
        }

        @Override
        public void parkUntil(Object blocker, long deadlineNanos) {
            ticker.parkUntil(blocker, deadlineNanos);
        }
    }

    private static PoolBuilder<Object> ageing(PoolBuilder<Object> builder) {
        return builder.maxLifetime(Duration.ofMinutes(30))
                .maxIdleTime(Duration.ofMinutes(10))
                .healthWith(object -> true)
                .reclaimAfter(Duration.ofMinutes(10));
    }

    /** How often the clock was read, and the lock was taken, in so many pairs of acquire and release. */
    private static long[] cost(PoolBuilder<Object> builder) throws InterruptedException {
        CountingTicker ticker = new CountingTicker();
        try (Pool<Object> pool = builder.ticker(ticker).maxSize(2).build()) {
            pool.acquire().close();
            Core<Object> core = ((PoolEngine<Object>) pool).core;
            long asked = ticker.asked;
            long[] sections = {0};
            core.state.effects.onAdd = () -> sections[0]++;
            for (int i = 0; i < PAIRS; i++) {
                try (Lease<Object> lease = pool.acquire()) {
                    assertThat(lease.get()).isNotNull();
                }
            }
            core.state.effects.onAdd = null;
            return new long[] {ticker.asked - asked, sections[0]};
        }
    }

    @Test
    void objectsThatAgeCostAPairOfAcquireAndReleaseNothing() throws Exception {
        long[] plain = cost(Pool.builder(Object::new));
        assertThat(cost(ageing(Pool.builder(Object::new)))).isEqualTo(plain);
        assertThat(plain[1]).as("things to do after a section under the lock").isZero();
        assertThat(plain[0]).as("the clock is read for a sample now and then").isLessThan(PAIRS / 4);
    }

    @Test
    void wornObjectsCostAPairOfAcquireAndReleaseNoClock() throws Exception {
        long[] plain = cost(Pool.builder(Object::new));
        assertThat(cost(Pool.<Object>builder(Object::new).maxUses(Long.MAX_VALUE)))
                .isEqualTo(plain);
    }
}
