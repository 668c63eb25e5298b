package dev.rockpool.internal.config;

import dev.rockpool.config.Creation;
import dev.rockpool.config.ValidateOnAcquire;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.internal.config.Setting.Rule;
import java.time.Duration;

/** What settings have to keep to. Each message names the setting, the rule, the value and the cure. */
public final class Rules {

    /** A default that a rule has to know: who leaves it alone has not set it. */
    static final Duration DEFAULT_VALIDATION_TIMEOUT = Duration.ofSeconds(5);

    /** The same: by which part a lifetime may be shorter. */
    public static final double DEFAULT_LIFETIME_JITTER = 0.1;

    private Rules() {}

    // --- One setting by itself ----------------------------------------------------------------------------------

    /** Every value is sound. */
    static <V> Rule<V> none() {
        return (problems, name, value) -> {};
    }

    static Rule<Integer> atLeastOne() {
        return (problems, name, number) ->
                problems.require(number >= 1, "%s must be at least 1, was %d; set 1 or more", name, number);
    }

    /**
     * A number from zero.
     *
     * @param cure what to do instead
     */
    static Rule<Integer> notNegative(String cure) {
        return (problems, name, number) ->
                problems.require(number >= 0, "%s must not be negative, was %d; %s", name, number, cure);
    }

    /**
     * A time from zero.
     *
     * @param cure what to do instead
     */
    static Rule<Duration> noNegativeTime(String cure) {
        return (problems, name, time) ->
                problems.require(!time.isNegative(), "%s must not be negative, was %s; %s", name, time, cure);
    }

    /**
     * A time above zero.
     *
     * @param cure what to do instead
     */
    static Rule<Duration> longerThanZero(String cure) {
        return (problems, name, time) -> problems.require(
                !time.isNegative() && !time.isZero(), "%s must be longer than zero, was %s; %s", name, time, cure);
    }

    static void notNegativeCount(Problems problems, String name, long count) {
        problems.require(count >= 0, "%s must not be negative, was %d; set 0 for no limit", name, count);
    }

    static void fraction(Problems problems, String name, double part) {
        problems.require(
                part >= 0 && part < 1, "%s must be from 0 to less than 1, was %s; set such as 0.1", name, part);
    }

    static void name(Problems problems, String setting, String name) {
        problems.require(
                !name.isBlank(),
                "%s must not be blank, was \"%s\"; give a name, or leave it out for pool-N",
                setting,
                name);
        problems.require(
                name.isBlank() || name.codePoints().noneMatch(Names::isControl),
                "%s must not have control characters, was \"%s\"; take them out",
                setting,
                name);
    }

    // --- The parts of one setting -------------------------------------------------------------------------------

    public static void validateOnAcquire(Problems problems, boolean enabled, Duration idleFor) {
        noNegativeTime("set zero to validate every object, or use off()")
                .check(problems, "validateOnAcquire.whenIdleFor", idleFor);
        problems.require(
                idleFor.isNegative() || enabled || idleFor.isZero(),
                "validateOnAcquire.whenIdleFor (%s) has no effect when off; use whenIdleFor(%s) or off()",
                idleFor,
                idleFor);
    }

    public static void leaks(Problems problems, boolean enabled, boolean reused, int freshTokenEvery) {
        problems.require(
                freshTokenEvery >= 0,
                "leaks.freshTokenEvery must not be negative, was %d; set 0 to keep one token",
                freshTokenEvery);
        problems.require(
                enabled || (!reused && freshTokenEvery == 0),
                "leaks: reuse and prompt have no effect when detection is off; use on(), or leave them out");
    }

    public static void prompt(Problems problems, int everyNth) {
        problems.require(everyNth >= 1, "leaks.prompt must be at least 1, was %d; set 1 for every lease", everyNth);
    }

    // --- Settings together --------------------------------------------------------------------------------------

    /** All that is to say about sizes. */
    public static void sizing(Problems problems, int maxSize, int minIdle, int maxIdle) {
        boolean hasSize = Settings.MAX_SIZE.check(problems, maxSize);
        boolean hasLeast = Settings.MIN_IDLE.check(problems, minIdle);
        boolean hasMost = Settings.MAX_IDLE.check(problems, maxIdle);
        if (hasSize && hasLeast && hasMost) {
            minIdleFits(problems, minIdle, maxSize);
            maxIdleFits(problems, maxIdle, maxSize);
            if (minIdle <= maxSize) {
                idlesFit(problems, minIdle, maxIdle);
            }
        }
    }

