package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rockpool.Pool;
import dev.rockpool.config.PoolConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ignored settings: what looks as if it were meant is read, or refused with how it should be written. */
class NearMissTest {

    private static final String PREFIX = "rockpool.orders";

    private static PoolConfig read(Map<String, String> keys) {
        return TextConfig.read(keys, PREFIX, Map.of());
    }

    private static PoolConfig readVariables(Map<String, String> environment) {
        return TextConfig.read(Map.of(), PREFIX, environment);
    }

    private static String errorOf(Map<String, String> keys, Map<String, String> environment) {
        try {
            throw new AssertionError("no error: " + TextConfig.read(keys, PREFIX, environment));
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String errorOf(String... keys) {
        Map<String, String> properties = new HashMap<>();
        for (String key : keys) {
            properties.put(key, "5");
        }
        return errorOf(properties, Map.of());
    }

    // ---- byte order marks

    @Test
    void aByteOrderMarkBeforeTheFirstKeyIsReadOver() throws IOException {
        byte[] file = "\uFEFFrockpool.orders.max-size=7\n".getBytes(StandardCharsets.UTF_8);
        Properties asText = new Properties();
        asText.load(new StringReader(new String(file, StandardCharsets.UTF_8)));
        Properties asBytes = new Properties();
        asBytes.load(new ByteArrayInputStream(file)); // which is ISO-8859-1
        assertThat(asText).containsKey("\uFEFFrockpool.orders.max-size"); // it is there
        assertThat(TextConfig.read(asText, PREFIX).maxSize()).isEqualTo(7);
        assertThat(TextConfig.read(asBytes, PREFIX).maxSize()).isEqualTo(7);
        assertThat(TextConfig.read(Map.of("\uFEFFmaximumPoolSize", "7"), "", Map.of())
                        .maxSize())
                .isEqualTo(7);
        assertThat(read(Map.of("\uFEFFrockpool.profile", "a", "\uFEFF%a.rockpool.orders.max-size", "7"))
                        .maxSize())
                .isEqualTo(7);
    }

    // ---- blanks

    @ParameterizedTest
    @ValueSource(
            strings = {
                " rockpool.orders.max-size",
                "rockpool.orders.max-size ",
                "rockpool.orders .max-size",
                "rockpool. orders.max-size",
                "rockpool.orders.\tmax-size",
                "%a .rockpool.orders.max-size",
                "% a.rockpool.orders.max-size",
                " %a. rockpool.orders.max-size"
            })
    void blanksAroundThePartsOfAKeyAreReadOver(String key) {
        PoolConfig config = read(Map.of(key, "7", "rockpool.profile", "a", "%a.rockpool.orders.min-idle", "1"));
        assertThat(config.maxSize()).isEqualTo(7);
        assertThat(config.origins().get("maxSize"))
                .endsWith("rockpool.orders.max-size")
                .doesNotContain(" ", "\t");
    }

    @Test
    void twoKeysThatDifferInBlanksAreTwo() {
        assertThat(errorOf("rockpool.orders.max-size", "rockpool.orders .max-size"))
                .contains("both set maxSize");
        Map<String, String> choices = Map.of(
                "rockpool.profile", "production", "rockpool.profile ", "development", "rockpool.orders.name", "o");
        assertThat(errorOf(choices, Map.of()))
                .contains(
                        "rockpool.profile=production and rockpool.profile=development: both choose the profile; remove"
                                + " one of them");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rockpool.orders .max-size = 5",
                "rockpool .orders.max-size = 5",
                "rockpool.orders .password : s3cret",
                "% a.rockpool.orders.max-size=5",
                "%a .rockpool.orders.max-size=5",
                "%a.rockpool.orders .max-size=5"
            })
    void aBlankThatEndsAKeyInAFileIsRefused(String line) throws IOException {
        Properties file = new Properties();
        file.load(new StringReader(line));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(file, PREFIX))
                .withMessageContaining("there is a blank in this key, which ends it")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void aPrefixWithBlanksAroundItsPartsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of(), "rockpool .orders", Map.of()))
                .withMessage("prefix must not have blanks around its parts, was \"rockpool .orders\";"
                        + " write \"rockpool.orders\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of(), "\uFEFFrockpool.orders", Map.of()))
                .withMessageContaining("was \"\\ufeffrockpool.orders\"; write \"rockpool.orders\"");
    }

    // ---- another case

    @ParameterizedTest
    @CsvSource({
        "Rockpool.orders.max-size, rockpool.orders.max-size",
        "rockpool.Orders.max-size, rockpool.orders.max-size",
        "ROCKPOOL.ORDERS.MAX-SIZE, rockpool.orders.MAX-SIZE",
        "%a.rockpool.ORDERS.max-size, %a.rockpool.orders.max-size",
        "rockpool.Orders.max-sise, rockpool.orders.max-sise",
        "rockpool.Orders.jdbcUrl, rockpool.orders.jdbcUrl"
    })
    void aPrefixInAnotherCaseIsRefused(String key, String right) {
        assertThat(errorOf(key, "rockpool.orders.min-idle"))
                .isEqualTo("an error in the settings under \"rockpool.orders\":\n  " + key
                        + ": the prefix is \"rockpool.orders\", in this case; write " + right);
    }

    @Test
    void aProfileInAnotherCaseIsRefused() {
        Map<String, String> keys = Map.of(
                "rockpool.profile", "staging",
                "%staging.rockpool.orders.max-size", "7",
                "%Staging.rockpool.orders.min-idle", "1");
        assertThat(errorOf(keys, Map.of()))
                .contains("profile \"Staging\" is written \"staging\" elsewhere, in this case; write both alike");
        assertThat(errorOf("%Production.rockpool.orders.max-size"))
                .contains("profile \"Production\" is written \"production\"");
        assertThat(errorOf(Map.of("rockpool.profile", "Production"), Map.of()))
                .contains(
                        "rockpool.profile=Production: profile must be one of database, development, http, production, redis");
        assertThat(read(Map.of("%Production.rockpool.invoices.max-size", "7")).maxSize())
                .isEqualTo(10); // another pool's
    }

    // ---- the key that chooses the profile

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rockpool.profiles",
                "Rockpool.profile",
                "rockpool.Profile",
                "rockpool.profil",
                "%a.rockpool.profiles"
            })
    void aSlipInTheKeyOfTheProfileIsRefused(String key) {
        assertThat(errorOf(key))
                .isEqualTo("an error in the settings under \"rockpool.orders\":\n  " + key
                        + ": the key that chooses the profile of all pools is \"rockpool.profile\"; write it so");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROCKPOOL_PROFILES", "rockpool_profiles", "ROCKPOOL_PROFIL"})
    void aSlipInTheVariableOfTheProfileIsRefused(String variable) {
        assertThat(errorOf(Map.of(), Map.of(variable, "production")))
                .contains("environment " + variable + ": the variable that chooses the profile of all pools is"
                        + " ROCKPOOL_PROFILE; write it so");
    }

    @Test
    void anotherPoolsProfileIsNoSlip() {
        assertThat(read(Map.of("rockpool.a.profile", "production", "rockpool.profiles.max-size", "3")))
                .isEqualTo(read(Map.of()));
        assertThat(readVariables(Map.of("ROCKPOOL_A_PROFILE", "production"))).isEqualTo(read(Map.of()));
        assertThat(errorOf("rockpool.orders.profiles")).contains("did you mean \"profile\"?");
    }

    // ---- variables

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rockpool_orders_max_size",
                "Rockpool_Orders_Max_Size",
                "rockpool.orders.max-size",
                "ROCKPOOL_ORDERS_MAXSIZE"
            })
    void aVariableInAnotherSpellingIsRead(String variable) {
        PoolConfig config = readVariables(Map.of(variable, "7"));
        assertThat(config.maxSize()).isEqualTo(7);
        assertThat(config.origins()).containsEntry("maxSize", "environment " + variable);
    }

    @Test
    void aVariableForTheProfileInAnotherCaseIsRead() {
        assertThat(readVariables(Map.of("rockpool_profile", "production")).maxSize())
                .isEqualTo(20);
        assertThat(readVariables(Map.of("rockpool_orders_profile", "development"))
                        .maxSize())
                .isEqualTo(5);
    }

    @Test
    void twoVariablesThatDifferInTheirCaseAreTwo() {
        assertThat(errorOf(Map.of(), Map.of("ROCKPOOL_ORDERS_MAX_SIZE", "5", "rockpool_orders_max_size", "5")))
                .contains("both set maxSize");
        assertThat(errorOf(Map.of(), Map.of("ROCKPOOL_PROFILE", "production", "rockpool_profile", "development")))
                .contains("both choose the profile");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROCKPOOL_ORDERS_EU_MAX_SIZE",
                "ROCKPOOL_ORDERS_X_MAX_SIZE",
                "ROCKPOOL_ORDERS_EU_TIMEOUT",
                "ROCKPOOL_ORDERS_EU_MAXIMUM_POOL_SIZE",
                "ROCKPOOL_ORDERS_EU_PASSWORD",
                "ROCKPOOL_ORDERS_EU_PROFILE",
                "rockpool_orders_eu_max_size"
            })
    void aVariableOfASiblingDoesNotStopThePool(String variable) {
        assertThat(readVariables(Map.of(variable, "5"))).isEqualTo(read(Map.of()));
    }

    @Test
    void aVariableOfASiblingReachesTheSibling() {
        assertThat(TextConfig.read(Map.of(), "rockpool.orders-eu", Map.of("ROCKPOOL_ORDERS_EU_MAX_SIZE", "5"))
                        .maxSize())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "ROCKPOOL_ORDERS_MAX_SISE, did you mean \"max-size\"?",
        "ROCKPOOL_ORDERS_ACQUIR_TIMEOUT, did you mean \"acquire-timeout\"?",
        "ROCKPOOL_ORDERS_COLOUR, the nearest known one is",
        "rockpool_orders_colour, the nearest known one is"
    })
    void anyOtherVariableIsRefused(String variable, String nearest) {
        assertThat(errorOf(Map.of(), Map.of(variable, "5")))
                .contains("unknown key \"environment " + variable + "\"; " + nearest);
    }

    @Test
    void whatKubernetesAndOtherProgramsSetIsLeftAlone() {
        Map<String, String> ofAService = Map.of(
                "ROCKPOOL_ORDERS_SERVICE_HOST", "10.0.0.1",
                "ROCKPOOL_ORDERS_SERVICE_PORT", "80",
                "ROCKPOOL_ORDERS_SERVICE_PORT_HTTP", "80",
                "ROCKPOOL_ORDERS_PORT", "tcp://10.0.0.1:80",
                "ROCKPOOL_ORDERS_PORT_80_TCP", "tcp://10.0.0.1:80",
                "ROCKPOOL_ORDERS_PORT_80_TCP_ADDR", "10.0.0.1");
        assertThat(readVariables(ofAService)).isEqualTo(read(Map.of()));
        Map<String, String> ofAnApplication = Map.of("SHOP_HOME", "/opt/shop", "SHOP_COLOUR", "red");
        assertThat(TextConfig.read(Map.of(), "shop", ofAnApplication).name()).isEqualTo("shop");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of(), "shop", Map.of("SHOP_MAX_SISE", "5")))
                .withMessageContaining("did you mean \"max-size\"?");
    }

    // ---- another prefix

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rockpool.order.max-size",
                "rockpol.orders.max-size",
                "rockpool.odrers.jdbcUrl",
                "rockpool-orders.max-size",
                "%a.rockpool.order.max-size"
            })
    void aPrefixThatMatchesNothingWhileAnotherNearlyDoesIsRefused(String key) {
        assertThat(errorOf(key, "rockpool.invoices.max-size"))
                .isEqualTo("an error in the settings under \"rockpool.orders\":\n"
                        + "  no key begins with \"rockpool.orders.\", and the nearest prefix is that of " + key
                        + "; correct one of the two, or, if this pool is to have all defaults, give it a key such as"
                        + " rockpool.orders.name=orders");
    }

    @Test
    void aVariableWhoseStartNearlyMatchesIsRefused() {
        assertThat(errorOf(Map.of(), Map.of("ROCKPOOL_ORDER_MAX_SIZE", "5")))
                .contains("the nearest prefix is that of environment ROCKPOOL_ORDER_MAX_SIZE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rockpool.orders2.max-size",
                "rockpool.users.max-size",
                "rockpool.max-size",
                "rockpool.order.colour",
                "rockpool.eu.orders.max-size"
            })
    void whatIsFurtherAwayIsAnotherPool(String key) {
        assertThat(read(Map.of(key, "5"))).isEqualTo(read(Map.of()));
    }

    @Test
    void aPoolThatHasAKeyMayHaveANeighbour() {
        Map<String, String> neighbour = Map.of("rockpool.order.max-size", "5");
        assertThat(read(Map.of("rockpool.order.max-size", "5", "rockpool.orders.name", "orders"))
                        .maxSize())
                .isEqualTo(10);
        assertThat(TextConfig.read(neighbour, PREFIX, Map.of("ROCKPOOL_ORDERS_MAX_SIZE", "6"))
                        .maxSize())
                .isEqualTo(6);
        assertThat(TextConfig.read(Map.of("rockpool.a.max-size", "5"), "rockpool.b", Map.of())
                        .maxSize())
                .isEqualTo(10);
    }

    // ---- control characters

    @ParameterizedTest
    @CsvSource({
        "'a\nb', a\\nb",
        "'a\rb', a\\rb",
        "'a\0b', a\\u0000b",
        "'a\033[31mb', a\\u001b[31mb",
        "'a\u2028b', a\\u2028b",
        "'a\u202eb', a\\u202eb",
        "'a\u0085b', a\\u0085b"
    })
    void controlCharactersInANameAreRefusedAndShownEscaped(String name, String shown) {
        String rule = "name must not have control characters, was \"" + shown + "\"; take them out";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.builder(Object::new).name(name))
                .withMessage(rule);
        assertThat(errorOf(Map.of("rockpool.orders.name", name), Map.of()))
                .isEqualTo("an error in the settings under \"rockpool.orders\":\n  rockpool.orders.name=" + shown + ": "
                        + rule);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextConfig.read(Map.of(), "rockpool." + name, Map.of()))
                .withMessageContaining("prefix must not have control characters, was \"rockpool." + shown);
        PoolConfig config = Pool.builder(Object::new).config();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoolConfig(
                        name,
                        config.sizing(),
                        config.timeouts(),
                        config.waiting(),
                        config.validation(),
                        config.expiry(),
                        config.supply(),
                        config.leaks(),
                        config.diagnostics(),
                        config.histograms(),
                        Map.of()))
                .withMessage(rule);
    }

    @Test
    void anErrorIsOneLineWhateverIsInAKeyOrAValue() {
        Map<String, String> keys = Map.of(
                "rockpool.orders.max-size", "5\n  forged",
                "rockpool.orders.a\nb", "x",
                "%p\nq.rockpool.orders.min-idle", "x",
                "rockpool.orders.profile", "p\rq");
        String error = errorOf(keys, Map.of("ROCKPOOL_ORDERS_ORDER", "li\nfo"));
        assertThat(error.lines()).hasSize(6);
        assertThat(error).contains("max-size=5\\n  forged: ", "orders.a\\nb", "%p\\nq.rockpool", "p\\rq", "li\\nfo");
    }

    @Test
    void anOriginIsOnOneLine() {
        PoolConfig config = read(Map.of("rockpool.profile", "p\nq", "%p\nq.rockpool.orders.min-idle", "1"));
        assertThat(config.origins()).containsEntry("minIdle", "%p\\nq.rockpool.orders.min-idle");
    }
}
