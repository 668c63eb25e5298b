package dev.rockpool.internal.engine;

import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.lang.ref.WeakReference;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of all futures that had to wait and are not complete, with one timer, for the earliest. A timer for each
 * future was made and cancelled with nearly each hand-over, and cost more than the rest of it.
 *
 * <p>Who completes a future lets its deadline go without the lock; what was let go is thrown out when as many have been
 * added as there were left after the last time, and some. So a deadline costs a few steps, keeps no future, and those that
 * were let go are never more than twice those that were not, and some.
 *
 * <p>The scheduler, which has the timer, knows the pool only through the futures that are not complete: one that nobody
 * has any more is let go, but not before the last of these has got its answer. All under the engine's lock, but for
 * {@link #run} and {@link Deadline#letGo}.
 */
final class Deadlines<T> implements Runnable {

    /** A timer for nothing is forgotten so soon, as it keeps the scheduler's thread: 1 s. */
    private static final long FARTHEST_NANOS = 1_000_000_000L;

    private static final int SLACK = 64; // deadlines that were let go and are kept for nothing, at least

    private static final Predicate<Deadline<?>> IS_LET_GO = Deadline::isLetGo;

    private final Scheduler scheduler;
    private final WeakReference<FutureExits<T>> exits;
    private final PriorityQueue<Deadline<T>> queue = new PriorityQueue<>(1, Deadline::compare);
    private int addable = SLACK;
    private Scheduler.@Nullable Timer timer;
    private long timerNanos; // the moment of the timer

    /** When a future is to be complete. */
    static final class Deadline<T> {
        private final long nanos;
        private @Nullable FutureWaiter<T>
                waiter; // null once it is complete; plain: who reads it looks at the waiter's state

        private Deadline(FutureWaiter<T> waiter, long nanos) {
            this.nanos = nanos;
            this.waiter = waiter;
        }

        /** The future is complete, or about to be. */
        void letGo() {
            waiter = null;
        }

        private boolean isLetGo() {
            return waiter == null;
        }

        /** Moments wrap around, and differ by less than 292 years. */
        private static int compare(Deadline<?> a, Deadline<?> b) {
            return Long.signum(a.nanos - b.nanos);
        }
    }

    Deadlines(Scheduler scheduler, FutureExits<T> exits) {
        this.scheduler = scheduler;
        this.exits = new WeakReference<>(exits);
    }

    /** The future is to be complete by then, in place of what was said before. If this fails, nothing has been added. */
    void add(FutureWaiter<T> waiter, long now, long nanos) {
        waiter.stopWatching();
        if (--addable < 0) {
            throwOut();
        }
        Deadline<T> added = new Deadline<>(waiter, nanos);
        queue.add(added);
        waiter.deadline = added;
        if (timer == null || added.nanos - timerNanos < 0) {
            try {
                setTimer(now, added.nanos);
            } catch (Throwable noMemoryOrThread) {
                added.letGo();
                throw noMemoryOrThread;
            }
        }
    }

    private void throwOut() {
        queue.removeIf(IS_LET_GO);
        addable = 2 * queue.size() + SLACK;
    }

    private void setTimer(long now, long nanos) {
        long moment = Nanos.earlier(nanos, now + FARTHEST_NANOS);
        Scheduler.Timer set = scheduler.at(moment, this); // before the last one is stopped: this may fail
        stopTimer();
        timer = set;
        timerNanos = moment;
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The timer's moment has come. On the scheduler's thread. */
    @Override
    public void run() {
        FutureExits<T> present = exits.get();
        if (present != null) {
            present.deadlinePassed();
        }
    }

    /** Takes out one that is not complete though its deadline has passed; if there is none, sets the timer anew. */
    @Nullable
    FutureWaiter<T> takeDue(long now) {
        for (Deadline<T> next = queue.peek(); next != null; next = queue.peek()) {
            FutureWaiter<T> waiter = next.waiter;
            if (waiter != null && !Nanos.isPast(now, next.nanos)) {
                if (timer == null || Nanos.isPast(now, timerNanos) || next.nanos - timerNanos < 0) {
                    setTimer(now, next.nanos);
                }
                return null;
            }
            queue.poll();
            if (waiter != null) {
                return waiter;
            }
        }
        stopTimer();
        return null;
    }

    /** Whether {@link #takeDue} would find one. */
    boolean isDue(long now) {
        Deadline<T> next = queue.peek();
        return next != null && Nanos.isPast(now, next.nanos);
    }

    /** Puts one back that was just taken out; there is a place for it. */
    void putBack(FutureWaiter<T> waiter) {
        Deadline<T> deadline = waiter.deadline;
        if (deadline != null) {
            queue.add(deadline);
        }
    }

    int size() {
        return queue.size();
    }

    /** The pool is closed and done: forgets the timer, unless some future has not got its answer. */
    void stop() {
        throwOut();
        if (queue.isEmpty()) {
            stopTimer();
        }
    }
}
