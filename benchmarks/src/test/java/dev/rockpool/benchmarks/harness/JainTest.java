package dev.rockpool.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class JainTest {

    @Test
    void equalSharesAreFair() {
        assertThat(Jain.index(7, 7, 7)).isEqualTo(1);
    }

    @Test
    void oneThatGetsEverythingIsAsUnfairAsCanBe() {
        assertThat(Jain.index(0, 0, 0, 9)).isEqualTo(0.25);
    }

    @Test
    void whatLiesBetweenIsBetween() {
        assertThat(Jain.index(1, 2, 3)).isCloseTo(36.0 / 42, within(1e-12));
    }

    @Test
    void nobodyIsTreatedUnfairlyWhereThereIsNothing() {
        assertThat(Jain.index()).isEqualTo(1);
        assertThat(Jain.index(0, 0)).isEqualTo(1);
    }

    @Test
    void largeCountsDoNotOverflow() {
        assertThat(Jain.index(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(1);
    }
}
