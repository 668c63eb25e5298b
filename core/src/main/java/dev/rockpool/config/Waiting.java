package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Settings;

/**
 * Who gets an object, and what happens to those who cannot have one now.
 *
 * @param whenExhausted wait, fail, or create on top of the bound; default {@link WhenExhausted#WAIT}
 * @param maxWaiters how many acquires may wait for a return or a creation; one more is refused at once with
 *     {@link dev.rockpool.PoolExhaustedException}; at least 0, default {@link Integer#MAX_VALUE}: unbounded
 * @param order which idle object is taken; default {@link Order#AFFINE}
 * @param fairness whether a running thread may overtake a waiting one; default {@link Fairness#BOUNDED}
 */
public record Waiting(WhenExhausted whenExhausted, int maxWaiters, Order order, Fairness fairness) {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if {@code maxWaiters} is negative
     */
    public Waiting {
        Problems problems = new Problems();
        Settings.WHEN_EXHAUSTED.check(problems, whenExhausted);
        Settings.MAX_WAITERS.check(problems, maxWaiters);
        Settings.ORDER.check(problems, order);
        Settings.FAIRNESS.check(problems, fairness);
        problems.throwIfAny();
    }
}
