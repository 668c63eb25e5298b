package dev.rockpool.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Lease;
import dev.rockpool.Pool;
import dev.rockpool.monitor.Holder;
import org.junit.jupiter.api.Test;

/** The stack of an acquire begins in the code that asked for memory. */
class FirstFrameTest {

    private static void assertAskedHere(Pool<?> pool, Lease<?> lease) {
        try (lease) {
            Holder holder = pool.control().explain().holders().get(0);
            assertThat(holder.acquiredAt().get(0).getClassName()).isEqualTo(FirstFrameTest.class.getName());
        }
    }

    private static <T> Pool<T> keepingStacks(Pool<T> pool) {
        pool.control()
                .apply(Pool.builder(Object::new)
                        .configure(pool.config())
                        .leakStacks(1)
                        .config());
        return pool;
    }

    @Test
    void isThatOfTheCallerOfTheReadyMadePools() throws InterruptedException {
        try (MemoryPools memory = MemoryPools.create()) {
            assertAskedHere(keepingStacks(memory.buffers()), memory.buffer(16));
            assertAskedHere(keepingStacks(memory.directBuffers()), memory.directBuffer(16));
            assertAskedHere(keepingStacks(memory.arrays()), memory.array(16));
            assertAskedHere(keepingStacks(memory.builders()), memory.builders().acquire());
            assertAskedHere(keepingStacks(memory.maps()), memory.maps().acquire());
        }
    }
}
