package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rockpool.config.PoolConfig;
import dev.rockpool.internal.config.Setting;
import dev.rockpool.internal.config.Settings;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/configuration.md are read here, so that they cannot say what is not so. */
class SettingAliasTest {

    private static final String PAGE = "configuration.md";
    private static final String SETTINGS_TABLE = "| key | values | default | while the pool runs | meaning |";

    private static List<List<String>> rows(String header) throws IOException {
        return Documented.rows(PAGE, header);
    }

    private static List<String> codes(String cell) {
        return Documented.codes(cell);
    }

    private static String code(String cell) {
        return codes(cell).get(0);
    }

    private static PoolConfig read(Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>();
        settings.forEach((key, value) -> properties.put("rockpool.orders." + key, value));
        return TextConfig.read(properties, "rockpool.orders", Map.of());
    }

    /** The value as describe() shows it. */
    private static String shown(PoolConfig config, String key) {
        String name = key.replace("-", "");
        return config.describe()
                .lines()
                .map(line -> line.split("\\s+[=(]\\s*|\\s+\\(", -1))
                .filter(parts -> parts[0].equalsIgnoreCase(name))
                .map(parts -> parts[1])
                .findFirst()
                .orElseThrow();
    }

    // ---- names from elsewhere

    static Stream<Arguments> aliases() throws IOException {
        return rows("| name | of | sets | example | is |").stream()
                .map(row -> Arguments.of(code(row.get(0)), code(row.get(2)), code(row.get(3)), code(row.get(4))));
    }

    @ParameterizedTest(name = "{0}={2} is {1}={3}")
    @MethodSource("aliases")
    void aNameFromElsewhereMeansWhatItMeansThere(String alias, String key, String example, String value) {
        Map<String, String> settings = new HashMap<>(Map.of(alias, example));
        if (key.equals("validation-timeout")) {
            settings.put("validate-on-return", "true"); // or the timeout would have no effect
        }
        if (alias.equals("idleTimeout")) {
            settings.put("min-idle", "2"); // or HikariCP would keep all
        }
        PoolConfig config = read(settings);
        assertThat(shown(config, key)).isEqualTo(value);
        assertThat(config.describe()).contains("rockpool.orders." + alias);
    }

    @Test
    void theTableOfNamesIsComplete() throws IOException {
        List<String> inTable = rows("| name | of | sets | example | is |").stream()
                .map(row -> code(row.get(0)))
                .toList();
        assertThat(inTable)
                .contains("maximumPoolSize", "minimumIdle", "connectionTimeout", "validationTimeout", "poolName")
                .contains("leakDetectionThreshold", "maxTotal", "maxIdle", "minIdle", "maxWait", "maxWaitMillis")
                .contains("maxWaitDuration", "blockWhenExhausted", "lifo", "fairness", "testOnBorrow", "testOnReturn")
                .contains("size", "pool", "timeout", "validate_on_checkout", "validate_on_checkin", "min_size")
                .contains("max_size", "strategy", "health_check_interval", "max_idle_time", "maxConnLifetimeMillis")
                .contains("maxLifetime", "idleTimeout", "keepaliveTime");
    }

    // ---- names that say something only together

    static Stream<Arguments> together() throws IOException {
        return rows("| written together | is |").stream()
                .map(row -> Arguments.of(codes(row.get(0)), codes(row.get(1))));
    }

