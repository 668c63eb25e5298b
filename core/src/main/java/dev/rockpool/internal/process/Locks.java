package dev.rockpool.internal.process;

import java.util.concurrent.locks.ReentrantLock;

/** Locks where there is no memory left. */
public final class Locks {

    private Locks() {}

    /** Takes a lock that is held for a few instructions, also where there is no memory to queue for it. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing that parks is sure to need no memory
    public static void takeSurely(ReentrantLock lock) {
        try {
            lock.lock();
        } catch (OutOfMemoryError noPlaceInTheQueue) {
            while (!lock.tryLock()) {
                Thread.yield();
            }
        }
    }
}
