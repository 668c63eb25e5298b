package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.config.Creation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The two tests of document R (docs/origins.md). A returned object is idle at once, so they need no sleep. */
class MemoryPoolTest {

    private final Pool<List<Integer>> pool = Pool.builder(MemoryPoolTest::newVector)
            .maxSize(10)
            .creation(Creation.CALLER)
            .onReset(List::clear)
            .build();

    private static List<Integer> newVector() {
        return new ArrayList<>();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** {@code test_memory_pool_basic}. */
    @Test
    void memoryPoolBasic() throws InterruptedException {
        try (Lease<List<Integer>> lease = pool.acquire()) {
            assertThat(lease.get()).isEmpty();
            lease.get().add(42);
            assertThat(lease.get().get(0)).isEqualTo(42);
        }
        assertThat(pool.stats().acquired()).isEqualTo(1);
        assertThat(pool.stats().misses()).isEqualTo(1);
    }

    /** What the seed does not look at: the object is idle at once, and the 42 is gone. */
    @Test
    void theNextHolderGetsTheSameObjectAtOnceAndClean() throws InterruptedException {
        List<Integer> first = pool.use(vector -> {
            vector.add(42);
            return vector;
        });
        try (Lease<List<Integer>> lease = pool.tryAcquire()) {
            assertThat(lease).isNotNull();
            assertThat(lease.get()).isSameAs(first).isEmpty();
        }
        assertThat(pool.stats().hits()).isEqualTo(1);
        assertThat(pool.stats().hitRate()).isEqualTo(0.5);
    }

    /** {@code test_pooled_object_into_inner}: the object leaves the pool for good. */
    @Test
    void pooledObjectIntoInner() throws InterruptedException {
        Lease<List<Integer>> lease = pool.acquire();
        lease.get().add(123);

        List<Integer> inner = lease.detach();

        assertThat(inner.get(0)).isEqualTo(123);
        lease.close();
        assertThat(pool.stats().idle()).as("nothing came back").isZero();
        assertThat(pool.stats().size()).as("its place is free").isZero();
        assertThat(pool.stats().detached()).as("and counted").isEqualTo(1);
        assertThat(pool.tryAcquire()).isNull();
    }
}
