package dev.rockpool.internal.process;

import java.util.concurrent.locks.ReentrantLock;

/** Lets one log line of a kind through in ten seconds. */
public final class LogLimit {

    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private boolean hasLogged;
    private long last;
    private int leftOut;

    /** How many were left out since the last that was admitted, or -1 if this one is left out, too. */
    public int admit(long now) {
        Locks.take(lock);
        try {
            if (hasLogged && now - last < INTERVAL_NANOS) {
                leftOut++;
                return -1;
            }
            hasLogged = true;
            last = now;
            int count = leftOut;
            leftOut = 0;
            return count;
        } finally {
            lock.unlock();
        }
    }
}