    static void minIdleFits(Problems problems, int minIdle, int maxSize) {
        problems.require(
                minIdle <= maxSize,
                "minIdle (%d) must not exceed maxSize (%d); lower minIdle or raise maxSize",
                minIdle,
                maxSize);
    }

    static void maxIdleFits(Problems problems, int maxIdle, int maxSize) {
        problems.require(
                maxIdle <= maxSize,
                "maxIdle (%d) must not exceed maxSize (%d); lower maxIdle or raise maxSize",
                maxIdle,
                maxSize);
    }

    static void idlesFit(Problems problems, int minIdle, int maxIdle) {
        problems.require(
                maxIdle >= minIdle,
                "maxIdle (%d) must not be less than minIdle (%d); raise maxIdle or lower minIdle",
                maxIdle,
                minIdle);
    }

    static void parallelCreationsFit(Problems problems, int parallelCreations, int maxSize) {
        problems.require(
                parallelCreations <= maxSize,
                "parallelCreations (%d) must not exceed maxSize (%d); lower parallelCreations or raise maxSize",
                parallelCreations,
                maxSize);
    }

    /** All that is to say about the pauses between attempts. */
    public static void creationBackOff(Problems problems, Duration first, Duration longest) {
        boolean hasFirst = Settings.CREATION_BACK_OFF_FIRST.check(problems, first);
        boolean hasLongest = Settings.CREATION_BACK_OFF_LONGEST.check(problems, longest);
        if (hasFirst && hasLongest) {
            creationBackOffsFit(problems, first, longest);
        }
    }

    static void creationBackOffsFit(Problems problems, Duration first, Duration longest) {
        problems.require(
                first.compareTo(longest) <= 0,
                "creationBackOffFirst (%s) must not exceed creationBackOffLongest (%s); lower the first or raise the"
                        + " longest",
                first,
                longest);
    }

    // --- Objects that belong to threads --------------------------------------------------------------------------

    static void threadsCreate(Problems problems, Creation creation) {
        problems.require(
                creation == Creation.CALLER,
                "creation (%s) must be CALLER with order PER_THREAD, as each thread makes its own object; leave creation"
                        + " out",
                creation);
    }

    static void threadsTakeOfOthers(Problems problems, WhenExhausted whenExhausted) {
        problems.require(
                whenExhausted != WhenExhausted.OVERFLOW,
                "whenExhausted (%s) must be WAIT or FAIL with order PER_THREAD, which takes another thread's object at"
                        + " maxSize; leave maxSize out to have no bound",
                whenExhausted);
    }

    // --- Steps that are stages ----------------------------------------------------------------------------------

    static void creationIsInBackground(Problems problems, Creation creation) {
        problems.require(
                creation == Creation.BACKGROUND,
                "creation (%s) must be BACKGROUND with an AsyncLifecycle, as no thread waits for its stages; leave"
                        + " creation out",
                creation);
    }

    static void resetIsInBackground(Problems problems, boolean resetInBackground) {
        problems.require(
                resetInBackground,
                "resetInBackground (false) must be true with an AsyncLifecycle, as no thread waits for its stages; leave"
                        + " resetInBackground out");
    }

    static void validationIsLimited(Problems problems, Duration validationTimeout) {
        problems.require(
                !validationTimeout.isZero(),
                "validationTimeout (%s) must be longer than zero with an AsyncLifecycle, as no thread waits for its"
                        + " stages; set such as 5s",
                validationTimeout);
    }

    /** Whether anything is validated. */
    static boolean validates(ValidateOnAcquire onAcquire, boolean onReturn, Duration healthCheckInterval) {
        return onAcquire.enabled() || onReturn || !healthCheckInterval.isZero();
    }

    /** A time for validations needs validations. */
    public static void validationTimeoutIsUsed(
            Problems problems,
            Duration timeout,
            ValidateOnAcquire onAcquire,
            boolean onReturn,
            Duration healthCheckInterval) {
        problems.require(
                validates(onAcquire, onReturn, healthCheckInterval) || timeout.equals(DEFAULT_VALIDATION_TIMEOUT),
                "validationTimeout (%s) has no effect: none of validateOnAcquire, validateOnReturn and"
                        + " healthCheckInterval is set; set one of them, or leave validationTimeout out",
                timeout);
    }

    /** A part of a lifetime needs a lifetime. */
    public static void lifetimeJitterIsUsed(Problems problems, double lifetimeJitter, Duration maxLifetime) {
        problems.require(
                !maxLifetime.isZero() || lifetimeJitter == DEFAULT_LIFETIME_JITTER,
                "lifetimeJitter (%s) has no effect without a maxLifetime; set maxLifetime, or leave lifetimeJitter out",
                lifetimeJitter);
    }
}
