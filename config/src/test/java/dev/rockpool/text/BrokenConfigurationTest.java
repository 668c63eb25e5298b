package dev.rockpool.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.ValidateOnAcquire;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each error names the setting, the rule, the value and the cure, whether the setting came from text or from code. */
class BrokenConfigurationTest {

    private static Arguments broken(String keys, Consumer<PoolBuilder<Object>> setters, String... said) {
        return Arguments.of(keys, setters, said);
    }

    /** As text, as setters, and what both have to say: setting, rule, value, cure. */
    static Stream<Arguments> brokenConfigurations() {
        return Stream.of(brokenSizes(), brokenTimes(), otherBroken()).flatMap(part -> part);
    }

    private static Stream<Arguments> brokenSizes() {
        return Stream.of(
                broken("max-size=0", b -> b.maxSize(0), "maxSize", "at least 1", "was 0", "set 1 or more"),
                broken("min-idle=-1", b -> b.minIdle(-1), "minIdle", "not be negative", "was -1", "set 0"),
                broken("max-idle=-1", b -> b.maxIdle(-1), "maxIdle", "not be negative", "was -1", "set 0"),
                broken(
                        "min-idle=12",
                        b -> b.minIdle(12).config(),
                        "minIdle (12)",
                        "not exceed",
                        "maxSize (10)",
                        "lower minIdle or raise maxSize"),
                broken(
                        "max-idle=12",
                        b -> b.maxIdle(12).config(),
                        "maxIdle (12)",
                        "not exceed",
                        "maxSize (10)",
                        "lower maxIdle or raise maxSize"),
                broken(
                        "max-idle=2 min-idle=3",
                        b -> b.maxIdle(2).minIdle(3).config(),
                        "maxIdle (2)",
                        "not be less than",
                        "minIdle (3)",
                        "raise maxIdle or lower minIdle"),
                broken(
                        "parallel-creations=3 max-size=2",
                        b -> b.parallelCreations(3).maxSize(2).config(),
                        "parallelCreations (3)",
                        "not exceed",
                        "maxSize (2)",
                        "lower parallelCreations or raise maxSize"),
                broken(
                        "parallel-creations=0",
                        b -> b.parallelCreations(0),
                        "parallelCreations",
                        "at least 1",
                        "was 0",
                        "set 1 or more"));
    }

