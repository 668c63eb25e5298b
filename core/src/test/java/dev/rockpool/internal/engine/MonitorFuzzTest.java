package dev.rockpool.internal.engine;

import dev.rockpool.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million random events, told to monitors with random settings; what each decides is compared with a plain pool. */
class MonitorFuzzTest {

    private static final int EVENTS = 1_000_000;
    private static final int EVENTS_OF_A_POOL = 500;

    @Test
    void whateverHappensNobodyWaitsInVainAndNothingIsLost() {
        Seed seed = Seed.next(MonitorFuzzTest.class);
        Random seeds = seed.random();
        for (int done = 0; done < EVENTS; done += EVENTS_OF_A_POOL) {
            long worldSeed = seeds.nextLong();
            MonitorEvents world = new MonitorEvents(new Random(worldSeed));
            String where = seed + ", after " + done + " events";
            try {
                for (int event = 0; event < EVENTS_OF_A_POOL; event++) {
                    world.step();
                }
                if (world.random.nextBoolean()) {
                    world.calm(where);
                }
                world.close(where);
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError(where + ": " + wrong.getMessage() + "; " + world, wrong);
            }
        }
    }
}