    private static Map<String, String> pairs(List<String> said) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : said) {
            String[] parts = pair.split("=", 2);
            pairs.put(parts[0], parts[1]);
        }
        return pairs;
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("together")
    void whatSaysSomethingOnlyTogetherMeansWhatItMeansThere(List<String> written, List<String> is) {
        PoolConfig config = read(pairs(written));
        pairs(is).forEach((key, value) -> {
            assertThat(shown(config, key)).as(key).isEqualTo(value);
            String origin = config.origins().getOrDefault(camel(key), "default");
            assertThat(origin)
                    .as("origin of %s", key)
                    .matches(value.equals("off") ? "default" : "rockpool\\.orders\\..* \\(as in commons-pool2\\)");
        });
    }

    @Test
    void theTableOfNamesTogetherIsComplete() throws IOException {
        assertThat(together().flatMap(row -> pairs(strings(row.get()[0])).keySet().stream()))
                .containsAll(Evictor.names().toList());
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Object list) {
        return (List<String>) list;
    }

    @Test
    void aHigherSourceTurnsTheEvictorOnAndOff() {
        Map<String, String> keys = Map.of(
                "rockpool.profile", "staging",
                "rockpool.orders.testWhileIdle", "true",
                "rockpool.orders.minEvictableIdleTime", "PT1M",
                "%staging.rockpool.orders.timeBetweenEvictionRuns", "30000");
        PoolConfig on = TextConfig.read(keys, "rockpool.orders", Map.of());
        assertThat(on.healthCheckInterval()).hasSeconds(30);
        assertThat(on.maxIdleTime()).hasMinutes(1);
        PoolConfig off =
                TextConfig.read(keys, "rockpool.orders", Map.of("ROCKPOOL_ORDERS_TIMEBETWEENEVICTIONRUNS", "-1"));
        assertThat(off.healthCheckInterval()).isZero();
        assertThat(off.maxIdleTime()).isZero();
        PoolConfig own = TextConfig.read(keys, "rockpool.orders", Map.of("ROCKPOOL_ORDERS_MAX_IDLE_TIME", "3m"));
        assertThat(own.maxIdleTime()).hasMinutes(3);
        assertThat(own.healthCheckInterval()).hasSeconds(30);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            timeBetweenEvictionRuns=30000 minEvictableIdleTime=soon  | minEvictableIdleTime=soon: minEvictableIdleTime must be a duration, was "soon"; write
            timeBetweenEvictionRuns=30000 testWhileIdle=perhaps      | testWhileIdle must be true or false, was "perhaps"; write one of them
            timeBetweenEvictionRuns=1 durationBetweenEvictionRuns=PT1S | both set timeBetweenEvictionRuns; remove one of them
            timeBetweenEvictionRuns=30000 max-idle-time=5m           | rockpool.orders.max-idle-time=5m: both set maxIdleTime; remove one of them
            removeAbandonedOnBorrow=true removeAbandonedTimeout=0    | removeAbandonedTimeout must be longer than zero, was "0"; write such as 300
            timeBetweenEvictionRuns=1000 testWhileIdle=true numTestsPerEvictionRun=3 | numTestsPerEvictionRun is a name of commons-pool2: each idle object is checked once in health-check-interval, one at a time; write as health-check-interval
            """)
    void whatCannotBeReadTogetherIsAnError(String written, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(pairs(List.of(written.split(" ")))))
                .withMessageContaining(said)
                .satisfies(error -> assertThat(error.getMessage().lines()).hasSize(2));
    }

    @ParameterizedTest
    @CsvSource({"-1,10", "10,10", "3,3"})
    void theNumberOfTestsLoadsWhereItMeansAllOfThem(String number, String maxSize) {
        Map<String, String> keys =
                Map.of("timeBetweenEvictionRuns", "1000", "testWhileIdle", "true", "max-size", maxSize);
        Map<String, String> more = new HashMap<>(keys);
        more.put("numTestsPerEvictionRun", number);
        assertThat(read(more)).isEqualTo(read(keys));
        assertThat(read(Map.of("numTestsPerEvictionRun", "2"))).isEqualTo(read(Map.of()));
    }

    static Stream<Arguments> unsupported() throws IOException {
        return rows("| of | names |").stream()
                .flatMap(row -> codes(row.get(1)).stream().map(name -> Arguments.of(row.get(0), name)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("unsupported")
    void aNameWithoutCounterpartSaysWhatToDoInstead(String home, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(name, "7", "min-idle", "2")))
                .withMessageContaining("rockpool.orders." + name)
                .withMessageContaining(name + " is a name of " + home + ": ")
                .withMessageMatching("(?s).*; (remove it|write ).*");
    }

    @Test
    void secretsAreNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("password", "pa55", "passwort", "pa55")))
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("pa55"));
    }

    @Test
    void hikarisSpellingOfValidationTimeoutTakesMillisecondsAndOursNeedsAUnit() {
        assertThat(read(Map.of("validationTimeout", "250", "validate-on-return", "true"))
                        .validationTimeout())
                .hasMillis(250);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("validation-timeout", "250", "validate-on-return", "true")))
                .withMessageContaining("write 250s for seconds or 250ms for milliseconds");
    }

    // ---- our own

    static Stream<Arguments> settings() throws IOException {
        return rows(SETTINGS_TABLE).stream()
                .map(row -> Arguments.of(code(row.get(0)), row.get(2)))
                .filter(row -> !List.of("strategy", "profile").contains(row.get()[0]));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("settings")
    void theDefaultsOfTheTableAreThoseInForce(String key, String inTable) {
        String value = shown(read(Map.of()), key);
        switch (key) {
            case "name" -> assertThat(value).isEqualTo("orders");
            case "max-idle" ->
                assertThat(shown(read(Map.of("max-size", "17")), key)).isEqualTo("17");
            case "parallel-creations" -> assertThat(value).isEqualTo("4");
            default -> assertThat(inTable).isEqualTo("`" + value + "`");
        }
    }

    @Test
    void theTableOfSettingsIsComplete() throws IOException {
        List<String> inTable = settings().map(row -> ((String) row.get()[0])).toList();
        List<String> described = read(Map.of())
                .describe()
                .lines()
                .map(line -> line.split("\\s+=", -1)[0])
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .toList();
        assertThat(inTable).isEqualTo(described);
    }

    @Test
    void theTableSaysWhatARunningPoolCanChange() throws IOException {
        PoolConfig plain = read(Map.of());
        PoolConfig validating = read(Map.of("validate-on-return", "true"));
        Map<String, String> inTable = new LinkedHashMap<>();
        rows(SETTINGS_TABLE).forEach(row -> inTable.put(code(row.get(0)), row.get(3)));
        inTable.keySet().removeAll(List.of("strategy", "profile"));
        Map<String, String> inForce = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            inForce.put(
                    setting.key(),
                    setting.isChangeable(plain)
                            ? "changes"
                            : setting.isChangeable(validating) ? "changes where anything is validated" : "fixed");
        }
        assertThat(inTable).isEqualTo(inForce).containsEntry("order", "fixed").containsEntry("max-size", "changes");
    }

    // ---- profiles and strategies

    @Test
    void theTableOfProfilesIsWhatTheySay() throws IOException {
        List<List<String>> rows = rows("| setting | `development` | `production` | why |");
        for (int column = 1; column <= 2; column++) {
            String profile = column == 1 ? "development" : "production";
            PoolConfig config = TextConfig.read(Map.of("rockpool.profile", profile), "rockpool.orders", Map.of());
            Map<String, String> fromProfile = new HashMap<>();
            config.origins().forEach((name, origin) -> {
                if (origin.equals("profile " + profile + " (ready-made)")) {
                    fromProfile.put(name, shown(config, name));
                }
            });
            Map<String, String> inTable = new HashMap<>();
            for (List<String> row : rows) {
                if (!row.get(column).isEmpty()) {
                    inTable.put(camel(code(row.get(0))), code(row.get(column)));
                }
            }
            assertThat(fromProfile).isEqualTo(inTable);
            PoolConfig defaults = read(Map.of());
            inTable.keySet()
                    .forEach(name -> assertThat(shown(config, name))
                            .as("%s has an effect", name)
                            .isNotEqualTo(shown(defaults, name)));
        }
    }

    @Test
    void everyProfileButProductionChecksItsObjectsOften() {
        Map<String, String> staging = Map.of("rockpool.profile", "staging", "%staging.rockpool.orders.max-size", "3");
        PoolConfig config = TextConfig.read(staging, "rockpool.orders", Map.of());
        assertThat(config.healthCheckInterval()).hasSeconds(60);
        assertThat(config.origins()).containsEntry("healthCheckInterval", "profile staging (not production)");
        assertThat(config).isEqualTo(read(Map.of("max-size", "3", "health-check-interval", "60s")));
        assertThat(read(Map.of()).healthCheckInterval()).isZero();
    }

    private static String camel(String key) {
        StringBuilder camel = new StringBuilder();
        for (String part : key.split("-", -1)) {
            camel.append(
                    camel.length() == 0 ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return camel.toString();
    }

    @Test
    void theTableOfStrategiesIsWhatTheyDo() throws IOException {
        for (List<String> row : rows("| strategy | sets |")) {
            PoolConfig config = read(Map.of("strategy", code(row.get(0))));
            for (String said : codes(row.get(1))) {
                String[] parts = said.split("=", -1);
                if (parts.length == 2) {
                    assertThat(shown(config, parts[0])).isEqualTo(parts[1]);
                }
            }
        }
    }

    // ---- the examples of the page

    private static List<String> block(String firstLine) throws IOException {
        List<String> lines = Documented.lines(PAGE);
        int start = lines.indexOf(firstLine);
        return lines.subList(start, start + lines.subList(start, lines.size()).indexOf("```"));
    }

    @Test
    void theExampleOfErrorsIsWhatIsSaid() throws IOException {
        String example = String.join("\n", block("3 errors in the settings under \"rockpool.orders\":"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("acquire-timeout", "30", "max-sise", "20", "min-idle", "12")))
                .withMessage(example);
    }

    @Test
    void theExampleOfDescribeIsWhatIsSaid() throws IOException {
        Map<String, String> properties = Map.of(
                "rockpool.profile", "production",
                "rockpool.orders.name", "orders",
                "rockpool.orders.max-size", "20",
                "%production.rockpool.orders.max-size", "40");
        String described = TextConfig.read(
                        properties, "rockpool.orders", Map.of("ROCKPOOL_ORDERS_ACQUIRE_TIMEOUT", "5s"))
                .describe();
        List<String> example = block("name                   = orders      (rockpool.orders.name)");
        assertThat(example).hasSize(5);
        assertThat(described.lines()).containsAll(example);
    }
}
