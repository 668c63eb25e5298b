package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.rockpool.Pool;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.testkit.ManualTicker;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An unchanged configuration of HikariCP loads: as a file, and as Spring Boot has it. */
class HikariSettingsTest {

    private static final String SPRING = "spring.datasource.hikari";

    private static Properties file(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStream in =
                Objects.requireNonNull(HikariSettingsTest.class.getResourceAsStream("/hikari/" + name), name)) {
            properties.load(in);
        }
        return properties;
    }

    private static PoolConfig read(Map<String, String> keys) {
        return TextConfig.read(keys, "", Map.of());
    }

    private static ConnectionSettings connections(Map<String, String> keys) {
        return ConnectionSettings.from(keys, "", Map.of());
    }

    // ---- files as they are

    @Test
    void anUnchangedHikariPropertiesLoads() throws IOException {
        Properties file = file("hikari.properties");
        assertThat(TextConfig.read(file, ""))
                .isEqualTo(Pool.builder(Object::new)
                        .name("orders-db")
                        .maxSize(16)
                        .acquireTimeout(Duration.ofMillis(2500))
                        .holdWarning(Duration.ofMinutes(1))
                        .maxLifetime(Duration.ofMinutes(30))
                        .healthCheckInterval(Duration.ofMinutes(2))
                        .validationTimeout(Duration.ofSeconds(3))
                        .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofMillis(500)))
                        .config());
        ConnectionSettings connections = ConnectionSettings.from(file, "");
        assertThat(connections.get("dataSourceClassName")).isEqualTo("org.postgresql.ds.PGSimpleDataSource");
        assertThat(connections.dataSourceProperties())
                .isEqualTo(Map.of(
                        "user", "test",
                        "password", "s3cret=with:signs",
                        "databaseName", "mydb",
                        "portNumber", "5432",
                        "serverName", "localhost"));
    }

    @Test
    void everyPropertyOfHikariCpIsKnown() throws IOException {
        Properties file = file("every-key.properties");
        assertThat(TextConfig.read(file, "").minIdle()).isEqualTo(4);
        assertThat(ConnectionSettings.from(file, "").names())
                .containsExactlyInAnyOrder(
                        "catalog",
                        "username",
                        "password",
                        "credentials",
                        "connectionTestQuery",
                        "connectionInitSql",
                        "dataSource",
                        "dataSourceClassName",
                        "dataSourceJNDI",
                        "dataSource.cachePrepStmts",
                        "driverClassName",
                        "jdbcUrl",
                        "autoCommit",
                        "isolateInternalQueries",
                        "readOnly",
                        "schema",
                        "credentialsProvider",
                        "credentialsProviderClassName",
                        "transactionIsolation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application.properties", "application-camel.properties"})
    void springsSettingsLoadInBothSpellings(String name) throws IOException {
        Properties file = file(name);
        assertThat(TextConfig.read(file, SPRING))
                .isEqualTo(Pool.builder(Object::new)
                        .name("shop-db")
                        .maxSize(20)
                        .minIdle(5)
                        .acquireTimeout(Duration.ofSeconds(20))
                        .maxLifetime(Duration.ofMinutes(30))
                        .maxIdleTime(Duration.ofMinutes(10))
                        .validationTimeout(Duration.ofSeconds(2))
                        .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofMillis(500)))
                        .config());
        ConnectionSettings connections = ConnectionSettings.from(file, SPRING);
        assertThat(connections.names())
                .containsExactly(
                        "autoCommit",
                        "connectionInitSql",
                        "dataSource.cachePrepStmts",
                        "dataSource.prepStmtCacheSize",
                        "transactionIsolation");
        assertThat(connections.get("connectionInitSql")).isEqualTo("SET TIME ZONE 'UTC'");
        assertThat(connections.dataSourceProperties())
                .isEqualTo(Map.of("cachePrepStmts", "true", "prepStmtCacheSize", "250"));
    }

    // ---- the table of docs/coming-from-hikaricp.md

    static Stream<Arguments> keysAndValues() throws IOException {
        return Documented.rows("coming-from-hikaricp.md", "| name | value | what happens |").stream()
                .flatMap(row -> Documented.codes(row.get(0)).stream()
                        .flatMap(name -> Documented.codes(row.get(1)).stream()
                                .map(value -> Arguments.of(name, value, row.get(2)))));
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @MethodSource("keysAndValues")
    void theTableOfKeysSaysWhatHappens(String name, String value, String said) {
        Map<String, String> keys = new HashMap<>(Map.of("minimumIdle", "2"));
        keys.put(name, value.equals("(empty)") ? "" : value);
        if (said.startsWith("handed on")) {
            assertThat(read(keys)).isEqualTo(read(Map.of("minimumIdle", "2")));
            assertThat(connections(keys).get(name)).isEqualTo(value);
        } else if (said.startsWith("sets")) {
            assertThat(read(keys).describe()).contains("(" + name + " (as in HikariCP))");
        } else if (said.startsWith("loads")) {
            assertThat(read(keys)).isEqualTo(read(Map.of("minimumIdle", "2")));
            assertThat(connections(keys).names()).isEmpty();
        } else {
            assertThat(said).startsWith("error");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> read(keys))
                    .withMessageContaining(name + " is a name of HikariCP: ");
        }
    }

    @Test
    void theTableOfKeysIsComplete() throws IOException {
        List<String> inTable = keysAndValues().map(row -> (String) row.get()[0]).toList();
        assertThat(inTable)
                .containsAll(file("every-key.properties").stringPropertyNames().stream()
                        .filter(name -> !name.startsWith("dataSource."))
                        .toList());
    }

    // ---- keys without counterpart

    @Test
    void idleTimeoutKeepsAllWhereHikariCpWouldNotEvict() {
        assertThat(read(Map.of("idleTimeout", "600000"))).isEqualTo(read(Map.of()));
        PoolConfig fixed = read(Map.of("idleTimeout", "600000", "minimumIdle", "7", "maximumPoolSize", "7"));
        assertThat(fixed.minIdle()).isEqualTo(7);
        assertThat(fixed.maxIdleTime()).isZero();
        assertThat(read(Map.of("idleTimeout", "600000", "minimumIdle", "6", "maximumPoolSize", "7"))
                        .maxIdleTime())
                .hasMinutes(10);
    }

    @Test
    void everySpellingUnderAPrefixOfHikarisIsInMilliseconds() {
        PoolConfig config = TextConfig.read(
                Map.of(SPRING + ".max-lifetime", "1800000", SPRING + ".keepalive-time", "120000"), SPRING, Map.of());
        assertThat(config.maxLifetime()).hasMinutes(30);
        assertThat(config.healthCheckInterval()).hasMinutes(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of("p.max-lifetime", "1800000"), "p", Map.of()))
                .withMessageContaining("maxLifetime needs a unit, was \"1800000\"; write 1800000s for seconds or");
    }

    @ParameterizedTest
    @CsvSource({
        "maxLifetime, -1, maxLifetime must not be negative",
        "initializationFailTimeout, 1, warmUp(1)",
        "registerMbeans, true, pool.stats()"
    })
    void whatWouldChangeSomethingIsRefusedWithACure(String name, String value, String cure) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(name, value)))
                .withMessageContaining(name + "=" + value + ": ")
                .withMessageContaining(cure);
    }

    @ParameterizedTest
    @CsvSource({
        "testOnCreate, false",
        "testWhileIdle, FALSE",
        "timeBetweenEvictionRuns, -1",
        "durationBetweenEvictionRuns, PT-0.001S",
        "minEvictableIdleDuration, PT0S",
        "softMinEvictableIdleTimeMillis, -1",
        "jmxEnabled, false"
    })
    void whatIsOffInCommonsPoolLoadsToo(String name, String value) {
        assertThat(read(Map.of(name, value))).isEqualTo(read(Map.of()));
    }

    @Test
    void hikarisTimeForValidationsTurnsThemOnUnlessSomethingIsSaid() {
        Map<String, String> keys = new HashMap<>(Map.of("validationTimeout", "3000"));
        assertThat(read(keys).origins()).containsEntry("validateOnAcquire", "validationTimeout (as in HikariCP)");
        keys.put("validate-on-return", "true");
        assertThat(read(keys).validateOnAcquire()).isEqualTo(ValidateOnAcquire.off());
        keys.put("validate-on-return", "perhaps");
        assertThatIllegalArgumentException().isThrownBy(() -> read(keys)).withMessageStartingWith("an error");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of("p.validation-timeout", "3s"), "p", Map.of()))
                .withMessageContaining("validationTimeout (PT3S) has no effect");
    }

    // ---- the empty prefix

    @Test
    void theEmptyPrefixReadsNoEnvironmentAndLeavesDottedKeysAlone() {
        Map<String, String> environment =
                Map.of("_MAX_SIZE", "5", "MAX_SIZE", "6", "MAXIMUMPOOLSIZE", "7", "ROCKPOOL_PROFILE", "nonsense");
        Map<String, String> keys = Map.of(
                "java.version", "17", "rockpool.profile", "nonsense", "app.max-sise", "8", "datasource.user", "me");
        assertThat(TextConfig.read(keys, "", environment))
                .isEqualTo(Pool.builder(Object::new).config());
        assertThat(ConnectionSettings.from(keys, "", environment).names()).containsExactly("dataSource.user");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("maximumPoolSise", "5")))
                .withMessage("an error in the settings without a prefix:\n"
                        + "  unknown key \"maximumPoolSise\"; did you mean \"maximumPoolSize\"?");
    }

    @Test
    void theEmptyPrefixHasProfilesAndNoName() {
        Map<String, String> keys =
                Map.of("profile", "staging", "maximumPoolSize", "5", "%staging.maximumPoolSize", "6");
        assertThat(read(keys).maxSize()).isEqualTo(6);
        try (Pool<Object> pool = Pool.builder(Object::new)
                .configure(read(keys))
                .ticker(new ManualTicker())
                .build()) {
            assertThat(pool.config().name()).matches("pool-\\d+");
        }
    }

    // ---- settings about connections

    @Test
    void connectionSettingsComeFromAllSourcesAndTheEnvironmentWins() {
        Map<String, String> keys = Map.of(
                "rockpool.profile", "production",
                "rockpool.orders.jdbcUrl", "plain",
                "rockpool.orders.username", "plain",
                "rockpool.orders.password", "plain",
                "rockpool.orders.max-size", "7",
                "%production.rockpool.orders.username", "profile",
                "%production.rockpool.orders.password", "profile",
                "%staging.rockpool.orders.password", "staging");
        ConnectionSettings settings =
                ConnectionSettings.from(keys, "rockpool.orders", Map.of("ROCKPOOL_ORDERS_PASSWORD", " environment "));
        assertThat(settings.names()).containsExactly("jdbcUrl", "password", "username");
        assertThat(settings.get("jdbcUrl")).isEqualTo("plain");
        assertThat(settings.get("username")).isEqualTo("profile");
        assertThat(settings.get("password")).isEqualTo(" environment "); // a blank may be part of it
        assertThat(settings.get("schema")).isNull();
        assertThat(settings.dataSourceProperties()).isEmpty();
    }

    @Test
    void aNameMayBeWrittenInSeveralWaysAndAMisspelledOneIsRefused() {
        ConnectionSettings settings = connections(Map.of("jdbc-url", "u", "DATA_SOURCE.User", "me"));
        assertThat(settings.names()).containsExactly("dataSource.User", "jdbcUrl");
        assertThat(settings.get("jdbcUrl")).isEqualTo("u").isEqualTo(settings.get("jdbc-url"));
        assertThat(settings.get("dataSource.User")).isEqualTo("me");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.get("jdbcUlr"))
                .withMessage("no setting about connections has the name \"jdbcUlr\"; the nearest one is \"jdbcUrl\"");
        assertThatNullPointerException().isThrownBy(() -> settings.get(null)).withMessage("name");
    }

    @Test
    void connectionSettingsAreAValue() {
        ConnectionSettings settings = connections(Map.of("jdbcUrl", "u"));
        assertThat(settings)
                .isEqualTo(connections(Map.of("jdbc_url", "u", "maximumPoolSize", "3")))
                .hasSameHashCodeAs(connections(Map.of("jdbcUrl", "u")))
                .isNotEqualTo(connections(Map.of("jdbcUrl", "v")))
                .isNotEqualTo(null);
        assertThatCode(() -> settings.names().clear()).doesNotThrowAnyException();
        assertThat(settings.names()).containsExactly("jdbcUrl"); // what a caller does to the names changes nothing
    }

    @Test
    void whatTheConnectionsShareWithAPoolIsRefusedByBoth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> connections(Map.of("jdbcUrl", "u", "maximumPoolSize", "none")))
                .withMessageContaining("maxSize must be a whole number");
    }

    /** The canary is in every place where a value could be shown. */
    @Test
    void secretsAreShownNowhere() {
        String canary = "c4nary";
        Map<String, String> keys = new HashMap<>();
        for (String name : List.of("password", "jdbcUrl", "credentials", "dataSource.password", "connectionInitSql")) {
            keys.put(name, canary);
        }
        PoolConfig config = read(keys);
        assertThat(config + config.describe() + config.origins() + connections(keys))
                .doesNotContain(canary)
                .contains("ConnectionSettings[connectionInitSql, credentials, dataSource.password, jdbcUrl, password]");
        keys.putAll(Map.of("pass-word", canary, "passwort", canary, "data-source.password", canary, "max-size", "0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(keys))
                .satisfies(error -> assertThat(error.getMessage())
                        .doesNotContain(canary)
                        .contains("pass-word and password: both set password", "did you mean \"password\"?"));
    }
}
