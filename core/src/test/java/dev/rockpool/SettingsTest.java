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
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The groups of settings check themselves, whoever makes them. */
class SettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Timeouts TIMEOUTS = new Timeouts(SECOND, SECOND, SECOND);
    private static final Waiting WAITING = new Waiting(WhenExhausted.WAIT, 5, Order.AFFINE, Fairness.BOUNDED);
    private static final Validation VALIDATION =
            new Validation(ValidateOnAcquire.always(), true, Duration.ZERO, SECOND);
    private static final Expiry EXPIRY = new Expiry(SECOND, 0.2, SECOND, 9, SECOND);
    private static final Supply SUPPLY = supply(Creation.BACKGROUND, 4);
    private static final Diagnostics DIAGNOSTICS = new Diagnostics(1, SECOND, NestedAcquire.WARN);
    private static final Sizing SIZING = Sizing.fixed(10);
    private static final PoolConfig CONFIG = new PoolConfig(
            "orders", SIZING, TIMEOUTS, WAITING, VALIDATION, EXPIRY, SUPPLY, Leaks.on(), DIAGNOSTICS, true, Map.of());

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    private static void refusesNull(String name, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(name);
    }

    // ---- sizing

    @Test
    void sizesAreCheckedAgainstEachOther() {
        refuses("maxSize must be at least 1, was 0; set 1 or more", () -> Sizing.fixed(0));
        refuses("maxSize must be at least 1, was -1; set 1 or more", () -> new Sizing(-1, 0, 0));
        refuses("minIdle must not be negative, was -1; set 0 to keep none ready", () -> new Sizing(10, -1, 10));
        refuses(
                "minIdle (12) must not exceed maxSize (10); lower minIdle or raise maxSize",
                () -> new Sizing(10, 12, 10));
        refuses(
                "maxIdle (12) must not exceed maxSize (10); lower maxIdle or raise maxSize",
                () -> new Sizing(10, 0, 12));
        refuses(
                "maxIdle (2) must not be less than minIdle (3); raise maxIdle or lower minIdle",
                () -> new Sizing(10, 3, 2));
        refuses(
                "maxIdle must not be negative, was -1; set 0 to keep none, or leave it out to keep all",
                () -> new Sizing(10, 0, -1));
    }

    @Test
    void aFixedSizeKeepsWhatItMakes() {
        assertThat(Sizing.fixed(7)).isEqualTo(new Sizing(7, 0, 7));
    }

    @Test
    void otherSizesAreCheckedToo() {
        refuses("minIdle must not be negative, was -1; set 0 to keep none ready", () -> SIZING.withMinIdle(-1));
        refuses(
                "maxIdle (4) must not be less than minIdle (5); raise maxIdle or lower minIdle",
                () -> new Sizing(10, 2, 4).withMinIdle(5));
        assertThat(SIZING.withMinIdle(10)).isEqualTo(new Sizing(10, 10, 10));
    }

    // ---- the other groups

    @Test
    void timeoutsAreChecked() {
        Duration negative = Duration.ofNanos(-1);
        refuses(
                "acquireTimeout must not be negative, was PT-0.000000001S; set zero to not wait",
                () -> new Timeouts(negative, SECOND, SECOND));
        refuses(
                "createTimeout must be longer than zero, was PT0S; set how long one creation may take, such as 30s",
                () -> new Timeouts(SECOND, Duration.ZERO, SECOND));
        refuses(
                "closeTimeout must not be negative, was PT-0.000000001S; set zero to not wait",
                () -> new Timeouts(SECOND, SECOND, negative));
        refusesNull("acquireTimeout", () -> new Timeouts(null, SECOND, SECOND));
        refusesNull("createTimeout", () -> new Timeouts(SECOND, null, SECOND));
        refusesNull("closeTimeout", () -> new Timeouts(SECOND, SECOND, null));
    }

    @Test
    void waitingIsChecked() {
        refuses(
                "maxWaiters must not be negative, was -1; set 0 to let nobody wait, or leave it out for no bound",
                () -> new Waiting(WhenExhausted.WAIT, -1, Order.AFFINE, Fairness.BOUNDED));
        refusesNull("whenExhausted", () -> new Waiting(null, 1, Order.AFFINE, Fairness.BOUNDED));
        refusesNull("order", () -> new Waiting(WhenExhausted.WAIT, 1, null, Fairness.BOUNDED));
        refusesNull("fairness", () -> new Waiting(WhenExhausted.WAIT, 1, Order.AFFINE, null));
    }

    @Test
    void aValidationTimeoutNeedsAValidation() {
        refuses(
                "validationTimeout (PT1S) has no effect: none of validateOnAcquire, validateOnReturn and healthCheckInterval is set; set one of them, or leave validationTimeout out",
                () -> new Validation(ValidateOnAcquire.off(), false, Duration.ZERO, SECOND));
        assertThat(new Validation(ValidateOnAcquire.off(), true, Duration.ZERO, SECOND).timeout())
                .isEqualTo(SECOND);
        assertThat(new Validation(ValidateOnAcquire.always(), false, Duration.ZERO, SECOND).timeout())
                .isEqualTo(SECOND);
        assertThat(new Validation(ValidateOnAcquire.off(), false, Duration.ZERO, Duration.ofSeconds(5)).onReturn())
                .isFalse();
        refusesNull("validateOnAcquire", () -> new Validation(null, true, Duration.ZERO, SECOND));
        refusesNull("validationTimeout", () -> new Validation(ValidateOnAcquire.always(), true, Duration.ZERO, null));
    }

    @Test
    void whenToValidateIsChecked() {
        refuses(
                "validateOnAcquire.whenIdleFor must not be negative, was PT-1S; set zero to validate every object, or use off()",
                () -> ValidateOnAcquire.whenIdleFor(SECOND.negated()));
        refuses(
                "validateOnAcquire.whenIdleFor (PT1S) has no effect when off; use whenIdleFor(PT1S) or off()",
                () -> new ValidateOnAcquire(false, SECOND));
        refusesNull("idleFor", () -> ValidateOnAcquire.whenIdleFor(null));
        assertThat(ValidateOnAcquire.whenIdleFor(SECOND)).isEqualTo(new ValidateOnAcquire(true, SECOND));
        assertThat(ValidateOnAcquire.whenIdleFor(Duration.ZERO)).isEqualTo(ValidateOnAcquire.always());
        assertThat(ValidateOnAcquire.off()).isEqualTo(new ValidateOnAcquire(false, Duration.ZERO));
    }

    private static Supply supply(Creation creation, int parallelCreations) {
        return new Supply(
                creation, parallelCreations, false, Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ZERO);
    }

    private static Supply backOff(Duration first, Duration longest, Duration rideOut) {
        return new Supply(Creation.BACKGROUND, 4, false, first, longest, rideOut);
    }

    @Test
    void supplyIsChecked() {
        refuses("parallelCreations must be at least 1, was 0; set 1 or more", () -> supply(Creation.BACKGROUND, 0));
        refusesNull("creation", () -> supply(null, 1));
        refuses(
                "creationBackOffFirst must be longer than zero, was PT0S; set the shortest pause, such as 100ms",
                () -> backOff(Duration.ZERO, SECOND, Duration.ZERO));
        refuses(
                "creationBackOffLongest must be longer than zero, was PT-1S; set the longest pause, such as 30s",
                () -> backOff(SECOND, SECOND.negated(), Duration.ZERO));
        refuses(
                "creationBackOffFirst (PT1S) must not exceed creationBackOffLongest (PT0.999999999S); lower the first or"
                        + " raise the longest",
                () -> backOff(SECOND, SECOND.minusNanos(1), Duration.ZERO));
        refuses(
                "rideOut must not be negative, was PT-1S; set zero to fail at once while creation fails",
                () -> backOff(SECOND, SECOND, SECOND.negated()));
        assertThat(backOff(SECOND, SECOND, SECOND).rideOut()).isEqualTo(SECOND);
        refusesNull("creationBackOffFirst", () -> backOff(null, SECOND, SECOND));
        refusesNull("creationBackOffLongest", () -> backOff(SECOND, null, SECOND));
        refusesNull("rideOut", () -> backOff(SECOND, SECOND, null));
    }

    // ---- leaks

    @Test
    void leaksAreFoundReportedAndDestroyedUnlessSaidOtherwise() {
        assertThat(Leaks.on()).isEqualTo(new Leaks(true, false, 0));
        assertThat(Leaks.off()).isEqualTo(new Leaks(false, false, 0));
        assertThat(Leaks.on().prompt())
                .isEqualTo(new Leaks(true, false, 1))
                .isEqualTo(Leaks.on().prompt(1));
        assertThat(Leaks.on().prompt(64)).isEqualTo(new Leaks(true, false, 64));
        assertThat(Leaks.on().reuse()).isEqualTo(new Leaks(true, true, 0));
        assertThat(Leaks.on().prompt(3).reuse())
                .isEqualTo(new Leaks(true, true, 3))
                .isEqualTo(Leaks.on().reuse().prompt(3));
    }

    @Test
    void leaksRefuseWhatHasNoEffect() {
        String noEffect = "leaks: reuse and prompt have no effect when detection is off; use on(), or leave them out";
        refuses(noEffect, () -> Leaks.off().prompt());
        refuses(noEffect, () -> Leaks.off().reuse());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void promptNeedsANumber(int everyNth) {
        refuses(
                "leaks.prompt must be at least 1, was " + everyNth + "; set 1 for every lease",
                () -> Leaks.on().prompt(everyNth));
    }

    @Test
    void freshTokensAreCheckedInTheRecordToo() {
        refuses(
                "leaks.freshTokenEvery must not be negative, was -1; set 0 to keep one token",
                () -> new Leaks(true, false, -1));
    }

    // ---- all together

    @Test
    void aConfigNeedsAName() {
        refuses(
                "name must not be blank, was \" \"; give a name, or leave it out for pool-N",
                () -> new PoolConfig(
                        " ",
                        SIZING,
                        TIMEOUTS,
                        WAITING,
                        VALIDATION,
                        EXPIRY,
                        SUPPLY,
                        Leaks.on(),
                        DIAGNOSTICS,
                        true,
                        Map.of()));
    }

    @Test
    void noGroupOfAConfigIsNull() {
        Leaks on = Leaks.on();
        refusesNull(
                "name",
                () -> new PoolConfig(
                        null, SIZING, TIMEOUTS, WAITING, VALIDATION, EXPIRY, SUPPLY, on, DIAGNOSTICS, true, Map.of()));
        refusesNull(
                "sizing",
                () -> new PoolConfig(
                        "p", null, TIMEOUTS, WAITING, VALIDATION, EXPIRY, SUPPLY, on, DIAGNOSTICS, true, Map.of()));
        refusesNull(
                "timeouts",
                () -> new PoolConfig(
                        "p", SIZING, null, WAITING, VALIDATION, EXPIRY, SUPPLY, on, DIAGNOSTICS, true, Map.of()));
        refusesNull(
                "waiting",
                () -> new PoolConfig(
                        "p", SIZING, TIMEOUTS, null, VALIDATION, EXPIRY, SUPPLY, on, DIAGNOSTICS, true, Map.of()));
        refusesNull(
                "validation",
                () -> new PoolConfig(
                        "p", SIZING, TIMEOUTS, WAITING, null, EXPIRY, SUPPLY, on, DIAGNOSTICS, true, Map.of()));
        refusesNull(
                "supply",
                () -> new PoolConfig(
                        "p", SIZING, TIMEOUTS, WAITING, VALIDATION, EXPIRY, null, on, DIAGNOSTICS, true, Map.of()));
        refusesNull(
                "expiry",
                () -> new PoolConfig(
                        "p", SIZING, TIMEOUTS, WAITING, VALIDATION, null, SUPPLY, on, DIAGNOSTICS, true, Map.of()));
        refusesNull(
                "leaks",
                () -> new PoolConfig(
                        "p", SIZING, TIMEOUTS, WAITING, VALIDATION, EXPIRY, SUPPLY, null, DIAGNOSTICS, true, Map.of()));
    }

    @Test
    void otherSizesChangeNothingElse() {
        for (Sizing other : new Sizing[] {Sizing.fixed(3), new Sizing(100, 5, 50)}) {
            assertThat(CONFIG.withSizing(other))
                    .isEqualTo(new PoolConfig(
                            "orders",
                            other,
                            TIMEOUTS,
                            WAITING,
                            VALIDATION,
                            EXPIRY,
                            SUPPLY,
                            Leaks.on(),
                            DIAGNOSTICS,
                            true,
                            Map.of()));
        }
    }

    @Test
    void messagesDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            refuses(
                    "minIdle (12) must not exceed maxSize (10); lower minIdle or raise maxSize",
                    () -> new Sizing(10, 12, 10));
        } finally {
            Locale.setDefault(before);
        }
    }
}
