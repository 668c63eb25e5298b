package dev.rockpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.Soon;
import dev.rockpool.internal.stats.Counter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** No memory, at a place where the pool has just claimed a future, or leased a slot for it: nothing is lost. */
class FailedDeliveryTest {

    /** Where a lease begins that is one of the sample. */
    private final FailingTicker ticker = new FailingTicker("began");

    @Test
    void aDeliveryThatIsTriedAgainCountsOneWait() {
        FailingTicker failing = new FailingTicker("waited");
        try (Pool<Object> pool =
                Pool.builder(Object::new).maxSize(1).ticker(failing).build()) {
            Lease<Object> lease = pool.acquireAsync().join();
            CompletableFuture<Lease<Object>> future = pool.acquireAsync();
            Core<Object> core = ((PoolEngine<Object>) pool).core;
            long before = core.platform.counters.sum(Counter.WAITED);
            failing.fail();
            lease.close();
            core.repair.run();
            future.join().close();
            assertThat(core.platform.counters.sum(Counter.WAITED)).isEqualTo(before + 1);
        }
    }

    private Pool<Object> open() {
        return Pool.builder(Object::new)
                .maxSize(1)
                .acquireTimeout(Duration.ofHours(1))
                .ticker(ticker)
                .build();
    }

    @Test
    void leaseThatCannotBeDeliveredFailsTheFutureAndGoesBack() {
        try (Pool<Object> pool = open()) {
            ticker.fail();
            CompletableFuture<Lease<Object>> future = pool.acquireAsync(); // the first lease is one of the sample
            Soon.until("the future to end", future::isDone);
            assertThatThrownBy(future::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            Soon.until("the object to be back", () -> pool.stats().idle() == 1);
            assertThat(pool.stats().leased()).isZero();
            pool.acquireAsync().join().close();
            assertThat(pool.stats().created()).isEqualTo(1);
            assertThat(pool.stats().acquired()).isEqualTo(pool.stats().released());
        }
    }

    @Test
    void theNextInTheQueueGetsWhatCouldNotBeDelivered() {
        try (Pool<Object> pool = open()) {
            pool.control().suspend();
            CompletableFuture<Lease<Object>> first = pool.acquireAsync();
            CompletableFuture<Lease<Object>> second = pool.acquireAsync();
            ticker.fail();
            pool.control().resume();
            assertThatThrownBy(first::join).hasCauseInstanceOf(OutOfMemoryError.class);
            second.join().close();
            assertThat(pool.stats().idle()).isEqualTo(1);
        }
    }
}
