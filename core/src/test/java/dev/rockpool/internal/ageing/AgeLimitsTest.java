package dev.rockpool.internal.ageing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Seed;
import dev.rockpool.internal.slot.Resident;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgeLimitsTest {

    private static final long SECOND = 1_000_000_000L;

    private static Resident born(long nanos, double draw) {
        Resident resident = new Resident(0, false, draw);
        resident.born(nanos, 0, 0);
        return resident;
    }

    @Test
    void zeroIsWithoutALimit() {
        AgeLimits none = AgeLimits.of(Duration.ZERO, 0.1, Duration.ZERO);
        assertThat(none.areAny()).isFalse();
        assertThat(none.isExpired(born(0, 0.5), Long.MAX_VALUE / 2)).isFalse();
        assertThat(none.hasRested(born(0, 0.5), Long.MAX_VALUE / 2)).isFalse();
        assertThat(AgeLimits.of(Duration.ZERO, 0.1, Duration.ofNanos(1)).areAny())
                .isTrue();
        assertThat(AgeLimits.of(Duration.ofNanos(1), 0.1, Duration.ZERO).areAny())
                .isTrue();
    }

    @Test
    void hugeTimesAreWithoutALimit() {
        Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(AgeLimits.of(huge, 0.9, huge).areAny()).isFalse();
    }

    @Test
    void anObjectExpiresWhenItsLifetimeIsOver() {
        AgeLimits limits = AgeLimits.of(Duration.ofSeconds(10), 0, Duration.ZERO);
        long birth = Long.MAX_VALUE - 3 * SECOND; // time wraps around
        assertThat(limits.isExpired(born(birth, 0.7), birth + 10 * SECOND - 1)).isFalse();
        assertThat(limits.isExpired(born(birth, 0.7), birth + 10 * SECOND)).isTrue();
        assertThat(limits.isExpired(new Resident(0, false, 0), birth + 10 * SECOND))
                .as("not born")
                .isFalse();
    }

    @Test
    void jitterOnlyShortensAndSpreadsOverItsPart() {
        Seed seed = Seed.next(AgeLimitsTest.class);
        Random random = seed.random();
        AgeLimits limits = AgeLimits.of(Duration.ofSeconds(1_000), 0.25, Duration.ZERO);
        int[] tenths = new int[10];
        for (int i = 0; i < 10_000; i++) {
            long lifetime = limits.lifetimeNanos(random.nextDouble());
            assertThat(lifetime).as(seed.toString()).isBetween(750 * SECOND, 1_000 * SECOND);
            tenths[(int) Math.min(9, (lifetime - 750 * SECOND) / (25 * SECOND))]++;
        }
        for (int count : tenths) {
            assertThat(count).as(seed.toString()).isBetween(700, 1_300);
        }
        assertThat(limits.lifetimeNanos(0)).isEqualTo(1_000 * SECOND);
    }

    @Test
    void theSameDrawGivesTheSameLifetime() {
        AgeLimits limits = AgeLimits.of(Duration.ofSeconds(8), 0.5, Duration.ZERO);
        assertThat(limits.lifetimeNanos(0.5)).isEqualTo(6 * SECOND);
        assertThat(AgeLimits.of(Duration.ofSeconds(4), 0.5, Duration.ZERO).lifetimeNanos(0.5))
                .as("after a change of the settings")
                .isEqualTo(3 * SECOND);
    }

    @Test
    void anObjectRestsFromWhenItWasLastSeenInUse() {
        AgeLimits limits = AgeLimits.of(Duration.ZERO, 0, Duration.ofSeconds(10));
        Resident resident = born(0, 0);
        resident.seen(3, false, 5 * SECOND, 0);
        assertThat(limits.hasRested(resident, 15 * SECOND - 1)).isFalse();
        assertThat(limits.hasRested(resident, 15 * SECOND)).isTrue();
        resident.seen(3, false, 15 * SECOND, 0);
        assertThat(resident.usedNanos()).as("it rests on").isEqualTo(5 * SECOND);
        resident.seen(4, false, 16 * SECOND, 0);
        assertThat(limits.hasRested(resident, 17 * SECOND))
                .as("leased and back between two sweeps")
                .isFalse();
        resident.seen(5, true, 20 * SECOND, 0);
        resident.seen(5, true, 40 * SECOND, 0);
        resident.seen(5, false, 41 * SECOND, 0);
        assertThat(resident.usedNanos()).as("held for long").isEqualTo(40 * SECOND);
    }

    @Test
    void timeInWhichNobodyLookedIsNoRest() {
        Resident resident = born(0, 0);
        resident.seen(3, false, 5 * SECOND, 0);
        resident.seen(3, false, 106 * SECOND, 99 * SECOND);
        assertThat(resident.usedNanos()).isEqualTo(104 * SECOND);
        resident.seen(4, false, 300 * SECOND, 99 * SECOND);
        assertThat(resident.usedNanos()).as("used meanwhile").isEqualTo(300 * SECOND);
    }
}
