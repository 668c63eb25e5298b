package dev.rockpool.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds the threads that come to it until it is opened; then it stays open. Deaf to interrupts, as user code can be: the
 * flag stays for whoever comes next.
 */
public final class Gate {

    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();

    /** A closed gate. */
    public Gate() {}

    /** Waits until the gate is open. */
    public void pass() {
        inside.incrementAndGet();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    opened.await();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            inside.decrementAndGet();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Opens the gate for good. */
    public void open() {
        opened.countDown();
    }

    /**
     * How many threads wait at the gate.
     *
     * @return the number
     */
    public int inside() {
        return inside.get();
    }

    /**
     * Waits until so many threads wait at the gate.
     *
     * @param count how many
     */
    public void awaitInside(int count) {
        Waits.untilEquals("threads at the gate", count, inside::get);
    }
}
