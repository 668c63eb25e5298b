package dev.rockpool.config;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Rules;
import dev.rockpool.internal.config.Settings;
import java.time.Duration;

/**
 * Who runs the lifecycle.
 *
 * @param creation creators of the pool, or the acquiring thread; default {@link Creation#BACKGROUND}
 * @param parallelCreations how many attempts the creators make at once; 1 to the {@code maxSize} that the pool is
 *     built with, default min(4, {@code maxSize})
 * @param resetInBackground whether reset and validation on return run on a worker of the pool instead of the thread
 *     that gives the object back; default false
 * @param creationBackOffFirst the shortest pause between two attempts while creation fails; longer than zero, default
 *     100 ms. One failed attempt is not an outage: the next acquire tries at once. From the second failure in a row on, one
 *     attempt is made at a time, after a pause that is drawn at random from {@code [c/2, c]}, where {@code c} is twice the
 *     first pause and doubles with each failure, up to the longest; it is never shorter than the first. An attempt that takes
 *     longer than the longest does not hold back the next. The pool tries also when nobody acquires, so that
 *     {@link dev.rockpool.Pool#health()} tells when creation works again; what it makes becomes an idle object
 * @param creationBackOffLongest the longest such pause; at least {@code creationBackOffFirst}, default 30 s
 * @param rideOut for how long after creation began to fail acquires wait for it to work again instead of failing at
 *     once, within their own deadlines; default zero. So a server that restarts in two seconds costs callers two seconds, and
 *     one that is gone for longer costs them an error at once
 */
public record Supply(
        Creation creation,
        int parallelCreations,
        boolean resetInBackground,
        Duration creationBackOffFirst,
        Duration creationBackOffLongest,
        Duration rideOut) {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public Supply {
        Problems problems = new Problems();
        Settings.CREATION.check(problems, creation);
        Settings.PARALLEL_CREATIONS.check(problems, parallelCreations);
        Settings.RESET_IN_BACKGROUND.check(problems, resetInBackground);
        Rules.creationBackOff(problems, creationBackOffFirst, creationBackOffLongest);
        Settings.RIDE_OUT.check(problems, rideOut);
        problems.throwIfAny();
    }
}
