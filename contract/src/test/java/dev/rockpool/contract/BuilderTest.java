package dev.rockpool.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rockpool.Pool;
import dev.rockpool.PoolBuilder;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Leaks;
import dev.rockpool.config.Order;
import dev.rockpool.config.PoolConfig;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** "A setter rejects a bad value at once; build() cross-checks; messages carry setting, rule and value." */
class BuilderTest {

    private static PoolBuilder<Object> builder() {
        return Pool.builder(Object::new);
    }

    @Test
    void defaultsAreThoseOfTheTable() {
        PoolConfig config = builder().config();
        assertThat(config.maxSize()).isEqualTo(10);
        assertThat(config.minIdle()).isZero();
        assertThat(config.maxIdle()).isEqualTo(10);
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.createTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.validationTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.whenExhausted()).isEqualTo(WhenExhausted.WAIT);
        assertThat(config.maxWaiters()).isEqualTo(Integer.MAX_VALUE);
        assertThat(config.order()).isEqualTo(Order.AFFINE);
        assertThat(config.fairness()).isEqualTo(Fairness.BOUNDED);
        assertThat(config.creation()).isEqualTo(Creation.BACKGROUND);
        assertThat(config.parallelCreations()).isEqualTo(4);
        assertThat(config.validateOnAcquire()).isEqualTo(ValidateOnAcquire.off());
        assertThat(config.validateOnReturn()).isFalse();
        assertThat(config.resetInBackground()).isFalse();
        assertThat(config.leaks()).isEqualTo(Leaks.on());
        assertThat(config.histograms()).isTrue();
    }

    @Test
    void dependentDefaultsFollow() {
        PoolConfig small = builder().maxSize(2).config();
        assertThat(small.parallelCreations()).isEqualTo(2);
        assertThat(small.maxIdle()).isEqualTo(2);
    }

    static List<Arguments> badValues() {
        Duration negative = Duration.ofMillis(-1);
        return List.of(
                setter("maxSize must be at least 1, was 0; set 1 or more", b -> b.maxSize(0)),
                setter("minIdle must not be negative, was -1; set 0 to keep none ready", b -> b.minIdle(-1)),
                setter(
                        "maxIdle must not be negative, was -1; set 0 to keep none, or leave it out to keep all",
                        b -> b.maxIdle(-1)),
                setter(
                        "maxWaiters must not be negative, was -1; set 0 to let nobody wait, or leave it out for no bound",
                        b -> b.maxWaiters(-1)),
                setter("parallelCreations must be at least 1, was 0; set 1 or more", b -> b.parallelCreations(0)),
                setter("name must not be blank, was \" \"; give a name, or leave it out for pool-N", b -> b.name(" ")),
                setter(
                        "acquireTimeout must not be negative, was PT-0.001S; set zero to not wait",
                        b -> b.acquireTimeout(negative)),
                setter(
                        "closeTimeout must not be negative, was PT-0.001S; set zero to not wait",
                        b -> b.closeTimeout(negative)),
                setter(
                        "validationTimeout must not be negative, was PT-0.001S; set zero to validate on the calling thread, without a limit",
                        b -> b.validationTimeout(negative)),
                setter(
                        "createTimeout must be longer than zero, was PT0S; set how long one creation may take, such as 30s",
                        b -> b.createTimeout(Duration.ZERO)));
    }

    private static Arguments setter(String message, Consumer<PoolBuilder<Object>> setting) {
        return Arguments.of(message, setting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badValues")
    void setterRejectsABadValueAtOnce(String message, Consumer<PoolBuilder<Object>> setting) {
        PoolBuilder<Object> builder = builder();
        assertThatThrownBy(() -> setting.accept(builder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static List<Arguments> contradictions() {
        return List.of(
                setter("minIdle (12) must not exceed maxSize (10); lower minIdle or raise maxSize", b -> b.minIdle(12)),
                setter("maxIdle (11) must not exceed maxSize (10); lower maxIdle or raise maxSize", b -> b.maxIdle(11)),
                setter(
                        "maxIdle (2) must not be less than minIdle (3); raise maxIdle or lower minIdle",
                        b -> b.maxIdle(2).minIdle(3)),
                setter(
                        "parallelCreations (5) must not exceed maxSize (2); lower parallelCreations or raise maxSize",
                        b -> b.maxSize(2).parallelCreations(5)),
                setter(
                        "validationTimeout (PT1S) has no effect: none of validateOnAcquire, validateOnReturn and healthCheckInterval is set; set one of them, or leave validationTimeout out",
                        b -> b.validationTimeout(Duration.ofSeconds(1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void buildRejectsContradictions(String message, Consumer<PoolBuilder<Object>> settings) {
        PoolBuilder<Object> builder = builder();
        settings.accept(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(builder::config).hasMessage(message);
    }

    @Test
    void unnamedPoolsAreNumbered() {
        try (Pool<Object> first = builder().build();
                Pool<Object> second = builder().build()) {
            assertThat(first.config().name()).matches("pool-\\d+");
            assertThat(second.config().name()).isNotEqualTo(first.config().name());
        }
    }

    @Test
    void builderMayBeUsedAgain() {
        PoolBuilder<Object> builder = builder().name("again");
        try (Pool<Object> first = builder.maxSize(1).build();
                Pool<Object> second = builder.maxSize(2).build()) {
            assertThat(first.config().maxSize()).isEqualTo(1);
            assertThat(second.config().maxSize()).isEqualTo(2);
        }
    }
}
