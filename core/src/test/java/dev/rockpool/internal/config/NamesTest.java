package dev.rockpool.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({"maxSize, max-size", "name, name", "validateOnAcquire, validate-on-acquire"})
    void aKeyIsTheNameWithHyphens(String name, String key) {
        assertThat(Names.kebab(name)).isEqualTo(key);
        assertThat(Names.relaxed(key)).isEqualTo(Names.relaxed(name));
    }
}
