package dev.rockpool;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Time that stands still until a test moves it; small, as the one of the test kit needs the core. */
public final class HandTicker implements Ticker {

    private final AtomicLong now;
    private final ConcurrentHashMap<Thread, Long> parked = new ConcurrentHashMap<>(); // thread -> its deadline
    private final AtomicInteger parkings = new AtomicInteger();

    /** Time begins somewhere. */
    public HandTicker() {
        this(1_000_000_007L);
    }

    /** Time begins at the given moment. */
    public HandTicker(long nanos) {
        now = new AtomicLong(nanos);
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public Instant wallTime() {
        return Instant.EPOCH.plusNanos(now.get());
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        Thread me = Thread.currentThread();
        parked.put(me, deadlineNanos);
        parkings.incrementAndGet();
        try {
            if (deadlineNanos - now.get() > 0) { // read after the put: an advance sees the one or the other
                LockSupport.park(blocker);
            }
        } finally {
            parked.remove(me);
        }
    }

    /** Moves time forward and wakes those whose deadline that reaches. */
    public void advance(long nanos) {
        long reached = now.addAndGet(nanos);
        parked.forEach((thread, deadline) -> {
            if (deadline - reached <= 0) {
                LockSupport.unpark(thread);
            }
        });
    }

    /** Moves time forward and wakes those whose deadline that reaches. */
    public void advance(Duration by) {
        advance(by.toNanos());
    }

    /** How often a thread has begun to park here. */
    public int parkings() {
        return parkings.get();
    }

    /** Waits until some thread is parked until the given moment. */
    public void awaitParkedUntil(long deadlineNanos) {
        Soon.until("a thread parked until " + deadlineNanos, () -> parked.containsValue(deadlineNanos));
    }
}
