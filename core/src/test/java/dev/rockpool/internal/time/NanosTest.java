package dev.rockpool.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NanosTest {

    @Test
    void foreverIsAsLongAsCanBeAddedToAnyMoment() {
        assertThat(Nanos.FOREVER).isEqualTo(Long.MAX_VALUE / 2);
        for (long now : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            assertThat(Nanos.isPast(now, now + Nanos.FOREVER)).isFalse();
            assertThat(Nanos.isPast(now + Nanos.FOREVER, now)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999_999_999, 1_000_000_000, 30_000_000_000L, 3_600_000_000_000L})
    void durationsThatFitAreExact(long nanos) {
        assertThat(Nanos.of(Duration.ofNanos(nanos))).isEqualTo(nanos);
    }

    @Test
    void theLongestExactDurationIsASecondShortOfForever() {
        Duration longest = Duration.ofSeconds(Nanos.FOREVER / 1_000_000_000L).minusNanos(1);
        assertThat(Nanos.of(longest)).isEqualTo(longest.toNanos()).isLessThan(Nanos.FOREVER);
        assertThat(Nanos.of(longest.plusNanos(1))).isEqualTo(Nanos.FOREVER);
    }

    @Test
    void hugeDurationsSaturate() {
        assertThat(Nanos.of(Duration.ofNanos(Nanos.FOREVER))).isEqualTo(Nanos.FOREVER);
        assertThat(Nanos.of(Duration.ofNanos(Long.MAX_VALUE))).isEqualTo(Nanos.FOREVER);
        assertThat(Nanos.of(Duration.ofDays(365L * 1_000_000))).isEqualTo(Nanos.FOREVER);
        assertThat(Nanos.of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))).isEqualTo(Nanos.FOREVER);
    }

    @Test
    void aDeadlineIsPastFromItsMomentOn() {
        assertThat(Nanos.isPast(99, 100)).isFalse();
        assertThat(Nanos.isPast(100, 100)).isTrue();
        assertThat(Nanos.isPast(101, 100)).isTrue();
    }

    @Test
    void momentsAreComparedAcrossTheWrapAround() {
        long before = Long.MAX_VALUE - 5;
        long after = before + 10;
        assertThat(after).isNegative();
        assertThat(Nanos.isPast(before, after)).isFalse();
        assertThat(Nanos.isPast(after, before)).isTrue();
        assertThat(Nanos.earlier(before, after)).isEqualTo(before);
        assertThat(Nanos.earlier(after, before)).isEqualTo(before);
    }

    @Test
    void theEarlierOfTwoMoments() {
        assertThat(Nanos.earlier(-3, 4)).isEqualTo(-3);
        assertThat(Nanos.earlier(4, -3)).isEqualTo(-3);
        assertThat(Nanos.earlier(7, 7)).isEqualTo(7);
    }
}
