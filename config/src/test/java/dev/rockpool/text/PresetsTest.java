package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.PoolConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the profiles say that are for one kind of object. */
class PresetsTest {

    private static final String TABLE = "| for | `database` | `redis` | `http` | why |";

    private static PoolConfig read(String profile, String... more) {
        Map<String, String> text = new HashMap<>(Map.of("rockpool.orders.profile", profile));
        for (int i = 0; i < more.length; i += 2) {
            text.put(more[i], more[i + 1]);
        }
        return TextConfig.read(text, "rockpool.orders", Map.of());
    }

    private static PoolBuilder<Object> orders() {
        return Pool.builder(Object::new).name("orders").maxIdleTime(Duration.ofHours(1));
    }

    @Test
    void aPoolOfOneKindHasTheSettingsOfThatKind() {
        assertThat(read("database"))
                .isEqualTo(orders().maxSize(20)
                        .acquireTimeout(Duration.ofSeconds(10))
                        .validateOnReturn(true)
                        .healthCheckInterval(Duration.ofMinutes(5))
                        .config());
        assertThat(read("redis"))
                .isEqualTo(orders().validateOnReturn(true)
                        .healthCheckInterval(Duration.ofMinutes(5))
                        .config());
        assertThat(read("http"))
                .isEqualTo(orders().maxSize(15)
                        .healthCheckInterval(Duration.ofMinutes(2))
                        .config());
    }

    @Test
    void anyKeyOverridesThem() {
        PoolConfig config = read("database", "rockpool.orders.max-size", "3", "rockpool.profile", "development");
        assertThat(config.maxSize()).isEqualTo(3);
        assertThat(config.acquireTimeout()).hasSeconds(10);
        assertThat(config.leakStacks()).as("another pool's profile").isZero();
    }

    @Test
    void theTableIsWhatTheySay() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/configuration.md"));
        int row = page.indexOf(TABLE) + 2;
        assertThat(row).isGreaterThan(2);
        Map<String, String> said = new HashMap<>();
        for (; page.get(row).startsWith("|"); row++) {
            String[] cells = page.get(row).split("\\|", -1);
            List<String> kinds = List.of("database", "redis", "http");
            for (int column = 0; column < kinds.size(); column++) {
                String value = cells[column + 2].replace("`", "").strip();
                if (!value.isEmpty()) {
                    said.put(kinds.get(column) + " " + cells[1].replace("`", "").strip(), value);
                }
            }
        }
        Map<String, String> built = new HashMap<>();
        Presets.PROFILES.forEach((name, presets) -> {
            if (!List.of("development", "production").contains(name)) {
                presets.forEach(
                        preset -> built.put(name + " " + preset.setting().key(), preset.text()));
            }
        });
        assertThat(said).isEqualTo(built).hasSizeGreaterThan(8);
    }
}
