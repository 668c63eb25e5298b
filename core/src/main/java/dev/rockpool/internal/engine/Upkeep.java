package dev.rockpool.internal.engine;

import dev.rockpool.internal.time.Scheduler;
import dev.rockpool.internal.upkeep.SweepPlan;
import java.lang.ref.WeakReference;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps over the slots at regular times: takes back lost leases, notes since when each object is held, marks idle ones
 * that are due for validation, fills up to {@code minIdle}. {@link #runOnce} does that at a time it is told and says when
 * it wants to run again; it holds no thread, and runs no user code.
 *
 * <p>The scheduler knows the pool only weakly: one that was never closed, and that nobody has any more, is let go.
 */
final class Upkeep<T> {

    private final Core<T> core;
    private final SweepPlan plan;
    private volatile @Nullable Hold longest; // written by the scheduler's thread only
    private volatile Scheduler.@Nullable Timer timer;

    /** A lease that is out, and since when at least. */
    private static final class Hold {
        private final long threadId;
        private final long sinceNanos;
        private volatile @Nullable String threadName; // looked up once, as that visits all threads

        Hold(long threadId, long sinceNanos) {
            this.threadId = threadId;
            this.sinceNanos = sinceNanos;
        }

        String thread() {
            String known = threadName;
            if (known == null) {
                known = nameOf(threadId);
                threadName = known;
            }
            return known;
        }
    }

    Upkeep(Core<T> core) {
        this.core = core;
        this.plan = SweepPlan.of(core.config.validateOnAcquire());
    }

    /** Begins to run at regular times. */
    void start() {
        schedule(core.ticker.nanoTime() + plan.intervalNanos());
    }

    /** The pool is closed and done. */
    void stop() {
        Scheduler.Timer next = timer;
        if (next != null) {
            next.cancel();
        }
    }

    private void schedule(long at) {
        WeakReference<Upkeep<T>> self = new WeakReference<>(this);
        timer = core.scheduler.at(at, () -> {
            Upkeep<T> upkeep = self.get();
            if (upkeep != null) {
                upkeep.runAndScheduleNext();
            }
        });
    }

    private void runAndScheduleNext() {
        long now = core.ticker.nanoTime();
        long next = plan.intervalNanos();
        try {
            next = runOnce(now);
        } finally { // also if a sweep failed
            if (next >= 0 && !core.shutdown.isFinished()) {
                schedule(now + next);
            }
        }
    }

    /**
     * One sweep.
     *
     * @return in how many nanoseconds it wants to run again; -1 when the pool is closed and done
     */
    long runOnce(long now) {
        if (core.shutdown.isFinished()) {
            return -1;
        }
        core.leakWatch.reclaim();
        sweep(now);
        core.statsReader.observe();
        core.lock();
        core.dispatcher.trimIdle();
        core.settle();
        return plan.intervalNanos();
    }

    private void sweep(long now) {
        Longest<T> found = new Longest<>();
        core.table.forEach(slot -> {
            long word = slot.word;
            long unmarked = slot.lease();
            if (unmarked != slot.sweptWord) {
                slot.sweptWord = unmarked;
                slot.sweptSinceNanos = now;
            }
            if (Slot.state(word) == Slot.IDLE && plan.isDue(slot.sweptSinceNanos, now)) {
                slot.markIdle(word);
            } else if (Slot.state(word) == Slot.LEASED) {
                found.consider(slot);
            }
        });
        Slot<T> slot = found.slot;
        longest = slot == null ? null : new Hold(slot.holder, slot.sweptSinceNanos);
    }

    private static final class Longest<T> {
        private @Nullable Slot<T> slot;

        void consider(Slot<T> candidate) {
            if (slot == null || candidate.sweptSinceNanos - slot.sweptSinceNanos < 0) {
                slot = candidate;
            }
        }
    }

    /** The longest hold as of the last sweep: {@code 12.4 s by thread "http-7"}; null if that saw none. */
    @Nullable
    String longestHold() {
        Hold hold = longest;
        if (hold == null) {
            return null;
        }
        double seconds = (core.ticker.nanoTime() - hold.sinceNanos) / 1e9;
        return String.format(Locale.ROOT, "%.1f s by thread %s", seconds, hold.thread());
    }

    /** The name of a live platform thread, else its number: the pool keeps no reference to a thread. */
    private static String nameOf(long threadId) {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root != null && root.getParent() != null) {
            root = root.getParent();
        }
        if (root != null) {
            Thread[] threads = new Thread[root.activeCount() + 16];
            int count = root.enumerate(threads, true);
            for (int i = 0; i < count; i++) {
                if (threads[i].getId() == threadId) {
                    return "\"" + threads[i].getName() + "\"";
                }
            }
        }
        return "#" + threadId;
    }
}
