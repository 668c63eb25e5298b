package dev.rockpool.internal.ageing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import dev.rockpool.config.ValidateOnAcquire;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SweepPlanTest {

    private static SweepPlan whenIdleFor(Duration duration) {
        return SweepPlan.of(ValidateOnAcquire.whenIdleFor(duration), Duration.ZERO);
    }

    @Test
    void withNothingToMarkItSweepsOnceASecond() {
        for (ValidateOnAcquire setting : new ValidateOnAcquire[] {
            ValidateOnAcquire.off(), ValidateOnAcquire.always(), ValidateOnAcquire.whenIdleFor(Duration.ZERO)
        }) {
            SweepPlan plan = SweepPlan.of(setting, Duration.ZERO);
            assertThat(plan.intervalNanos()).isEqualTo(1_000_000_000L);
            assertThat(plan.marksIdle()).isFalse();
            assertThat(plan.isDue(0, Long.MAX_VALUE / 2)).isFalse();
            assertThat(plan.isDue(Long.MIN_VALUE, 0)).isFalse();
        }
    }

    @Test
    void itSweepsEightTimesWithinTheIdleTime() {
        assertThat(whenIdleFor(Duration.ofMillis(800)).intervalNanos()).isEqualTo(100_000_000L);
        assertThat(whenIdleFor(Duration.ofSeconds(8)).intervalNanos()).isEqualTo(1_000_000_000L);
    }

    @Test
    void itSweepsAtLeastOnceASecondAndAtMostAHundredTimes() {
        assertThat(whenIdleFor(Duration.ofHours(1)).intervalNanos()).isEqualTo(1_000_000_000L);
        assertThat(whenIdleFor(Duration.ofSeconds(Long.MAX_VALUE)).intervalNanos())
                .isEqualTo(1_000_000_000L);
        assertThat(whenIdleFor(Duration.ofNanos(1)).intervalNanos()).isEqualTo(10_000_000L);
        assertThat(whenIdleFor(Duration.ofMillis(80)).intervalNanos()).isEqualTo(10_000_000L);
    }

    @Test
    void itSweepsEightTimesWithinTheHoldWarning() {
        assertThat(SweepPlan.of(ValidateOnAcquire.off(), Duration.ofMillis(800)).intervalNanos())
                .isEqualTo(100_000_000L);
        assertThat(SweepPlan.of(ValidateOnAcquire.off(), Duration.ofHours(1)).intervalNanos())
                .isEqualTo(1_000_000_000L);
        assertThat(SweepPlan.of(ValidateOnAcquire.off(), Duration.ofNanos(1)).intervalNanos())
                .isEqualTo(10_000_000L);
        SweepPlan both = SweepPlan.of(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(4)), Duration.ofMillis(800));
        assertThat(both.intervalNanos()).isEqualTo(100_000_000L);
        assertThat(both.idleForNanos()).isEqualTo(4_000_000_000L);
        assertThat(both.marksIdle()).isTrue();
    }

    @Test
    void theShortestOfTheOtherTimesCountsAndZeroIsNone() {
        assertThat(SweepPlan.of(
                                ValidateOnAcquire.off(),
                                Duration.ZERO,
                                Duration.ofSeconds(2),
                                Duration.ofMillis(800),
                                Duration.ofHours(1))
                        .intervalNanos())
                .isEqualTo(100_000_000L);
    }

    @Test
    void aSlotIsDueTwoSweepsBeforeItsTime() {
        SweepPlan plan = whenIdleFor(Duration.ofSeconds(60));
        long firstSeen = Long.MAX_VALUE - 5; // time wraps around
        long due = firstSeen + Duration.ofSeconds(58).toNanos();
        assertThat(plan.isDue(firstSeen, due - 1)).isFalse();
        assertThat(plan.isDue(firstSeen, due)).isTrue();
    }

    @Test
    void anIdleTimeShorterThanTwoSweepsIsDueAtFirstSight() {
        assertThat(whenIdleFor(Duration.ofMillis(20)).isDue(5, 5)).isTrue();
        assertThat(whenIdleFor(Duration.ofMillis(20).plusNanos(1)).isDue(5, 5)).isFalse();
    }

    @Test
    void noneThatHasBeenIdleSoLongIsUnmarkedAndNoneIsMarkedMoreThanTwoSweepsEarly() {
        Seed seed = Seed.next(SweepPlanTest.class);
        Random random = seed.random();
        for (int round = 0; round < 2_000; round++) {
            long idleFor = 1 + (random.nextLong() >>> (24 + random.nextInt(30)));
            SweepPlan plan = whenIdleFor(Duration.ofNanos(idleFor));
            long interval = plan.intervalNanos();
            long firstSeen = random.nextInt();
            long idleSince = firstSeen - (long) (random.nextDouble() * interval);
            long sweep = firstSeen + Math.max(0, (idleFor / interval - 4) * interval);
            while (!plan.isDue(firstSeen, sweep)) {
                assertThat(sweep + interval - idleSince)
                        .as("%s: idle at the next sweep, unmarked until then", seed)
                        .isLessThan(idleFor);
                sweep += interval;
            }
            assertThat(sweep - idleSince)
                    .as("%s: idle when marked, of %d", seed, idleFor)
                    .isGreaterThanOrEqualTo(idleFor - 2 * interval);
        }
    }

    @Test
    void timeIsMissedWhereASweepComesFarTooLate() {
        SweepPlan plan = whenIdleFor(Duration.ofSeconds(60));
        assertThat(plan.missedNanos(0)).isZero();
        assertThat(plan.missedNanos(Duration.ofSeconds(8).toNanos())).isZero();
        assertThat(plan.missedNanos(Duration.ofHours(8).toNanos()))
                .isEqualTo(Duration.ofHours(8).minusSeconds(1).toNanos());
    }
}
