package dev.rockpool.examples.origins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Pool;
import org.junit.jupiter.api.Test;

class ExpensiveObjectTest {

    private static final int ITERATIONS = 1_000;

    /** Document B measures a time; a pool promises that the expensive part happens once. */
    @Test
    void aThousandUsesMakeOneObject() throws InterruptedException {
        try (Pool<ExpensiveObject> pool = Pool.builder(ExpensiveObject::new).build()) {
            for (int i = 0; i < ITERATIONS; i++) {
                String input = "data_" + i;
                String output = pool.use(object -> object.process(input));
                assertThat(output).startsWith("Processed: " + input + " with 1000 items");
            }
            assertThat(pool.stats().created()).isEqualTo(1);
            assertThat(pool.stats().hits()).isEqualTo(ITERATIONS - 1);
            assertThat(pool.stats().hitRate()).isEqualTo(0.999);
        }
    }

    @Test
    void theResetClearsTheUseAndKeepsTheWork() throws InterruptedException {
        try (Pool<ExpensiveObject> pool = Pool.builder(ExpensiveObject::new).build()) {
            String before = pool.use(object -> object.process("x"));
            String after = pool.use(object -> {
                assertThat(object.recent()).isEmpty();
                return object.process("x");
            });
            assertThat(after).isEqualTo(before);
        }
    }
}
