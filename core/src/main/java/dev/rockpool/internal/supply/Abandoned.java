package dev.rockpool.internal.supply;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts calls that have overrun their time and still run, and tells when one of them has ended after all. */
final class Abandoned {

    private final AtomicInteger count = new AtomicInteger();
    private final Runnable afterEnd;

    Abandoned(Runnable afterEnd) {
        this.afterEnd = afterEnd;
    }

    int count() {
        return count.get();
    }

    void begun() {
        count.incrementAndGet();
    }

    void ended() {
        count.decrementAndGet();
        afterEnd.run();
    }
}
