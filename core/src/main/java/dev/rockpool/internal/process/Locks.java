package dev.rockpool.internal.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The only way to take a lock, but for the lock of a pool, which has a larger probe: who is too near the end of the stack
 * gets a {@link StackOverflowError} before the lock has changed, and not inside it, where it would break it for all.
 */
public final class Locks {

    private Locks() {}

    /** Takes a lock. */
    public static void take(ReentrantLock lock) {
        StackProbe.ensureRoomForLock();
        lock.lock();
    }

    /** Takes a lock within a time; says whether it has. */
    public static boolean take(ReentrantLock lock, long timeoutNanos) throws InterruptedException {
        StackProbe.ensureRoomForLock();
        return lock.tryLock(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /** Takes a lock that is held for a few instructions, also where there is no memory to queue for it. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing that parks is sure to need no memory
    public static void takeSurely(ReentrantLock lock) {
        StackProbe.ensureRoomForLock();
        try {
            lock.lock();
        } catch (OutOfMemoryError noPlaceInTheQueue) {
            while (!lock.tryLock()) {
                Thread.yield();
            }
        }
    }
}
