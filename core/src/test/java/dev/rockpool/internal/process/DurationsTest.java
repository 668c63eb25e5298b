package dev.rockpool.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.internal.process.Durations;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ns",
        "PT0.000000001S, 1 ns",
        "PT0.0000008S, 800 ns",
        "PT0.000000999S, 999 ns",
        "PT0.000001S, 1 µs",
        "PT0.000192512S, 192.5 µs",
        "PT0.00099994S, 999.9 µs",
        "PT0.000999999S, 1 ms",
        "PT0.001S, 1 ms",
        "PT0.0015S, 1.5 ms",
        "PT0.25S, 250 ms",
        "PT0.9994S, 999.4 ms",
        "PT0.99994S, 999.9 ms",
        "PT0.99996S, 1 s",
        "PT1S, 1 s",
        "PT12.4S, 12.4 s",
        "PT12.44S, 12.4 s",
        "PT30S, 30 s",
        "PT1M30S, 90 s",
        "P1D, 86400 s"
    })
    void durationsReadAsPeopleWriteThem(Duration duration, String words) {
        assertThat(Durations.inWords(duration)).isEqualTo(words);
    }

    @Test
    void hugeDurationsHaveWordsToo() {
        assertThat(Durations.inWords(Duration.ofSeconds(Long.MAX_VALUE))).matches("[1-9][0-9]{18} s");
    }

    @Test
    void theLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Durations.inWords(Duration.ofMillis(12_400))).isEqualTo("12.4 s");
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Durations.inWords(Duration.ofNanos(1_500_000))).isEqualTo("1.5 ms");
        } finally {
            Locale.setDefault(before);
        }
    }
}
