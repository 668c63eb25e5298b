package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.waiting.WaitQueue;
import dev.rockpool.monitor.Explanation;
import dev.rockpool.monitor.Explanation.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What the queue and the attempts looked like when the lock was held for it.
 *
 * @param waiters the oldest acquires that wait
 * @param threads the oldest threads that wait in person, by their ids: as many as can be looked at under a lock
 * @param attempts the oldest attempts to create
 * @param oldestAttemptNanos for how long the oldest has been in flight; -1 when there is none
 */
record QueueView(
        List<Explanation.Waiter> waiters,
        Map<Long, BooleanSupplier> threads,
        List<Attempt> attempts,
        long oldestAttemptNanos) {

    private static final int MOST_LOOKED_AT = 512;

    /** Under the lock. */
    static <T> QueueView of(WaitQueue<Waiter<T>> queue, Demand<T> demand, long now) {
        List<Explanation.Waiter> waiters = new ArrayList<>();
        Map<Long, BooleanSupplier> threads = new HashMap<>();
        int left = MOST_LOOKED_AT;
        for (Waiter<T> waiter = queue.first(); waiter != null && left > 0; waiter = waiter.next) {
            left--;
            if (waiter instanceof ThreadWaiter<T> parked) {
                threads.put(parked.threadId, parked);
            }
            if (waiters.size() < Explanation.MOST_LISTED) {
                waiters.add(waiterOf(waiter, now));
            }
        }
        List<Attempt> attempts = new ArrayList<>();
        long oldest = -1;
        for (dev.rockpool.internal.engine.Attempt<T> attempt = demand.oldestInFlight();
                attempt != null;
                attempt = attempt.next) {
            long since = attempt.ageNanos(now);
            oldest = Math.max(oldest, since);
            attempts.add(new Attempt(Duration.ofNanos(since), !attempt.onCreator()));
            if (attempts.size() == Explanation.MOST_LISTED) {
                break; // the oldest come first
            }
        }
        return new QueueView(waiters, threads, attempts, oldest);
    }

    private static Explanation.Waiter waiterOf(Waiter<?> waiter, long now) {
        Duration waited = Duration.ofNanos(now - waiter.startNanos);
        Duration timeout = Duration.ofNanos(waiter.timeoutNanos);
        if (waiter instanceof ThreadWaiter<?> parked) {
            String name = UserText.nameOf(parked.thread);
            return new Explanation.Waiter(parked.threadId, name.isEmpty() ? null : name, false, waited, timeout);
        }
        long asker = waiter instanceof FutureWaiter<?> pending ? pending.askerId : 0;
        return new Explanation.Waiter(asker, null, true, waited, timeout);
    }
}
