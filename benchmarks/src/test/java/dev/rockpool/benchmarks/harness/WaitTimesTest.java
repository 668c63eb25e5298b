package dev.rockpool.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTimesTest {

    @Test
    void percentilesOfSmallValuesAreExact() {
        WaitTimes waits = new WaitTimes();
        for (int nanos = 1; nanos <= 50; nanos++) {
            waits.add(nanos);
        }
        assertThat(waits.percentile(0.5)).isEqualTo(25);
        assertThat(waits.percentile(0.98)).isEqualTo(49);
        assertThat(waits.percentile(1)).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(longs = {63, 64, 65, 127, 128, 1_000, 123_456_789, 1L << 40, Long.MAX_VALUE})
    void anyValueIsKeptToTwoPercentAndNeverMadeSmaller(long nanos) {
        WaitTimes waits = new WaitTimes();
        waits.add(nanos);
        waits.add(Long.MAX_VALUE);
        assertThat(waits.percentile(0.5)).isGreaterThanOrEqualTo(nanos).isCloseTo(nanos, withinPercentage(1.6));
    }

    @Test
    void oneSlowWaitAmongManyIsTheMaximumAndNoPercentile() {
        WaitTimes waits = new WaitTimes();
        for (int i = 0; i < 9_999; i++) {
            waits.add(10);
        }
        waits.add(5_000_000);
        assertThat(waits.percentile(0.999)).isEqualTo(10);
        assertThat(waits.max()).isEqualTo(5_000_000);
        assertThat(waits.percentile(1)).isEqualTo(5_000_000);
    }

    @Test
    void mergedHistogramsCountEverything() {
        WaitTimes one = new WaitTimes();
        WaitTimes other = new WaitTimes();
        one.add(1);
        other.add(40);
        other.add(50);
        one.addAll(other);
        assertThat(one.count()).isEqualTo(3);
        assertThat(one.percentile(0.5)).isEqualTo(40);
        assertThat(one.max()).isEqualTo(50);
    }

    @Test
    void anEmptyHistogramSaysZero() {
        WaitTimes waits = new WaitTimes();
        assertThat(waits.percentile(0.99)).isZero();
        assertThat(waits.max()).isZero();
    }
}
