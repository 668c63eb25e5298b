package dev.rockpool.contract;

import dev.rockpool.Ticker;
import dev.rockpool.testkit.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a {@link LockedPool}. All methods are called under the pool's lock, and so are the tasks. There is a
 * thread while there is a deadline.
 */
final class LockedTimer {

    /** A task and its deadline. */
    static final class Timed {
        final long deadline;
        final Runnable task;

        Timed(long deadline, Runnable task) {
            this.deadline = deadline;
            this.task = task;
        }
    }

    private final String name;
    private final Ticker ticker;
    private final ReentrantLock lock;
    private final Runnable afterwards;
    private final List<Timed> pending = new ArrayList<>();
    private @Nullable Thread thread;
    private volatile boolean changed; // set before each unpark: waiting for the lock may have eaten the permit

    /** {@code afterwards} runs on the timer's thread outside the lock, whenever tasks have run. */
    LockedTimer(String name, Ticker ticker, ReentrantLock lock, Runnable afterwards) {
        this.name = name;
        this.ticker = ticker;
        this.lock = lock;
        this.afterwards = afterwards;
    }

    Timed at(long deadline, Runnable task) {
        Timed timed = new Timed(deadline, task);
        pending.add(timed);
        changed = true;
        if (thread == null) {
            thread = Threads.PLATFORM.start(name, this::run);
        } else {
            LockSupport.unpark(thread);
        }
        return timed;
    }

    void cancel(@Nullable Timed timed) {
        if (timed != null && pending.remove(timed) && thread != null) {
            changed = true;
            LockSupport.unpark(thread); // it may have nothing to wait for any more
        }
    }

    private void run() {
        while (true) {
            changed = false;
            long now = ticker.nanoTime();
            long next = Long.MAX_VALUE;
            lock.lock();
            try {
                runDue(now);
                if (pending.isEmpty()) {
                    thread = null;
                    break;
                }
                for (Timed timed : pending) {
                    next = Math.min(next, timed.deadline - now);
                }
            } finally {
                lock.unlock();
            }
            afterwards.run();
            if (!changed) {
                ticker.parkUntil(this, now + next);
            }
        }
        afterwards.run();
    }

    private void runDue(long now) {
        for (Timed timed : List.copyOf(pending)) {
            if (timed.deadline - now <= 0 && pending.remove(timed)) { // an earlier task may have cancelled it
                timed.task.run();
            }
        }
    }
}
