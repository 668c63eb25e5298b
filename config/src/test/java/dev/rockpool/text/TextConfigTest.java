package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.config.Settings;
import dev.rockpool.testkit.ManualTicker;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextConfigTest {

    private static final String PREFIX = "rockpool.orders";

    private static PoolConfig read(String... keysAndValues) {
        return TextConfig.read(properties(keysAndValues), PREFIX, Map.of());
    }

    private static Map<String, String> properties(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(PREFIX + "." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    private static String errors(String... keysAndValues) {
        try {
            PoolConfig config = read(keysAndValues);
            throw new AssertionError("no error: " + config);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    // ---- all settings

    @Test
    void everySettingArrives() {
        PoolConfig config = read(
                "name", "main",
                "max-size", "20",
                "min-idle", "3",
                "max-idle", "7",
                "acquire-timeout", "11ms",
                "create-timeout", "12ms",
                "close-timeout", "13ms",
                "when-exhausted", "overflow",
                "max-waiters", "14",
                "order", "fifo",
                "fairness", "strict",
                "validate-on-acquire", "15ms",
                "validate-on-return", "true",
                "validation-timeout", "16ms",
                "creation", "caller",
                "parallel-creations", "17",
                "reset-in-background", "true",
                "creation-back-off-first", "20ms",
                "creation-back-off-longest", "21ms",
                "ride-out", "22ms",
                "leaks", "reuse,prompt:5",
                "leak-stacks", "18",
                "hold-warning", "19ms",
                "nested-acquire", "fail",
                "histograms", "false",
                "health-check-interval", "23ms",
                "max-lifetime", "24ms",
                "lifetime-jitter", "25%",
                "max-idle-time", "26ms",
                "max-uses", "27",
                "reclaim-after", "28ms");
        assertThat(config).isEqualTo(everySetting());
    }

    private static PoolConfig everySetting() {
        return Pool.builder(Object::new)
                .name("main")
                .maxSize(20)
                .minIdle(3)
                .maxIdle(7)
                .acquireTimeout(Duration.ofMillis(11))
                .createTimeout(Duration.ofMillis(12))
                .closeTimeout(Duration.ofMillis(13))
                .whenExhausted(WhenExhausted.OVERFLOW)
                .maxWaiters(14)
                .order(Order.FIFO)
                .fairness(Fairness.STRICT)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofMillis(15)))
                .validateOnReturn(true)
                .validationTimeout(Duration.ofMillis(16))
                .creation(Creation.CALLER)
                .parallelCreations(17)
                .resetInBackground(true)
                .creationBackOff(Duration.ofMillis(20), Duration.ofMillis(21))
                .rideOut(Duration.ofMillis(22))
                .leaks(Leaks.on().reuse().prompt(5))
                .leakStacks(18)
                .holdWarning(Duration.ofMillis(19))
                .nestedAcquire(NestedAcquire.FAIL)
                .histograms(false)
                .healthCheckInterval(Duration.ofMillis(23))
                .maxLifetime(Duration.ofMillis(24))
                .lifetimeJitter(0.25)
                .maxIdleTime(Duration.ofMillis(26))
                .maxUses(27)
                .reclaimAfter(Duration.ofMillis(28))
                .config();
    }

    @Test
    void whatIsDescribedCanBeReadAgain() {
        PoolConfig config = read(
                "max-size",
                "20",
                "acquire-timeout",
                "forever",
                "leaks",
                "reuse,prompt:5",
                "hold-warning",
                "90s",
                "validate-on-acquire",
                "1500ms",
                "max-waiters",
                "3",
                "nested-acquire",
                "warn");
        Map<String, String> again = new HashMap<>();
        config.describe().lines().forEach(line -> {
            String[] parts = line.split("\\s+=\\s+|\\s\\s*\\(", -1);
            again.put(PREFIX + "." + parts[0], parts[1].strip());
        });
        assertThat(again).hasSameSizeAs(Settings.ALL);
        assertThat(TextConfig.read(again, PREFIX, Map.of())).isEqualTo(config);
    }

    @Test
    void withoutKeysThereAreDefaultsAndTheNameOfThePrefix() {
        assertThat(read()).isEqualTo(Pool.builder(Object::new).name("orders").config());
        assertThat(TextConfig.read(Map.of(), "cache", Map.of()).name()).isEqualTo("cache");
    }

    // ---- keys

    @ParameterizedTest
    @ValueSource(strings = {"max-size", "maxSize", "max_size", "MAX_SIZE", "Max-Size", "maxsize"})
    void aKeyMayBeWrittenInSeveralWays(String key) {
        assertThat(read(key, "7").maxSize()).isEqualTo(7);
    }

    @Test
    void whatIsNotUnderThePrefixIsLeftAlone() {
        Map<String, String> properties = Map.of(
                "rockpool.invoices.max-size",
                "5",
                "rockpool.orders2.max-size",
                "6",
                "max-size",
                "7",
                "rockpool.orders",
                "8",
                "Rockpool.orders.unknown",
                "9");
        assertThat(TextConfig.read(properties, PREFIX, Map.of()).maxSize()).isEqualTo(10);
    }

    @Test
    void twoKeysForOneSettingAreRefusedByBothNames() {
        assertThat(errors("max-size", "5", "maximumPoolSize", "6"))
                .isEqualTo("an error in the settings under \"rockpool.orders\":\n"
                        + "  rockpool.orders.max-size=5 and rockpool.orders.maximumPoolSize=6: both set maxSize; remove one of"
                        + " them");
        assertThat(errors("max-size", "5", "maxSize", "5")).contains("both set maxSize");
        assertThat(errors("strategy", "default", "STRATEGY", "default")).contains("both set strategy");
    }

    @ParameterizedTest
    @CsvSource({
        "max-sise, max-size",
        "maxSzie, max-size",
        "acquire-timout, acquire-timeout",
        "maximumPoolSise, maximumPoolSize",
        "hold-warnings, hold-warning",
        "stratgy, strategy",
        "validate-on-borrow, validate-on-return"
    })
    void anUnknownKeyNamesTheNearest(String key, String nearest) {
        assertThat(errors(key, "1")).contains("unknown key \"rockpool.orders." + key + "\"; ", "\"" + nearest + "\"");
    }

    @Test
    void aPrefixIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of(), " "))
                .withMessageStartingWith("prefix must not be blank, was \" \"; give");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of(), "rockpool."))
                .withMessageStartingWith("prefix must not end with a dot, was \"rockpool.\"; leave");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of(), "%dev.rockpool"))
                .withMessageStartingWith("prefix must not begin with %, was \"%dev.rockpool\"; choose");
        assertThatNullPointerException()
                .isThrownBy(() -> TextConfig.read(Map.of(), null))
                .withMessage("prefix");
        assertThatNullPointerException()
                .isThrownBy(() -> TextConfig.read((Map<String, String>) null, PREFIX))
                .withMessage("properties");
        assertThatNullPointerException()
                .isThrownBy(() -> TextConfig.read(Map.of(), PREFIX, null))
                .withMessage("environment");
    }

    // ---- values

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "30s, PT30S",
        "30 s, PT30S",
        "5m, PT5M",
        "2h, PT2H",
        "1d, PT24H",
        "100us, PT0.0001S",
        "100µs, PT0.0001S",
        "10ns, PT0.00000001S",
        "1.5h, PT90M",
        "PT30S, PT30S",
        "pt1m30s, PT90S",
        "0, PT0S",
        "0s, PT0S",
        "+7s, PT7S"
    })
    void durationsAreRead(String text, Duration duration) {
        assertThat(read("acquire-timeout", text).acquireTimeout()).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forever", "FOREVER", "300000d", "99999999999999999999d"})
    void whatIsLongerThanAnyPoolIsForEver(String text) {
        PoolConfig config = read("acquire-timeout", text);
        assertThat(config.acquireTimeout()).isEqualTo(ChronoUnit.FOREVER.getDuration());
        assertThat(config.toString()).contains("acquireTimeout=forever");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "soon", "30x", "30 s ago", "P", "1.0000000001s", "off", "", "-5s", "-99999999999d"})
    void whatIsNoDurationIsRefused(String text) {
        assertThat(errors("acquire-timeout", text))
                .contains("rockpool.orders.acquire-timeout=" + text + ": acquireTimeout ")
                .contains("; ");
    }

    @Test
    void offIsZeroWhereZeroIsOff() {
        assertThat(read("hold-warning", "off").holdWarning()).isZero();
        assertThat(read("hold-warning", "0").holdWarning()).isZero();
        assertThat(read("leak-stacks", "off").leakStacks()).isZero();
        assertThat(read("max-waiters", "unbounded").maxWaiters()).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller", "CALLER", "Caller", " caller "})
    void aChoiceMayBeInCapitals(String text) {
        assertThat(read("creation", text).creation()).isEqualTo(Creation.CALLER);
    }

    @Test
    void truthValuesAreTrueAndFalseOnly() {
        assertThat(read("histograms", "FALSE").histograms()).isFalse();
        assertThat(errors("histograms", "yes"))
                .contains("histograms must be true or false, was \"yes\"; write one of them");
    }

    @Test
    void validationOnAcquireIsAWordOrATime() {
        assertThat(read("validate-on-acquire", "off").validateOnAcquire()).isEqualTo(ValidateOnAcquire.off());
        assertThat(read("validate-on-acquire", "false").validateOnAcquire()).isEqualTo(ValidateOnAcquire.off());
        assertThat(read("validate-on-acquire", "always").validateOnAcquire()).isEqualTo(ValidateOnAcquire.always());
        assertThat(read("validate-on-acquire", "true").validateOnAcquire()).isEqualTo(ValidateOnAcquire.always());
        assertThat(read("validate-on-acquire", "0").validateOnAcquire()).isEqualTo(ValidateOnAcquire.always());
        assertThat(read("validate-on-acquire", "PT2M").validateOnAcquire())
                .isEqualTo(ValidateOnAcquire.whenIdleFor(Duration.ofMinutes(2)));
        assertThat(errors("validate-on-acquire", "sometimes")).contains("must be off, always, or the time");
        assertThat(errors("validate-on-acquire", "30")).contains("write 30s for seconds");
    }

    @Test
    void leaksAreWords() {
        assertThat(read("leaks", "on").leaks()).isEqualTo(Leaks.on());
        assertThat(read("leaks", "off").leaks()).isEqualTo(Leaks.off());
        assertThat(read("leaks", "prompt").leaks()).isEqualTo(Leaks.on().prompt());
        assertThat(read("leaks", "Prompt:64, reuse").leaks())
                .isEqualTo(Leaks.on().reuse().prompt(64));
        assertThat(errors("leaks", "off,prompt")).contains("no effect when detection is off", "write off alone");
        assertThat(errors("leaks", "prompt:0")).contains("leaks.prompt must be at least 1, was 0");
        assertThat(errors("leaks", "prompt:x")).contains("leaks's prompt must be a whole number");
        assertThat(errors("leaks", "maybe"))
                .contains("leaks must be on, off, reuse, prompt or prompt:N, was \"maybe\"");
    }

    @Test
    void aNullIsNoValue() {
        Map<String, String> properties = new HashMap<>();
        properties.put("rockpool.orders.max-size", null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(properties, PREFIX, Map.of()))
                .withMessageContaining("rockpool.orders.max-size=: maxSize must have a value, was empty; give it one");
    }

    // ---- properties and environment

    @Test
    void propertiesAreReadWithTheirDefaultsAndWithValuesThatAreNotText() {
        Properties defaults = new Properties();
        defaults.setProperty("rockpool.orders.max-size", "7");
        defaults.setProperty("rockpool.orders.min-idle", "1");
        Properties properties = new Properties(defaults);
        properties.setProperty("rockpool.orders.min-idle", "2");
        properties.put("rockpool.orders.max-idle", 6);
        PoolConfig config = TextConfig.read(properties, PREFIX);
        assertThat(config.sizing()).isEqualTo(new Sizing(7, 2, 6));
    }

    @Test
    void theEnvironmentOfTheProcessIsRead() {
        String variable = System.getenv().keySet().stream()
                .filter(name -> name.matches("[A-Z]+"))
                .findFirst()
                .orElseThrow();
        // No variable can be set from here; that none of ours is set shows that reading them does no harm.
        assertThat(TextConfig.read(Map.of(), PREFIX))
                .isEqualTo(TextConfig.read(Map.of(), PREFIX, Map.of(variable, "x")));
    }

    @Test
    void theEnvironmentWins() {
        PoolConfig config = TextConfig.read(
                properties("max-size", "20", "min-idle", "3"),
                PREFIX,
                Map.of("ROCKPOOL_ORDERS_MAX_SIZE", "30", "ROCKPOOL_ORDERS_TIMEOUT", "7"));
        assertThat(config.maxSize()).isEqualTo(30);
        assertThat(config.minIdle()).isEqualTo(3);
        assertThat(config.acquireTimeout()).hasSeconds(7);
        assertThat(config.origins())
                .containsEntry("maxSize", "environment ROCKPOOL_ORDERS_MAX_SIZE")
                .containsEntry("acquireTimeout", "environment ROCKPOOL_ORDERS_TIMEOUT (as in older pools)");
    }

    @Test
    void aPrefixWithOtherLettersHasItsVariablesToo() {
        assertThat(TextConfig.read(Map.of(), "my-app.orders", Map.of("MY_APP_ORDERS_MAX_SIZE", "3"))
                        .maxSize())
                .isEqualTo(3);
    }

    @Test
    void variablesOfOthersAreLeftAlone() {
        Map<String, String> environment = Map.of(
                "ROCKPOOL_ORDERS_SERVICE_HOST", "10.0.0.1",
                "ROCKPOOL_ORDERS_PORT", "tcp://10.0.0.1:80",
                "ROCKPOOL_ORDERS_ARCHIVE_MAX_SIZE", "5",
                "ROCKPOOL_ORDERS_PASSWORD", "secret",
                "ROCKPOOL_ORDERS_", "x");
        assertThat(TextConfig.read(Map.of(), PREFIX, environment)).isEqualTo(read());
    }

    @Test
    void slipsInTheEnvironmentAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(
                        Map.of(),
                        PREFIX,
                        Map.of("ROCKPOOL_ORDERS_MAX_SISE", "5", "ROCKPOOL_ORDERS_HEALTH_CHECK_INTERVAL", "60")))
                .withMessageContaining(
                        "unknown key \"environment ROCKPOOL_ORDERS_MAX_SISE\"; did you mean \"max-size\"?")
                .withMessageContaining("healthCheckInterval needs a unit, was \"60\"; write 60s for seconds");
    }

    // ---- into a builder

    @Test
    void aBuilderTakesOverEverythingAndSettersOverride() {
        PoolConfig config = read("max-size", "20", "min-idle", "3", "leaks", "reuse", "fairness", "strict");
        assertThat(Pool.builder(Object::new).maxIdle(5).configure(config).config())
                .isEqualTo(config);
        PoolConfig changed = Pool.builder(Object::new)
                .configure(config)
                .maxSize(5)
                .name("mine")
                .config();
        assertThat(changed.sizing()).isEqualTo(new Sizing(5, 3, 5)); // maxIdle follows, as nobody has set it
        assertThat(changed.parallelCreations()).isEqualTo(4);
        assertThat(changed.name()).isEqualTo("mine");
        assertThat(changed.origins())
                .containsEntry("maxSize", "builder")
                .containsEntry("minIdle", "rockpool.orders.min-idle")
                .containsEntry("maxIdle", "default");
    }

    @Test
    void aSettingThatContradictsTextNamesItsKey() {
        PoolBuilder<Object> builder =
                Pool.builder(Object::new).configure(read("min-idle", "8")).maxSize(5);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("minIdle (8) must not exceed maxSize (5); lower minIdle or raise maxSize"
                        + " [minIdle from rockpool.orders.min-idle, maxSize from builder]");
    }

    @Test
    void anUnnamedPoolsSettingsNameNoOther() {
        PoolBuilder<Object> unnamed = Pool.builder(Object::new).ticker(new ManualTicker());
        try (Pool<Object> one = unnamed.build();
                Pool<Object> two = Pool.builder(Object::new)
                        .configure(one.config())
                        .ticker(new ManualTicker())
                        .build()) {
            assertThat(two.config().name())
                    .matches("pool-\\d+")
                    .isNotEqualTo(one.config().name());
        }
    }

    @Test
    void aTextReadsTheExtremes() {
        assertThat(TextConfig.read(
                                Map.of("p.max-size", "2147483647", "p.parallel-creations", "2147483647"), "p", Map.of())
                        .parallelCreations())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void eachSettingSaysWhereItCameFrom() {
        PoolConfig config = TextConfig.read(
                Map.of("rockpool.orders.maximumPoolSize", "20", "rockpool.profile", "production"),
                "rockpool.orders",
                Map.of("ROCKPOOL_ORDERS_ORDER", "lifo"));
        PoolConfig described = Pool.builder(Object::new)
                .configure(config)
                .holdWarning(Duration.ofSeconds(90))
                .config();
        assertThat(described.describe().lines().filter(line -> !line.endsWith("(default)")))
                .containsExactly(
                        "name                   = orders      (the end of the prefix)",
                        "maxSize                = 20          (rockpool.orders.maximumPoolSize (as in HikariCP))",
                        "order                  = lifo        (environment ROCKPOOL_ORDERS_ORDER)",
                        "validateOnAcquire      = 30s         (profile production (ready-made))",
                        "healthCheckInterval    = 5m          (profile production (ready-made))",
                        "leakStacks             = 1000        (profile production (ready-made))",
                        "holdWarning            = 90s         (builder)");
    }
}