    private static Stream<Arguments> brokenTimes() {
        return Stream.of(
                broken(
                        "acquire-timeout=-1s",
                        b -> b.acquireTimeout(Duration.ofSeconds(-1)),
                        "acquireTimeout",
                        "not be negative",
                        "was PT-1S",
                        "set zero to not wait"),
                broken(
                        "create-timeout=0",
                        b -> b.createTimeout(Duration.ZERO),
                        "createTimeout",
                        "longer than zero",
                        "was PT0S",
                        "such as 30s"),
                broken(
                        "close-timeout=-1ms",
                        b -> b.closeTimeout(Duration.ofMillis(-1)),
                        "closeTimeout",
                        "not be negative",
                        "was PT-0.001S",
                        "set zero to not wait"),
                broken(
                        "validation-timeout=1s",
                        b -> b.validationTimeout(Duration.ofSeconds(1)).config(),
                        "validationTimeout (PT1S)",
                        "has no effect",
                        "none of validateOnAcquire, validateOnReturn and healthCheckInterval is set",
                        "set one of them, or leave validationTimeout out"),
                broken(
                        "validate-on-acquire=-1s",
                        b -> b.validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(-1))),
                        "validateOnAcquire",
                        "not be negative",
                        "was PT-1S",
                        "set zero to validate every object"));
    }

    private static Stream<Arguments> otherBroken() {
        return Stream.of(
                broken("max-waiters=-2", b -> b.maxWaiters(-2), "maxWaiters", "not be negative", "was -2", "no bound"),
                broken(
                        "leaks=prompt:0",
                        b -> b.leaks(Leaks.on().prompt(0)),
                        "leaks.prompt",
                        "at least 1",
                        "was 0",
                        "set 1 for every lease"),
                broken(
                        "leaks=off,reuse",
                        b -> b.leaks(Leaks.off().reuse()),
                        "leaks",
                        "have no effect when detection is off",
                        "or leave"),
                broken(
                        "leak-stacks=-1",
                        b -> b.leakStacks(-1),
                        "leakStacks",
                        "not be negative",
                        "was -1",
                        "0 keeps no"),
                broken(
                        "hold-warning=-1s",
                        b -> b.holdWarning(Duration.ofSeconds(-1)),
                        "holdWarning",
                        "not be negative",
                        "was PT-1S",
                        "set zero to warn of none"));
    }

    private static Map<String, String> text(String keys) {
        Map<String, String> properties = new HashMap<>();
        for (String line : keys.split(" ", -1)) {
            int equals = line.indexOf('=');
            properties.put("rockpool.orders." + line.substring(0, equals), line.substring(equals + 1));
        }
        return properties;
    }

    private static String errorOf(Map<String, String> properties) {
        try {
            throw new AssertionError("no error: " + TextConfig.read(properties, "rockpool.orders", Map.of()));
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenConfigurations")
    void asText(String keys, Consumer<PoolBuilder<Object>> setters, String[] said) {
        String message = errorOf(text(keys));
        assertThat(message).startsWith("an error in the settings under \"rockpool.orders\":\n  ");
        assertThat(message.lines()).hasSize(2); // one mistake, one line
        assertThat(message).contains(said).contains("; ");
        String key = keys.substring(0, keys.indexOf('='));
        assertThat(message).contains("rockpool.orders." + key);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenConfigurations")
    void throughTheBuilder(String keys, Consumer<PoolBuilder<Object>> setters, String[] said) {
        PoolBuilder<Object> builder = Pool.builder(Object::new);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setters.accept(builder))
                .satisfies(
                        error -> assertThat(error.getMessage()).contains(said).contains("; "));
    }

    /** What only text can get wrong. */
    static Stream<Arguments> brokenTexts() {
        return Stream.of(
                Arguments.of("max-size=many", "maxSize must be a whole number up to 2147483647, was \"many\"; write"),
                Arguments.of("max-size=99999999999", "maxSize must be a whole number up to 2147483647, was \"9999"),
                Arguments.of("max-size=", "maxSize must have a value, was empty; give it one, or remove the key"),
                Arguments.of("acquire-timeout=30", "acquireTimeout needs a unit, was \"30\"; write 30s for seconds or"),
                Arguments.of("acquire-timeout=soon", "acquireTimeout must be a duration, was \"soon\"; write one such"),
                Arguments.of(
                        "order=random",
                        "order must be one of affine, lifo, fifo, per-thread, was \"random\"; write one"),
                Arguments.of("when-exhausted=grow", "whenExhausted must be one of wait, fail, overflow, was \"grow\";"),
                Arguments.of("histograms=on", "histograms must be true or false, was \"on\"; write one of them"),
                Arguments.of("leaks=yes", "leaks must be on, off, reuse, prompt or prompt:N, was \"yes\"; write such"),
                Arguments.of("maxsise=3", "unknown key \"rockpool.orders.maxsise\"; did you mean \"max-size\"?"),
                Arguments.of(
                        "strategy=fast",
                        "strategy must be one of default, lock_free, thread_local, was \"fast\"; write"),
                Arguments.of(
                        "strategy=thread_local order=lifo",
                        "strategy thread_local means order=per-thread, but rockpool.orders.order sets it to lifo; remove"
                                + " one of the two"),
                Arguments.of(
                        "strategy=thread_local creation=background",
                        "creation (BACKGROUND) must be CALLER with order PER_THREAD, as each thread makes its own object; leave"
                                + " creation out [creation from rockpool.orders.creation, order from strategy thread_local"),
                Arguments.of(
                        "strategy=thread_local when-exhausted=overflow",
                        "whenExhausted (OVERFLOW) must be WAIT or FAIL with order PER_THREAD, which takes another thread's"
                                + " object at maxSize; leave maxSize out to have no bound"),
                Arguments.of(
                        "order=per_thread creation=background",
                        "creation (BACKGROUND) must be CALLER with order PER_THREAD, as each thread makes its own object"),
                Arguments.of(
                        "strategy=lock_free creation=background",
                        "strategy lock_free means creation=caller, but rockpool.orders.creation sets it to background;"
                                + " remove one of the two"),
                Arguments.of("registerMbeans=true", "registerMbeans is a name of HikariCP: there is no JMX in this"),
                Arguments.of(
                        "profile=prod",
                        "profile must be one of database, development, http, production, redis, was \"prod\"; choose"),
                Arguments.of("size=5 pool=6", "both set maxSize; remove one of them"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenTexts")
    void asTextOnly(String keys, String said) {
        String message = errorOf(text(keys));
        assertThat(message).contains(said);
        assertThat(message.lines()).hasSize(2);
    }

    // ---- all of them together

    @Test
    void aTextTellsAllItsErrorsTogether() {
        String message = errorOf(text("max-size=0 acquire-timeout=30 max-sise=2 order=random parallel-creations=12"
                + " min-idle=5 max-idle=3 validation-timeout=1s initial_size=120 strategy=threads"));
        assertThat(message.lines()).hasSize(9).first().isEqualTo("8 errors in the settings under \"rockpool.orders\":");
        assertThat(message)
                .contains("rockpool.orders.max-size=0: maxSize must be at least 1")
                .contains("acquireTimeout needs a unit")
                .contains("unknown key \"rockpool.orders.max-sise\"")
                .contains("order must be one of")
                .contains("maxIdle (3) must not be less than minIdle (5)")
                .contains("validationTimeout (PT1S) has no effect")
                .contains("initial_size=120: ")
                .contains("strategy must be one of");
        // Nothing is said of a size that is not known.
        assertThat(message).doesNotContain("must not exceed maxSize");
    }

    @Test
    void theBuilderTellsAllContradictionsTogether() {
        PoolBuilder<Object> builder = Pool.builder(Object::new)
                .maxSize(5)
                .minIdle(7)
                .maxIdle(6)
                .parallelCreations(8)
                .validationTimeout(Duration.ofSeconds(1));
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage("""
                        minIdle (7) must not exceed maxSize (5); lower minIdle or raise maxSize
                        maxIdle (6) must not exceed maxSize (5); lower maxIdle or raise maxSize
                        maxIdle (6) must not be less than minIdle (7); raise maxIdle or lower minIdle
                        parallelCreations (8) must not exceed maxSize (5); lower parallelCreations or raise maxSize
                        validationTimeout (PT1S) has no effect: none of validateOnAcquire, validateOnReturn and \
                        healthCheckInterval is set; set one of them, or leave validationTimeout out""");
    }

    @Test
    void aContradictionSaysWhereBothValuesCameFrom() {
        Map<String, String> properties = Map.of(
                "rockpool.profile", "development", "rockpool.orders.min-idle", "8", "rockpool.orders.max-idle", "9");
        assertThat(errorOf(properties))
                .contains("minIdle (8) must not exceed maxSize (5); lower minIdle or raise maxSize [minIdle from"
                        + " rockpool.orders.min-idle, maxSize from profile development (ready-made)]");
    }
}
