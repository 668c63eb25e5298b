package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    @ParameterizedTest
    @CsvSource({
        "max-size, maxSize, 0",
        "max-size, max-sise, 1",
        "max-size, max-isze, 1",
        "max-size, max-sizes, 1",
        "max-size, axsize, 1",
        "ab, ba, 1",
        "abc, xyz, 3"
    })
    void distanceCountsSlips(String one, String other, int distance) {
        assertThat(Spelling.distance(one, other)).isEqualTo(distance);
        assertThat(Spelling.distance(other, one)).isEqualTo(distance);
    }

    @Test
    void theNearestIsTheFirstOfThoseThatAreEquallyNear() {
        assertThat(Spelling.nearest("max-idel", List.of("min-idle", "max-idle", "max-size")))
                .isEqualTo("max-idle");
        assertThat(Spelling.nearest("m", List.of("name", "fame"))).isEqualTo("name");
    }
}
