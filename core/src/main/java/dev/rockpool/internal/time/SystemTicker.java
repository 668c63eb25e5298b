package dev.rockpool.internal.time;

import dev.rockpool.Ticker;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The real time. */
public enum SystemTicker implements Ticker {
    /** The only one. */
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        long left = deadlineNanos - System.nanoTime();
        if (left > 0) {
            LockSupport.parkNanos(blocker, left);
        }
    }
}
