package dev.rockpool.contract;

import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves out the tests of the contract that are about what a per-thread pool does otherwise, or refuses; each with its reason. */
final class NotPerThread implements ExecutionCondition {

    private static final String OWN = "a thread that comes creates its own object rather than to take another's";
    private static final String ENDED = "objects of threads that have ended are destroyed";
    private static final String OVERFLOW = "refuses OVERFLOW";
    private static final String BACKGROUND = "refuses BACKGROUND";

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("idleObjectIsUsedAgain", OWN),
            Map.entry("objectThatWasIdleForLongIsNotTakenFromItsHolder", ENDED),
            Map.entry("onlyObjectsThatWereIdleForLongAreValidated", OWN),
            Map.entry("validationWithoutTimeoutRunsOnTheCaller", OWN),
            Map.entry("deadlinePassesInASuspendedPool", ENDED),
            Map.entry("noStepRunsUnderALock", OWN),
            Map.entry("factoryMayAcquire", OWN),
            Map.entry("healthComesBackThoughObjectsServe", ENDED),
            Map.entry("overflowOfCallersNeverBlocks", OVERFLOW),
            Map.entry("overflowCreatesOnTopOfTheBound", OVERFLOW),
            Map.entry("overflowObjectIsKeptIfThereIsRoom", OVERFLOW),
            Map.entry("overflowUsesIdleObjectsFirst", OVERFLOW),
            Map.entry("healthComesBackAfterAnOverflowFailed", OVERFLOW),
            Map.entry("objectOfAnAttemptInFlightIsDestroyed", BACKGROUND),
            Map.entry("abandonedAttemptLetsItsCallerWaitOnWhileAnObjectIsLeased", BACKGROUND),
            Map.entry("abandonedAttemptsAreCapped", BACKGROUND),
            Map.entry("capacityOfAnAbandonedAttemptIsFree", BACKGROUND),
            Map.entry("lateFailureChangesNothing", BACKGROUND),
            Map.entry("lateObjectOfBeforeAClearIsDestroyed", BACKGROUND),
            Map.entry("lateObjectServesWhoWaits", BACKGROUND),
            Map.entry("objectsKeepServingWhileAllCreatorsHang", BACKGROUND),
            Map.entry("warmUpFailsWithTheAttemptThatHangs", BACKGROUND),
            Map.entry("waitersForACreationFailAtOnce", BACKGROUND));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String reason = context.getTestMethod()
                .map(method -> REASONS.get(method.getName()))
                .orElse(null);
        return reason == null
                ? ConditionEvaluationResult.enabled("as in every pool")
                : ConditionEvaluationResult.disabled(reason);
    }
}
