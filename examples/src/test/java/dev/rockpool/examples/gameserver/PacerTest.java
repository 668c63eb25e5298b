package dev.rockpool.examples.gameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final long MILLI = 1_000_000;
    private static final long START = -5 * MILLI; // System.nanoTime() may be negative, too.

    private final Pacer pacer = new Pacer(new Load(1, 1_000, Duration.ofSeconds(1), 500), START);

    @Test
    void oneIsDueEachInterval() {
        assertThat(sendAllDue(START)).isEqualTo(1);
        assertThat(sendAllDue(START + MILLI - 1)).isZero();
        assertThat(sendAllDue(START + MILLI)).isEqualTo(1);
        assertThat(sendAllDue(START + 11 * MILLI)).isEqualTo(10);
    }

    @Test
    void aPauseIsNotFollowedByAFlood() {
        pacer.sent(START);
        assertThat(sendAllDue(START + 900 * MILLI)).isLessThanOrEqualTo(102);
    }

    @Test
    void itIsOverWhenTimeIsUpOrAllIsSent() {
        assertThat(pacer.isOver(START)).isFalse();
        assertThat(pacer.isOver(START + 1_000 * MILLI)).isTrue();
        for (int i = 0; i < 500; i++) {
            pacer.sent(START);
        }
        assertThat(pacer.isOver(START)).isTrue();
        assertThat(pacer.isDue(START + 999 * MILLI)).isFalse();
    }

    private int sendAllDue(long now) {
        int count = 0;
        while (pacer.isDue(now)) {
            pacer.sent(now);
            count++;
        }
        return count;
    }
}
