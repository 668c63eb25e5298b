package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.UserText;
import org.jspecify.annotations.Nullable;

/** A parked thread. */
final class ThreadWaiter<T> extends Waiter<T> {

    final Thread thread;
    final long threadId;

    @Nullable
    Attempt<T> permit; // in CREATE: what it may do; written before the state

    int lostWakeUps; // by the thread itself only

    ThreadWaiter(Thread thread, long startNanos, long timeoutNanos) {
        super(startNanos, timeoutNanos);
        this.thread = thread;
        this.threadId = UserText.idOf(thread);
    }

    @Override
    boolean needsHandOver() {
        return isStarving;
    }
}
