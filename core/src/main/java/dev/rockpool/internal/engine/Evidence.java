package dev.rockpool.internal.engine;

import dev.rockpool.internal.explain.Symptoms;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Holder;
import java.util.List;
import java.util.Set;

/**
 * What was found when the pool was looked at: the queue, then the slots, then the longest holders. Text and numbers only,
 * no thread and no object.
 *
 * @param health the verdict about the pool's health, without the numbers
 * @param waiters the oldest acquires that wait
 * @param attempts the oldest attempts to create
 * @param oldestAttemptNanos for how long the oldest has been in flight; -1 when there is none
 * @param holders the longest holders
 * @param threads the ids of threads that hold leases
 * @param holds leases that are out
 * @param cleaning objects that are neither idle nor out
 * @param dying how many objects are being destroyed
 */
record Evidence(
        HealthWatch.Finding health,
        List<Explanation.Waiter> waiters,
        List<Explanation.Attempt> attempts,
        long oldestAttemptNanos,
        List<Holder> holders,
        Set<Long> threads,
        Symptoms.Holds holds,
        Symptoms.Cleaning cleaning,
        int dying) {

    /** Copies the lists, once for the many explanations that share them. */
    Evidence {
        waiters = List.copyOf(waiters);
        attempts = List.copyOf(attempts);
        holders = List.copyOf(holders);
    }

    /** The same for a thread that has just timed out and holds a lease itself. */
    Symptoms.Holds holds(boolean isOneMoreNested) {
        return isOneMoreNested
                ? new Symptoms.Holds(holds.slow(), holds.nested() + 1, holds.ended(), holds.longestEnded())
                : holds;
    }
}
