package dev.rockpool.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("own-process")
class StackProbeTest {

    private static final int LEVELS = 100; // 160 bytes each, at most
    private static final int ROUNDS = 200; // the last are compiled

    private boolean hasPassed; // by the thread that descends
    private int broken;

    @Test
    void whoPassesHasRoomForAHundredCallsInterpretedOrCompiled() {
        for (int round = 0; round < ROUNDS; round++) {
            Thread descending = new Thread(null, this::toTheEnd, "descending", 256 * 1024);
            descending.start();
            Soon.ended(descending);
        }
        assertThat(broken).as("ends of the stack that came after the probe").isZero();
    }

    private void toTheEnd() {
        try {
            descend();
        } catch (StackOverflowError end) {
            broken += hasPassed ? 1 : 0;
        }
        hasPassed = false;
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack is full
    private void descend() {
        hasPassed = false;
        StackProbe.ensureRoom();
        hasPassed = true;
        spend(LEVELS);
        hasPassed = false;
        descend();
    }

    private static int spend(int levels) {
        return levels == 0 ? 0 : spend(levels - 1) + 1;
    }
}
