package dev.rockpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The groups of settings check themselves, whoever makes them. */
class SettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Timeouts TIMEOUTS = new Timeouts(SECOND, SECOND, SECOND);
    private static final Waiting WAITING = new Waiting(WhenExhausted.WAIT, 5, Order.AFFINE, Fairness.BOUNDED);
    private static final Validation VALIDATION = new Validation(ValidateOnAcquire.always(), true, SECOND);
    private static final Supply SUPPLY = new Supply(Creation.BACKGROUND, 4, false);
    private static final Sizing SIZING = Sizing.fixed(10);
    private static final PoolConfig CONFIG = new PoolConfig(
            "orders", SIZING, TIMEOUTS, WAITING, VALIDATION, SUPPLY, Leaks.on(), Diagnostics.DEFAULT, true);

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    private static void refusesNull(String name, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(name);
    }

    // ---- sizing

    @Test
    void sizesAreCheckedAgainstEachOther() {
        refuses("maxSize must be at least 1, was 0", () -> Sizing.fixed(0));
        refuses("maxSize must be at least 1, was -1", () -> new Sizing(-1, 0, 0));
        refuses("minIdle must not be negative, was -1", () -> new Sizing(10, -1, 10));
        refuses("minIdle (12) must not exceed maxSize (10)", () -> new Sizing(10, 12, 10));
        refuses("maxIdle (12) must not exceed maxSize (10)", () -> new Sizing(10, 0, 12));
        refuses("maxIdle (2) must not be less than minIdle (3)", () -> new Sizing(10, 3, 2));
        refuses("maxIdle (-1) must not be less than minIdle (0)", () -> new Sizing(10, 0, -1));
    }

    @Test
    void aFixedSizeKeepsWhatItMakes() {
        assertThat(Sizing.fixed(7)).isEqualTo(new Sizing(7, 0, 7));
    }

    @Test
    void otherSizesAreCheckedToo() {
        refuses("minIdle must not be negative, was -1", () -> SIZING.withMinIdle(-1));
        refuses("maxIdle (4) must not be less than minIdle (5)", () -> new Sizing(10, 2, 4).withMinIdle(5));
        assertThat(SIZING.withMinIdle(10)).isEqualTo(new Sizing(10, 10, 10));
    }

    // ---- the other groups

    @Test
    void timeoutsAreChecked() {
        Duration negative = Duration.ofNanos(-1);
        refuses(
                "acquireTimeout must not be negative, was PT-0.000000001S",
                () -> new Timeouts(negative, SECOND, SECOND));
        refuses("createTimeout must be longer than zero, was PT0S", () -> new Timeouts(SECOND, Duration.ZERO, SECOND));
        refuses("closeTimeout must not be negative, was PT-0.000000001S", () -> new Timeouts(SECOND, SECOND, negative));
        refusesNull("acquireTimeout", () -> new Timeouts(null, SECOND, SECOND));
        refusesNull("createTimeout", () -> new Timeouts(SECOND, null, SECOND));
        refusesNull("closeTimeout", () -> new Timeouts(SECOND, SECOND, null));
    }

    @Test
    void waitingIsChecked() {
        refuses(
                "maxWaiters must not be negative, was -1",
                () -> new Waiting(WhenExhausted.WAIT, -1, Order.AFFINE, Fairness.BOUNDED));
        refusesNull("whenExhausted", () -> new Waiting(null, 1, Order.AFFINE, Fairness.BOUNDED));
        refusesNull("order", () -> new Waiting(WhenExhausted.WAIT, 1, null, Fairness.BOUNDED));
        refusesNull("fairness", () -> new Waiting(WhenExhausted.WAIT, 1, Order.AFFINE, null));
    }

    @Test
    void aValidationTimeoutNeedsAValidation() {
        refuses(
                "validationTimeout (PT1S) has no effect: neither validateOnAcquire nor validateOnReturn is set",
                () -> new Validation(ValidateOnAcquire.off(), false, SECOND));
        assertThat(new Validation(ValidateOnAcquire.off(), true, SECOND).timeout())
                .isEqualTo(SECOND);
        assertThat(new Validation(ValidateOnAcquire.always(), false, SECOND).timeout())
                .isEqualTo(SECOND);
        assertThat(new Validation(ValidateOnAcquire.off(), false, Duration.ofSeconds(5)).onReturn())
                .isFalse();
        refusesNull("validateOnAcquire", () -> new Validation(null, true, SECOND));
        refusesNull("validationTimeout", () -> new Validation(ValidateOnAcquire.always(), true, null));
    }

    @Test
    void whenToValidateIsChecked() {
        refuses(
                "validateOnAcquire.whenIdleFor must not be negative, was PT-1S",
                () -> ValidateOnAcquire.whenIdleFor(SECOND.negated()));
        refuses(
                "validateOnAcquire.whenIdleFor (PT1S) has no effect when off",
                () -> new ValidateOnAcquire(false, SECOND));
        refusesNull("idleFor", () -> ValidateOnAcquire.whenIdleFor(null));
        assertThat(ValidateOnAcquire.whenIdleFor(SECOND)).isEqualTo(new ValidateOnAcquire(true, SECOND));
        assertThat(ValidateOnAcquire.whenIdleFor(Duration.ZERO)).isEqualTo(ValidateOnAcquire.always());
        assertThat(ValidateOnAcquire.off()).isEqualTo(new ValidateOnAcquire(false, Duration.ZERO));
    }

    @Test
    void supplyIsChecked() {
        refuses("parallelCreations must be at least 1, was 0", () -> new Supply(Creation.BACKGROUND, 0, false));
        refusesNull("creation", () -> new Supply(null, 1, false));
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
        String noEffect = "leaks: reuse and prompt have no effect when detection is off";
        refuses(noEffect, () -> Leaks.off().prompt());
        refuses(noEffect, () -> Leaks.off().reuse());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void promptNeedsANumber(int everyNth) {
        refuses(
                "leaks.prompt must be at least 1, was " + everyNth,
                () -> Leaks.on().prompt(everyNth));
    }

    @Test
    void freshTokensAreCheckedInTheRecordToo() {
        refuses("leaks.freshTokenEvery must not be negative, was -1", () -> new Leaks(true, false, -1));
    }

    // ---- all together

    @Test
    void aConfigNeedsAName() {
        refuses(
                "name must not be blank, was \" \"",
                () -> new PoolConfig(
                        " ", SIZING, TIMEOUTS, WAITING, VALIDATION, SUPPLY, Leaks.on(), Diagnostics.DEFAULT, true));
    }

    @Test
    void noGroupOfAConfigIsNull() {
        Leaks on = Leaks.on();
        refusesNull(
                "name",
                () -> new PoolConfig(
                        null, SIZING, TIMEOUTS, WAITING, VALIDATION, SUPPLY, on, Diagnostics.DEFAULT, true));
        refusesNull(
                "sizing",
                () -> new PoolConfig("p", null, TIMEOUTS, WAITING, VALIDATION, SUPPLY, on, Diagnostics.DEFAULT, true));
        refusesNull(
                "timeouts",
                () -> new PoolConfig("p", SIZING, null, WAITING, VALIDATION, SUPPLY, on, Diagnostics.DEFAULT, true));
        refusesNull(
                "waiting",
                () -> new PoolConfig("p", SIZING, TIMEOUTS, null, VALIDATION, SUPPLY, on, Diagnostics.DEFAULT, true));
        refusesNull(
                "validation",
                () -> new PoolConfig("p", SIZING, TIMEOUTS, WAITING, null, SUPPLY, on, Diagnostics.DEFAULT, true));
        refusesNull(
                "supply",
                () -> new PoolConfig("p", SIZING, TIMEOUTS, WAITING, VALIDATION, null, on, Diagnostics.DEFAULT, true));
        refusesNull(
                "diagnostics",
                () -> new PoolConfig("p", SIZING, TIMEOUTS, WAITING, VALIDATION, SUPPLY, on, null, true));
        refusesNull(
                "leaks",
                () -> new PoolConfig(
                        "p", SIZING, TIMEOUTS, WAITING, VALIDATION, SUPPLY, null, Diagnostics.DEFAULT, true));
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
                            SUPPLY,
                            Leaks.on(),
                            Diagnostics.DEFAULT,
                            true));
        }
    }

    @Test
    void messagesDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            refuses("minIdle (12) must not exceed maxSize (10)", () -> new Sizing(10, 12, 10));
        } finally {
            Locale.setDefault(before);
        }
    }
}
