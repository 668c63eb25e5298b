package dev.rockpool.internal.time;

import dev.rockpool.Ticker;
import dev.rockpool.internal.process.DaemonThread;
import dev.rockpool.internal.process.Locks;
import dev.rockpool.internal.process.Log;
import dev.rockpool.internal.process.LogLimit;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs short tasks at their time, on one daemon thread for all pools that share a ticker: one for the process, unless a
 * test brings a ticker of its own.
 *
 * <p>A task decides and hands on: no user code runs here, and no log handler. A task that throws is logged and ends
 * nothing.
 *
 * <p><b>While there is a timer, there is the thread</b>, and no longer. So {@link #at} adds a timer only if the thread is
 * there or can be started; else it throws and changes nothing, and who called it knows. Nothing ends the thread before the
 * last timer has gone, whatever its tasks throw. And a task may always begin its own timer anew ({@link Timer#restart}),
 * without memory and without a thread: what is to be done at regular times goes on, once it has begun.
 */
public final class Scheduler {

    private static final int FEW = 16;
    private static final long FAILURE_NANOS = 100_000;
    private static final Object OWNER = new Object(); // of the threads
    private static final ReentrantLock SCHEDULERS_LOCK = new ReentrantLock(); // guards SCHEDULERS
    private static final Map<Ticker, WeakReference<Scheduler>> SCHEDULERS =
            new WeakHashMap<>(); // values are weak, as each refers to its key

    private final Ticker ticker;
    private final ThreadFactory threads;
    private final LogLimit failures = new LogLimit();
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below; held for a few instructions
    private final Runnable run = this::run; // made here, as what links it may be the end of memory
    private Timer[] heap = new Timer[FEW]; // each is no earlier than the one at half its index; the first is at 1
    private int size;
    private @Nullable Thread thread; // null while there are no timers
    private long sequence;

    Scheduler(Ticker ticker, ThreadFactory threads) {
        this.ticker = ticker;
        this.threads = threads;
    }

    /** The scheduler of a ticker; the same for all that ask while it is in use. */
    public static Scheduler of(Ticker ticker) {
        Locks.take(SCHEDULERS_LOCK);
        try {
            WeakReference<Scheduler> known = SCHEDULERS.get(ticker);
            Scheduler scheduler = known == null ? null : known.get();
            if (scheduler == null) {
                scheduler = new Scheduler(ticker, Scheduler::newThread);
                SCHEDULERS.put(ticker, new WeakReference<>(scheduler));
            }
            return scheduler;
        } finally {
            SCHEDULERS_LOCK.unlock();
        }
    }

    private static Thread newThread(Runnable task) {
        return DaemonThread.of(OWNER, "rockpool-upkeep", null, task); // and no class loader
    }

    /**
     * Runs a task once, at a moment in terms of the ticker. Throws if there is no memory or no thread for it; then there is
     * no timer.
     */
    public Timer at(long deadlineNanos, Runnable task) {
        Timer timer = new Timer(this, task);
        Thread toWake;
        Locks.take(lock);
        try {
            fitHeap();
            if (thread == null) {
                startThread();
            }
            toWake = add(timer, deadlineNanos);
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(toWake);
        return timer;
    }

    /** Makes room for a timer, and for the one that runs; gives room back that was needed once. Under the lock. */
    private void fitHeap() {
        if (size + 2 >= heap.length) { // 0 is not used
            heap = Arrays.copyOf(heap, 2 * heap.length);
        } else if (heap.length > FEW && size < heap.length / 8) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    /** Adds a timer, and says which thread must look at it. Under the lock; takes no memory. */
    private @Nullable Thread add(Timer timer, long deadlineNanos) {
        timer.deadlineNanos = deadlineNanos;
        timer.number = sequence++;
        size++;
        rise(timer, size);
        return timer.index == 1 ? thread : null;
    }

    /** Starts the thread; or throws, and there is none. It waits for the lock, and so finds the timer. */
    private void startThread() {
        Thread started = threads.newThread(run);
        thread = started;
        boolean hasStarted = false;
        try {
            started.start();
            hasStarted = true;
        } finally {
            if (!hasStarted) {
                thread = null;
            }
        }
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = runNext();
            } catch (Throwable failure) { // of a ticker, or for want of memory
                log(failure);
                LockSupport.parkNanos(this, FAILURE_NANOS); // a ticker that always fails must not take a processor
            }
        }
    }

    /** Runs the next task if it is due, else waits for it; false if there is none. */
    private boolean runNext() {
        Timer next;
        boolean isDue;
        Locks.takeSurely(lock);
        try {
            if (size == 0) {
                thread = null;
                return false;
            }
            next = heap[1];
            isDue = Nanos.isPast(ticker.nanoTime(), next.deadlineNanos);
            if (isDue) {
                remove(next);
            }
        } finally {
            lock.unlock();
        }
        if (isDue) {
            next.task.run();
        } else {
            ticker.parkUntil(this, next.deadlineNanos);
        }
        Thread.interrupted(); // nobody has a reason to interrupt this thread; a flag left set would make it spin
        return true;
    }

    private void log(Throwable failure) {
        try {
            int leftOut = failures.admit(ticker.nanoTime());
            if (leftOut >= 0) {
                Log.SHARED.write(
                        Level.ERROR,
                        "rockpool: a background task failed; the others go on"
                                + (leftOut == 0 ? "" : " (" + leftOut + " more since the last such line)"),
                        failure);
            }
        } catch (Throwable dropped) {
            Thread.onSpinWait(); // no memory for a line, or a ticker that fails: nothing can be said
        }
    }

    /** Whether the current thread is a scheduler's, on which no user code may run. */
    public static boolean isOnItsThread() {
        return DaemonThread.isOf(OWNER);
    }

    // ---- the heap, under the lock

    private void rise(Timer timer, int from) {
        int index = from;
        while (index > 1 && timer.isBefore(heap[index / 2])) {
            put(heap[index / 2], index);
            index /= 2;
        }
        put(timer, index);
    }

    private void sink(Timer timer, int from) {
        int index = from;
        while (2 * index <= size) {
            int child = 2 * index;
            if (child < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(timer)) {
                break;
            }
            put(heap[child], index);
            index = child;
        }
        put(timer, index);
    }

    private void put(Timer timer, int index) {
        heap[index] = timer;
        timer.index = index;
    }

    @SuppressWarnings("NullAway") // a place beyond the last one is read by nobody, and must keep nothing
    private void remove(Timer timer) {
        int index = timer.index;
        if (index == 0) {
            return;
        }
        timer.index = 0;
        Timer last = heap[size];
        heap[size] = null;
        size--;
        if (last != timer) {
            sink(last, index);
            rise(last, last.index);
        }
    }

    /** A task that waits for its time. */
    public static final class Timer {
        private final Scheduler scheduler;
        private final Runnable task;
        private long deadlineNanos; // this and what follows: under the scheduler's lock
        private long number; // tells apart timers of the same moment, in the order of their making
        private int index; // in the heap; 0 when it is not there

        private Timer(Scheduler scheduler, Runnable task) {
            this.scheduler = scheduler;
            this.task = task;
        }

        /** Forgets the task, unless it has begun. Needs no memory. */
        public void cancel() {
            Thread idle;
            Locks.takeSurely(scheduler.lock);
            try {
                scheduler.remove(this);
                idle = scheduler.size == 0 ? scheduler.thread : null;
            } finally {
                scheduler.lock.unlock();
            }
            LockSupport.unpark(idle); // so that it ends
        }

        /** Runs the task once more. For the task itself, so on the scheduler's thread; needs no memory. */
        public void restart(long atNanos) {
            Locks.takeSurely(scheduler.lock);
            try {
                scheduler.remove(this);
                scheduler.add(this, atNanos);
            } finally {
                scheduler.lock.unlock();
            }
        }

        /** The same for anybody, at whatever time. Throws if there is no memory or no thread for it; then nothing has changed. */
        public void beginAnew(long atNanos) {
            Thread toWake;
            Locks.take(scheduler.lock);
            try {
                scheduler.fitHeap();
                if (scheduler.thread == null) {
                    scheduler.startThread();
                }
                scheduler.remove(this);
                toWake = scheduler.add(this, atNanos);
            } finally {
                scheduler.lock.unlock();
            }
            LockSupport.unpark(toWake);
        }

        /** By moment, then by number; moments wrap around, and differ by less than 292 years. */
        private boolean isBefore(Timer other) {
            long difference = deadlineNanos - other.deadlineNanos;
            return difference == 0 ? number < other.number : difference < 0;
        }
    }
}
