package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.internal.config.Names;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeysTest {

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
        Evictor.names().forEach(name -> {
            assertThat(seen.add(Names.relaxed(name))).as(name).isTrue();
            assertThat(Keys.find(name, true)).as(name).isNull();
        });
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
        Evictor.names().forEach(name -> assertThat(page).contains("`" + name + "="));
        Settings.ALL.forEach(setting -> assertThat(page).contains("| `" + setting.key() + "` |"));
    }
}
