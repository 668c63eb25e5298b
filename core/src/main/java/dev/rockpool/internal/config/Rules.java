package dev.rockpool.internal.config;

import dev.rockpool.config.ValidateOnAcquire;
import java.time.Duration;

/** What settings have to keep to. Each message names the setting, the rule, the value and the cure. */
public final class Rules {

    /** The one default that a rule has to know: who leaves it alone has not set it. */
    static final Duration DEFAULT_VALIDATION_TIMEOUT = Duration.ofSeconds(5);

    private Rules() {}

    // --- One setting --------------------------------------------------------------------------------------------

    public static void name(Problems problems, String name) {
        problems.require(
                !name.isBlank(), "name must not be blank, was \"%s\"; give a name, or leave it out for pool-N", name);
        problems.require(
                name.isBlank() || name.codePoints().noneMatch(Names::isControl),
                "name must not have control characters, was \"%s\"; take them out",
                name);
    }

    public static boolean maxSize(Problems problems, int maxSize) {
        return problems.require(maxSize >= 1, "maxSize must be at least 1, was %d; set 1 or more", maxSize);
    }

    public static boolean minIdle(Problems problems, int minIdle) {
        return problems.require(
                minIdle >= 0, "minIdle must not be negative, was %d; set 0 to keep none ready", minIdle);
    }

    public static boolean maxIdle(Problems problems, int maxIdle) {
        return problems.require(
                maxIdle >= 0,
                "maxIdle must not be negative, was %d; set 0 to keep none, or leave it out to keep all",
                maxIdle);
    }

    public static void acquireTimeout(Problems problems, Duration timeout) {
        notNegative(problems, "acquireTimeout", timeout, "set zero to not wait");
    }

    public static void createTimeout(Problems problems, Duration timeout) {
        longerThanZero(problems, "createTimeout", timeout, "set how long one creation may take, such as 30s");
    }

    public static void closeTimeout(Problems problems, Duration timeout) {
        notNegative(problems, "closeTimeout", timeout, "set zero to not wait");
    }

    public static void maxWaiters(Problems problems, int maxWaiters) {
        problems.require(
                maxWaiters >= 0,
                "maxWaiters must not be negative, was %d; set 0 to let nobody wait, or leave it out for no bound",
                maxWaiters);
    }

    public static void validateOnAcquire(Problems problems, boolean enabled, Duration idleFor) {
        boolean isSound = notNegative(
                problems, "validateOnAcquire.whenIdleFor", idleFor, "set zero to validate every object, or use off()");
        problems.require(
                !isSound || enabled || idleFor.isZero(),
                "validateOnAcquire.whenIdleFor (%s) has no effect when off; use whenIdleFor(%s) or off()",
                idleFor,
                idleFor);
    }

    public static void validationTimeout(Problems problems, Duration timeout) {
        notNegative(
                problems, "validationTimeout", timeout, "set zero to validate on the calling thread, without a limit");
    }

    public static void parallelCreations(Problems problems, int parallel) {
        problems.require(parallel >= 1, "parallelCreations must be at least 1, was %d; set 1 or more", parallel);
    }

    /** All that is to say about the pauses between attempts. */
    public static void creationBackOff(Problems problems, Duration first, Duration longest) {
        boolean hasFirst = creationBackOffFirst(problems, first);
        boolean hasLongest = creationBackOffLongest(problems, longest);
        if (hasFirst && hasLongest) {
            creationBackOffsFit(problems, first, longest);
        }
    }

    static boolean creationBackOffFirst(Problems problems, Duration first) {
        return longerThanZero(problems, "creationBackOffFirst", first, "set the shortest pause, such as 100ms");
    }

    static boolean creationBackOffLongest(Problems problems, Duration longest) {
        return longerThanZero(problems, "creationBackOffLongest", longest, "set the longest pause, such as 30s");
    }

    public static void rideOut(Problems problems, Duration rideOut) {
        notNegative(problems, "rideOut", rideOut, "set zero to fail at once while creation fails");
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

    public static void leakStacks(Problems problems, int everyNth) {
        problems.require(everyNth >= 0, "leakStacks must not be negative, was %d; 0 keeps no stacks", everyNth);
    }

    public static void holdWarning(Problems problems, Duration holdWarning) {
        notNegative(problems, "holdWarning", holdWarning, "set zero to warn of none");
    }

    /** No rule: every value is sound. */
    static void none(Problems problems, Object value) {}

    private static boolean notNegative(Problems problems, String setting, Duration duration, String cure) {
        return problems.require(!duration.isNegative(), "%s must not be negative, was %s; %s", setting, duration, cure);
    }

    private static boolean longerThanZero(Problems problems, String setting, Duration duration, String cure) {
        return problems.require(
                !duration.isNegative() && !duration.isZero(),
                "%s must be longer than zero, was %s; %s",
                setting,
                duration,
                cure);
    }

    // --- Settings together --------------------------------------------------------------------------------------

    /** All that is to say about sizes. */
    public static void sizing(Problems problems, int maxSize, int minIdle, int maxIdle) {
        boolean hasSize = maxSize(problems, maxSize);
        boolean hasLeast = minIdle(problems, minIdle);
        boolean hasMost = maxIdle(problems, maxIdle);
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

    static void creationBackOffsFit(Problems problems, Duration first, Duration longest) {
        problems.require(
                first.compareTo(longest) <= 0,
                "creationBackOffFirst (%s) must not exceed creationBackOffLongest (%s); lower the first or raise the"
                        + " longest",
                first,
                longest);
    }

    /** A time for validations needs validations. */
    public static void validationTimeoutIsUsed(
            Problems problems, Duration timeout, ValidateOnAcquire onAcquire, boolean onReturn) {
        problems.require(
                onAcquire.enabled() || onReturn || timeout.equals(DEFAULT_VALIDATION_TIMEOUT),
                "validationTimeout (%s) has no effect: neither validateOnAcquire nor validateOnReturn is set; "
                        + "set one of them, or leave validationTimeout out",
                timeout);
    }
}
