package dev.rockpool.internal.engine;

import dev.rockpool.Explanation;
import dev.rockpool.Explanation.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the queue and the attempts looked like when the lock was held for it.
 *
 * @param waiters the oldest acquires that wait
 * @param threads the ids of all threads that wait in person
 * @param attempts the oldest attempts to create
 * @param oldestAttemptNanos for how long the oldest has been in flight; -1 when there is none
 */
record QueueView(List<Explanation.Waiter> waiters, Set<Long> threads, List<Attempt> attempts, long oldestAttemptNanos) {

    /** Under the lock. */
    static <T> QueueView of(Core<T> core) {
        long now = core.ticker.nanoTime();
        List<Explanation.Waiter> waiters = new ArrayList<>();
        Set<Long> threads = new HashSet<>();
        for (Waiter<T> waiter = core.queue.first(); waiter != null; waiter = waiter.next) {
            if (waiter instanceof ThreadWaiter<T> parked) {
                threads.add(parked.thread.getId());
            }
            if (waiters.size() < Explanation.MOST_LISTED) {
                waiters.add(waiterOf(waiter, now));
            }
        }
        List<Attempt> attempts = new ArrayList<>();
        long oldest = -1;
        for (dev.rockpool.internal.engine.Attempt<T> attempt : core.creations.inFlight()) {
            long since = now - attempt.startNanos;
            oldest = Math.max(oldest, since);
            if (attempts.size() < Explanation.MOST_LISTED) {
                attempts.add(new Attempt(Duration.ofNanos(since), !attempt.onCreator));
            }
        }
        return new QueueView(waiters, threads, attempts, oldest);
    }

    private static Explanation.Waiter waiterOf(Waiter<?> waiter, long now) {
        Duration waited = Duration.ofNanos(now - waiter.startNanos);
        Duration timeout = Duration.ofNanos(waiter.timeoutNanos);
        if (waiter instanceof ThreadWaiter<?> parked) {
            return new Explanation.Waiter(parked.thread.getId(), parked.thread.getName(), false, waited, timeout);
        }
        long asker = waiter instanceof FutureWaiter<?> pending ? pending.askerId : 0;
        return new Explanation.Waiter(asker, null, true, waited, timeout);
    }
}
