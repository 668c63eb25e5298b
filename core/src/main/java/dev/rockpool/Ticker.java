package dev.rockpool;

import java.time.Instant;

/**
 * A pool's time: where it reads the time and how it waits for it, so that a test can hold both in its hand (the test kit
 * has a manual one). All deadlines of a pool are in terms of {@link #nanoTime()}; {@link #wallTime()} only stamps what
 * people read, and jumps of it change nothing.
 *
 * <p>Implementations are thread-safe. Pools with the same ticker share one upkeep thread.
 */
public interface Ticker {

    /**
     * The real time: {@link System#nanoTime()}, the system's wall clock, and timed parking.
     *
     * @return the ticker that pools use when the builder names no other
     */
    static Ticker system() {
        return dev.rockpool.internal.time.SystemTicker.INSTANCE;
    }

    /**
     * A monotonic time with an arbitrary origin, in nanoseconds; only differences mean anything.
     *
     * @return now
     */
    long nanoTime();

    /**
     * The time of day, for stamps in statistics and reports.
     *
     * @return now
     */
    Instant wallTime();

    /**
     * Parks the calling thread as {@link java.util.concurrent.locks.LockSupport#park(Object)} does, until
     * {@code deadlineNanos} at the latest. Returns at once when the deadline has passed, the thread holds a permit or
     * is interrupted; may return for no reason. The interrupt flag is left as it is.
     *
     * @param blocker what the thread waits for, for thread dumps
     * @param deadlineNanos a moment in terms of {@link #nanoTime()}
     */
    void parkUntil(Object blocker, long deadlineNanos);
}
