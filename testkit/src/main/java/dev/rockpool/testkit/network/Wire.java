package dev.rockpool.testkit.network;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What the connections of one proxy share: the lock, how slow the wire is now, and the waiting for either to change. */
final class Wire {

    /** As many bytes as one likes. */
    static final long UNLIMITED = Long.MAX_VALUE;

    final ReentrantLock lock =
            new ReentrantLock(); // guards what changes in the proxy and in its links; held for moments
    private final Condition changed = lock.newCondition();

    private long acceptNanos; // under lock; before the next connection is taken
    private long startNanos; // under lock; before the server is contacted
    private long latencyNanos; // under lock; before a piece of an answer is passed on
    private long bytesPerSecond = UNLIMITED; // under lock
    private long allowance = UNLIMITED; // under lock; bytes of answers that a new connection may pass

    /** Runs a change under the lock and wakes all who wait for one. */
    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, without the lock, until the condition, which is read under it, holds. */
    void await(BooleanSupplier condition) throws IOException {
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /** The same under the lock, which is given up meanwhile, however often it is held; deaf to interrupts. */
    void awaitUnderLock(BooleanSupplier condition) {
        changed.signalAll(); // of what the caller has changed
        while (!condition.getAsBoolean()) {
            changed.awaitUninterruptibly();
        }
    }

    /** Waits until so much time has passed, or the condition holds. A time that changes meanwhile counts as it is then. */
    void pause(LongSupplier nanos, BooleanSupplier isOver) throws IOException {
        long began = System.nanoTime();
        lock.lock();
        try {
            while (!isOver.getAsBoolean()) {
                long left = nanos.getAsLong() - (System.nanoTime() - began);
                if (left <= 0 || changed.awaitNanos(left) <= 0) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        IOException failure = new InterruptedIOException("a thread of the proxy was interrupted");
        failure.initCause(cause);
        return failure;
    }

    // ---- how slow; all under lock

    void acceptNanos(long nanos) {
        acceptNanos = nanos;
    }

    long acceptNanos() {
        return acceptNanos;
    }

    void startNanos(long nanos) {
        startNanos = nanos;
    }

    long startNanos() {
        return startNanos;
    }

    void latencyNanos(long nanos) {
        latencyNanos = nanos;
    }

    long latencyNanos() {
        return latencyNanos;
    }

    void bytesPerSecond(long bytes) {
        bytesPerSecond = bytes;
    }

    /** How long so many bytes take. */
    long nanosFor(int bytes) {
        return bytesPerSecond == UNLIMITED ? 0 : (long) (bytes * 1e9 / bytesPerSecond);
    }

    void allowance(long bytes) {
        allowance = bytes;
    }

    long allowance() {
        return allowance;
    }
}
