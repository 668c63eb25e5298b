package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.rockpool.config.Creation;
import dev.rockpool.config.Diagnostics;
import dev.rockpool.config.Expiry;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.NestedAcquire;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.Sizing;
import dev.rockpool.config.Supply;
import dev.rockpool.config.Timeouts;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.Validation;
import dev.rockpool.config.Waiting;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.monitor.DestroyCause;
import dev.rockpool.monitor.PoolHealth;
import dev.rockpool.monitor.PoolListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolBuilderTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private static PoolBuilder<Object> builder() {
        return Pool.builder(Object::new);
    }

    // ---- defaults

    @Test
    void defaultsAreThoseOfTheDesign() {
        PoolConfig config = builder().config();
        assertThat(config.maxSize()).isEqualTo(10);
        assertThat(config.minIdle()).isZero();
        assertThat(config.maxIdle()).isEqualTo(10);
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.whenExhausted()).isEqualTo(WhenExhausted.WAIT);
        assertThat(config.maxWaiters()).isEqualTo(Integer.MAX_VALUE);
        assertThat(config.order()).isEqualTo(Order.AFFINE);
        assertThat(config.fairness()).isEqualTo(Fairness.BOUNDED);
        assertThat(config.creation()).isEqualTo(Creation.BACKGROUND);
        assertThat(config.parallelCreations()).isEqualTo(4);
        assertThat(config.createTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.validateOnAcquire()).isEqualTo(ValidateOnAcquire.off());
        assertThat(config.validateOnReturn()).isFalse();
        assertThat(config.validationTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.resetInBackground()).isFalse();
        assertThat(config.leaks()).isEqualTo(Leaks.on());
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.leakStacks()).isZero();
        assertThat(config.holdWarning()).isZero();
        assertThat(config.nestedAcquire()).isEqualTo(NestedAcquire.ALLOW);
        assertThat(config.histograms()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 1_000})
    void parallelCreationsDefaultToFourOrMaxSizeIfThatIsLess(int maxSize) {
        assertThat(builder().maxSize(maxSize).config().parallelCreations()).isEqualTo(Math.min(4, maxSize));
    }

    @Test
    void maxIdleDefaultsToMaxSizeAlsoWhenThatIsSetLater() {
        assertThat(builder().maxSize(3).config().maxIdle()).isEqualTo(3);
        assertThat(builder().minIdle(20).maxSize(30).config().maxIdle()).isEqualTo(30);
    }

    @Test
    void anUnnamedPoolGetsANumber() {
        PoolBuilder<Object> unnamed = builder().ticker(new HandTicker());
        try (Pool<Object> one = unnamed.build();
                Pool<Object> two = unnamed.build()) {
            assertThat(one.config().name()).matches("pool-\\d+");
            assertThat(two.config().name())
                    .matches("pool-\\d+")
                    .isNotEqualTo(one.config().name());
        }
    }

    // ---- settings

    @Test
    void everySettingArrives() {
        PoolConfig config = builder()
                .name("orders")
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
                .healthCheckInterval(Duration.ofMillis(23))
                .maxLifetime(Duration.ofMillis(24))
                .lifetimeJitter(0.25)
                .maxIdleTime(Duration.ofMillis(26))
                .maxUses(27)
                .reclaimAfter(Duration.ofMillis(28))
                .creation(Creation.CALLER)
                .parallelCreations(17)
                .resetInBackground(true)
                .creationBackOff(Duration.ofMillis(20), Duration.ofMillis(21))
                .rideOut(Duration.ofMillis(22))
                .leaks(Leaks.off())
                .leakStacks(18)
                .holdWarning(Duration.ofMillis(19))
                .nestedAcquire(NestedAcquire.FAIL)
                .histograms(false)
                .config();
        assertThat(config)
                .isEqualTo(new PoolConfig(
                        "orders",
                        new Sizing(20, 3, 7),
                        new Timeouts(Duration.ofMillis(11), Duration.ofMillis(12), Duration.ofMillis(13)),
                        new Waiting(WhenExhausted.OVERFLOW, 14, Order.FIFO, Fairness.STRICT),
                        new Validation(
                                ValidateOnAcquire.whenIdleFor(Duration.ofMillis(15)),
                                true,
                                Duration.ofMillis(23),
                                Duration.ofMillis(16)),
                        new Expiry(Duration.ofMillis(24), 0.25, Duration.ofMillis(26), 27, Duration.ofMillis(28)),
                        new Supply(
                                Creation.CALLER,
                                17,
                                true,
                                Duration.ofMillis(20),
                                Duration.ofMillis(21),
                                Duration.ofMillis(22)),
                        Leaks.off(),
                        new Diagnostics(18, Duration.ofMillis(19), NestedAcquire.FAIL),
                        false,
                        Map.of()));
    }

    @Test
    void everySettingHasAFlatName() {
        PoolConfig config = new PoolConfig(
                "orders",
                new Sizing(20, 3, 7),
                new Timeouts(Duration.ofMillis(11), Duration.ofMillis(12), Duration.ofMillis(13)),
                new Waiting(WhenExhausted.OVERFLOW, 14, Order.FIFO, Fairness.STRICT),
                new Validation(ValidateOnAcquire.always(), true, Duration.ofMillis(23), Duration.ofMillis(16)),
                new Expiry(Duration.ofMillis(24), 0.25, Duration.ofMillis(26), 27, Duration.ofMillis(28)),
                new Supply(
                        Creation.CALLER, 17, true, Duration.ofMillis(20), Duration.ofMillis(21), Duration.ofMillis(22)),
                Leaks.off(),
                new Diagnostics(18, Duration.ofMillis(19), NestedAcquire.FAIL),
                false,
                Map.of());
        assertThat(config.maxSize()).isEqualTo(20);
        assertThat(config.minIdle()).isEqualTo(3);
        assertThat(config.maxIdle()).isEqualTo(7);
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofMillis(11));
        assertThat(config.createTimeout()).isEqualTo(Duration.ofMillis(12));
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofMillis(13));
        assertThat(config.whenExhausted()).isEqualTo(WhenExhausted.OVERFLOW);
        assertThat(config.maxWaiters()).isEqualTo(14);
        assertThat(config.order()).isEqualTo(Order.FIFO);
        assertThat(config.fairness()).isEqualTo(Fairness.STRICT);
        assertThat(config.validateOnAcquire()).isEqualTo(ValidateOnAcquire.always());
        assertThat(config.validateOnReturn()).isTrue();
        assertThat(config.validationTimeout()).isEqualTo(Duration.ofMillis(16));
        assertThat(config.healthCheckInterval()).isEqualTo(Duration.ofMillis(23));
        assertThat(config.maxLifetime()).isEqualTo(Duration.ofMillis(24));
        assertThat(config.lifetimeJitter()).isEqualTo(0.25);
        assertThat(config.maxIdleTime()).isEqualTo(Duration.ofMillis(26));
        assertThat(config.maxUses()).isEqualTo(27);
        assertThat(config.reclaimAfter()).isEqualTo(Duration.ofMillis(28));
        assertThat(config.creation()).isEqualTo(Creation.CALLER);
        assertThat(config.parallelCreations()).isEqualTo(17);
        assertThat(config.resetInBackground()).isTrue();
        assertThat(config.creationBackOffFirst()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.creationBackOffLongest()).isEqualTo(Duration.ofMillis(21));
        assertThat(config.rideOut()).isEqualTo(Duration.ofMillis(22));
        assertThat(config.leakStacks()).isEqualTo(18);
        assertThat(config.holdWarning()).isEqualTo(Duration.ofMillis(19));
        assertThat(config.nestedAcquire()).isEqualTo(NestedAcquire.FAIL);
    }

    @Test
    void aValidatorTurnsValidationAfterASecondOfRestOn() {
        assertThat(builder().config().validateOnAcquire()).isEqualTo(ValidateOnAcquire.off());
        PoolConfig config = builder().validateWith(object -> true).config();
        assertThat(config.validateOnAcquire()).isEqualTo(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(1)));
        assertThat(config.describe()).contains("validateOnAcquire      = 1s");
        assertThat(builder()
                        .validateOnAcquire(false)
                        .validateWith(object -> true)
                        .config()
                        .validateOnAcquire())
                .isEqualTo(ValidateOnAcquire.off());
        assertThat(builder()
                        .validateWith(object -> true)
                        .configure(builder()
                                .validationTimeout(Duration.ofSeconds(1))
                                .validateOnReturn(true)
                                .config())
                        .config()
                        .validateOnAcquire())
                .isEqualTo(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(1)));
    }

    @Test
    void validateOnAcquireTakesATruthValueToo() {
        assertThat(builder().validateOnAcquire(true).config().validateOnAcquire())
                .isEqualTo(ValidateOnAcquire.always());
        assertThat(builder()
                        .validateOnAcquire(true)
                        .validateOnAcquire(false)
                        .config()
                        .validateOnAcquire())
                .isEqualTo(ValidateOnAcquire.off());
    }

    @Test
    void aPoolHasTheConfigOfItsBuilder() {
        PoolBuilder<Object> builder = builder().name("same").maxSize(3).ticker(new HandTicker());
        try (Pool<Object> pool = builder.build()) {
            assertThat(pool.config()).isEqualTo(builder.config());
        }
    }

    @Test
    void aBuilderMayBeUsedAgain() {
        PoolBuilder<Object> builder = builder().name("first").maxSize(2).ticker(new HandTicker());
        try (Pool<Object> first = builder.build()) {
            try (Pool<Object> second = builder.name("second").maxSize(5).build()) {
                assertThat(second).isNotSameAs(first);
                assertThat(second.config().name()).isEqualTo("second");
                assertThat(second.config().maxSize()).isEqualTo(5);
            }
            assertThat(first.config().name()).isEqualTo("first");
            assertThat(first.config().maxSize()).isEqualTo(2);
            assertThat(first.health().state()).isEqualTo(PoolHealth.State.UP); // not closed with the other
        }
    }

    @Test
    void aRefusedValueLeavesTheSettingAsItWas() {
        PoolBuilder<Object> builder = builder().maxSize(5);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxSize(0));
        assertThat(builder.config().maxSize()).isEqualTo(5);
    }

    @Test
    void aContradictionCanBePutRight() {
        PoolBuilder<Object> builder = builder().minIdle(12);
        assertThatIllegalArgumentException().isThrownBy(builder::config);
        assertThat(builder.maxSize(12).config().minIdle()).isEqualTo(12);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void durationsMayBeHuge() throws InterruptedException {
        Pool<Object> pool = builder()
                .name("huge")
                .maxSize(1)
                .acquireTimeout(FOREVER)
                .createTimeout(FOREVER)
                .closeTimeout(FOREVER)
                .validateOnAcquire(ValidateOnAcquire.whenIdleFor(FOREVER))
                .validateOnReturn(true)
                .validationTimeout(FOREVER)
                .ticker(new HandTicker(Long.MAX_VALUE - 10))
                .build();
        assertThat(pool.config().acquireTimeout()).isEqualTo(FOREVER);
        Object object = pool.use(first -> first);
        assertThat(pool.<Object, RuntimeException>use(FOREVER, again -> again)).isSameAs(object);
        pool.close();
        assertThat(pool.stats().destroyed(DestroyCause.CLOSED)).isEqualTo(1);
    }

    // ---- bad values

    static Stream<Arguments> badValues() {
        return Stream.of(
                bad(
                        b -> b.name(" \t"),
                        "name must not be blank, was \" \\t\"; give a name, or leave it out for pool-N"),
                bad(b -> b.name(""), "name must not be blank, was \"\"; give a name, or leave it out for pool-N"),
                bad(b -> b.maxSize(0), "maxSize must be at least 1, was 0; set 1 or more"),
                bad(b -> b.maxSize(Integer.MIN_VALUE), "maxSize must be at least 1, was -2147483648; set 1 or more"),
                bad(b -> b.minIdle(-1), "minIdle must not be negative, was -1; set 0 to keep none ready"),
                bad(
                        b -> b.maxIdle(-2),
                        "maxIdle must not be negative, was -2; set 0 to keep none, or leave it out to keep all"),
                bad(
                        b -> b.maxWaiters(-3),
                        "maxWaiters must not be negative, was -3; set 0 to let nobody wait, or leave it out for no bound"),
                bad(b -> b.parallelCreations(0), "parallelCreations must be at least 1, was 0; set 1 or more"),
                bad(
                        b -> b.acquireTimeout(Duration.ofMillis(-1)),
                        "acquireTimeout must not be negative, was PT-0.001S; set zero to not wait"),
                bad(
                        b -> b.createTimeout(Duration.ZERO),
                        "createTimeout must be longer than zero, was PT0S; set how long one creation may take, such as 30s"),
                bad(
                        b -> b.createTimeout(Duration.ofNanos(-1)),
                        "createTimeout must be longer than zero, was PT-0.000000001S; set how long one creation may take, such as 30s"),
                bad(
                        b -> b.closeTimeout(Duration.ofSeconds(-5)),
                        "closeTimeout must not be negative, was PT-5S; set zero to not wait"),
                bad(
                        b -> b.validationTimeout(Duration.ofSeconds(-5)),
                        "validationTimeout must not be negative, was PT-5S; set zero to validate on the calling thread, without a limit"),
                bad(
                        b -> b.validateOnAcquire(ValidateOnAcquire.whenIdleFor(Duration.ofSeconds(-1))),
                        "validateOnAcquire.whenIdleFor must not be negative, was PT-1S; set zero to validate every object, or use off()"),
                bad(
                        b -> b.leaks(Leaks.on().prompt(0)),
                        "leaks.prompt must be at least 1, was 0; set 1 for every lease"));
    }

    private static Arguments bad(Consumer<PoolBuilder<Object>> setter, String message) {
        return Arguments.of(message, setter);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badValues")
    void aSetterRejectsABadValueAtOnce(String message, Consumer<PoolBuilder<Object>> setter) {
        PoolBuilder<Object> builder = builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setter.accept(builder))
                .withMessage(message);
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                bad(
                        b -> b.minIdle(12).maxSize(10),
                        "minIdle (12) must not exceed maxSize (10); lower minIdle or raise maxSize"),
                bad(
                        b -> b.maxIdle(12).maxSize(10),
                        "maxIdle (12) must not exceed maxSize (10); lower maxIdle or raise maxSize"),
                bad(
                        b -> b.maxIdle(2).minIdle(3),
                        "maxIdle (2) must not be less than minIdle (3); raise maxIdle or lower minIdle"),
                bad(
                        b -> b.parallelCreations(3).maxSize(2),
                        "parallelCreations (3) must not exceed maxSize (2); lower parallelCreations or raise maxSize"),
                bad(
                        b -> b.validationTimeout(Duration.ofSeconds(1)),
                        "validationTimeout (PT1S) has no effect: none of validateOnAcquire, validateOnReturn and healthCheckInterval is set; set one of them, or leave validationTimeout out"),
                bad(
                        b -> b.validationTimeout(Duration.ZERO),
                        "validationTimeout (PT0S) has no effect: none of validateOnAcquire, validateOnReturn and healthCheckInterval is set; set one of them, or leave validationTimeout out"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void buildRefusesSettingsThatContradictEachOther(String message, Consumer<PoolBuilder<Object>> setters) {
        PoolBuilder<Object> builder = builder();
        setters.accept(builder);
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
        assertThatIllegalArgumentException().isThrownBy(builder::config).withMessage(message);
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                limit(
                        "minIdle and maxIdle of maxSize",
                        b -> b.maxSize(3).minIdle(3).maxIdle(3)),
                limit("maxIdle of zero", b -> b.maxIdle(0)),
                limit("maxWaiters of zero", b -> b.maxWaiters(0)),
                limit("maxSize without end", b -> b.maxSize(Integer.MAX_VALUE)),
                limit("as many creations as objects", b -> b.maxSize(7).parallelCreations(7)),
                limit("no waiting at all", b -> b.acquireTimeout(Duration.ZERO).closeTimeout(Duration.ZERO)),
                limit("the shortest creation", b -> b.createTimeout(Duration.ofNanos(1))),
                limit("validation on the caller", b -> b.validateOnReturn(true).validationTimeout(Duration.ZERO)),
                limit("a timeout for acquire", b -> b.validateOnAcquire(true).validationTimeout(Duration.ofDays(1))));
    }

    private static Arguments limit(String name, Consumer<PoolBuilder<Object>> setters) {
        return Arguments.of(name, setters);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void whatIsJustWithinTheRulesIsTaken(String name, Consumer<PoolBuilder<Object>> setters) {
        PoolBuilder<Object> builder = builder().name(name);
        setters.accept(builder);
        assertThat(builder.config().name()).isEqualTo(name);
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                bad(b -> b.name(null), "name"),
                bad(b -> b.onReset(null), "onReset"),
                bad(b -> b.validateWith(null), "validateWith"),
                bad(b -> b.onDestroy(null), "onDestroy"),
                bad(b -> b.acquireTimeout(null), "acquireTimeout"),
                bad(b -> b.createTimeout(null), "createTimeout"),
                bad(b -> b.closeTimeout(null), "closeTimeout"),
                bad(b -> b.whenExhausted(null), "whenExhausted"),
                bad(b -> b.order(null), "order"),
                bad(b -> b.fairness(null), "fairness"),
                bad(b -> b.validateOnAcquire(null), "validateOnAcquire"),
                bad(b -> b.validationTimeout(null), "validationTimeout"),
                bad(b -> b.creation(null), "creation"),
                bad(b -> b.leaks(null), "leaks"),
                bad(b -> b.ticker(null), "ticker"),
                bad(b -> b.listener(null), "listener"),
                bad(b -> b.callbackExecutor(null), "callbackExecutor"),
                bad(b -> Pool.builder(null), "lifecycle"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void nullIsRefusedByName(String setting, Consumer<PoolBuilder<Object>> setter) {
        PoolBuilder<Object> builder = builder();
        assertThatNullPointerException()
                .isThrownBy(() -> setter.accept(builder))
                .withMessage(setting);
    }

    @Test
    void everySetterReturnsTheBuilder() {
        PoolBuilder<Object> builder = builder();
        Executor executor = Runnable::run;
        assertThat(builder.onReset(object -> {})
                        .validateWith(object -> true)
                        .onDestroy(object -> {})
                        .listener(new PoolListener() {})
                        .callbackExecutor(executor)
                        .ticker(new HandTicker()))
                .isSameAs(builder);
    }

    /** "300 s where a health function exists, else off." */
    @Test
    void healthWithTurnsHealthChecksOn() {
        assertThat(Pool.builder(Object::new).config().healthCheckInterval()).isZero();
        assertThat(Pool.builder(Object::new).healthWith(object -> true).config().healthCheckInterval())
                .hasSeconds(300);
        assertThat(Pool.builder(Object::new)
                        .healthCheckInterval(Duration.ofSeconds(7))
                        .healthWith(object -> true)
                        .config()
                        .healthCheckInterval())
                .hasSeconds(7);
    }

    /** "Default 0.1, only with it." */
    @Test
    void lifetimesAreJitteredByATenth() {
        assertThat(Pool.builder(Object::new)
                        .maxLifetime(Duration.ofMinutes(30))
                        .config()
                        .lifetimeJitter())
                .isEqualTo(0.1);
    }
}
