package dev.rockpool.internal.engine;

import dev.rockpool.HandTicker;
import dev.rockpool.Ticker;
import java.time.Instant;

/** A ticker that can run out of memory, at a place where the engine asks for the time in between two steps. */
final class FailingTicker implements Ticker {

    private final HandTicker time = new HandTicker();
    private final String method;
    private volatile Runnable before; // the failure; null when none is to come

    /** Fails in this method, when told to. */
    FailingTicker(String method) {
        this.method = method;
    }

    /** Fails the next time. */
    void fail() {
        failAfter(() -> {});
    }

    /** Fails the next time, after something else has happened. */
    void failAfter(Runnable other) {
        before = other;
    }

    @Override
    public long nanoTime() {
        Runnable other = before;
        if (other != null && isInMethod()) {
            before = null;
            other.run();
            throw new OutOfMemoryError("made up");
        }
        return time.nanoTime();
    }

    private boolean isInMethod() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)));
    }

    @Override
    public Instant wallTime() {
        return time.wallTime();
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        time.parkUntil(blocker, deadlineNanos);
    }
}
