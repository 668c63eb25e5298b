package dev.rockpool.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({"maxSize, max-size", "name, name", "validateOnAcquire, validate-on-acquire"})
    void aKeyIsTheNameWithHyphens(String name, String key) {
        assertThat(Names.kebab(name)).isEqualTo(key);
        assertThat(Names.relaxed(key)).isEqualTo(Names.relaxed(name));
    }

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
        assertThat(Names.distance(one, other)).isEqualTo(distance);
        assertThat(Names.distance(other, one)).isEqualTo(distance);
    }

    @Test
    void theNearestIsTheFirstOfThoseThatAreEquallyNear() {
        assertThat(Names.nearest("max-idel", List.of("min-idle", "max-idle", "max-size")))
                .isEqualTo("max-idle");
        assertThat(Names.nearest("m", List.of("name", "fame"))).isEqualTo("name");
    }

    @Test
    void noTwoKeysAreTheSameWhenTheyAreRelaxed() {
        Set<String> seen = new HashSet<>();
        for (Keys.SettingKey<?> alias : Keys.ALIASES) {
            assertThat(seen.add(Names.relaxed(alias.name()))).as(alias.name()).isTrue();
        }
        for (Unsupported.Entry entry : Unsupported.ALL) {
            assertThat(seen.add(Names.relaxed(entry.name()))).as(entry.name()).isTrue();
            assertThat(Keys.find(entry.name(), true)).as(entry.name()).isNull();
        }
        Set<String> own = new HashSet<>();
        for (Setting<?> setting : Settings.ALL) {
            assertThat(own.add(Names.relaxed(setting.name())))
                    .as(setting.name())
                    .isTrue();
        }
    }

    @Test
    void thePageHasAllNames() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration.md"));
        Keys.ALIASES.forEach(alias -> assertThat(page)
                .contains("| `" + alias.name() + "` | " + alias.home() + " | `"
                        + alias.setting().key() + "` |"));
        Unsupported.ALL.forEach(entry -> assertThat(page).contains("`" + entry.name() + "`"));
        Settings.ALL.forEach(setting -> assertThat(page).contains("| `" + setting.key() + "` |"));
    }
}
