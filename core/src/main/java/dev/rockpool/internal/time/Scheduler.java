package dev.rockpool.internal.time;

import dev.rockpool.Ticker;
import java.lang.ref.WeakReference;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Map;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs short tasks at their time, on one daemon thread for all pools that share a ticker: one for the process, unless a
 * test brings a ticker of its own. The thread exists while there are tasks, and only then.
 *
 * <p>A task decides and hands on: no user code runs here. A task that throws is logged and ends nothing.
 */
public final class Scheduler {

    private static final System.Logger LOG = System.getLogger("dev.rockpool");

    private static final ReentrantLock SCHEDULERS_LOCK = new ReentrantLock(); // guards SCHEDULERS
    private static final Map<Ticker, WeakReference<Scheduler>> SCHEDULERS =
            new WeakHashMap<>(); // values are weak, as each refers to its key

    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below; held for a few instructions
    private final TreeSet<Timer> timers = new TreeSet<>(Timer::compare);
    private @Nullable Thread thread; // null while there are no timers
    private long sequence;

    private Scheduler(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The scheduler of a ticker; the same for all that ask while it is in use. */
    public static Scheduler of(Ticker ticker) {
        SCHEDULERS_LOCK.lock();
        try {
            WeakReference<Scheduler> known = SCHEDULERS.get(ticker);
            Scheduler scheduler = known == null ? null : known.get();
            if (scheduler == null) {
                scheduler = new Scheduler(ticker);
                SCHEDULERS.put(ticker, new WeakReference<>(scheduler));
            }
            return scheduler;
        } finally {
            SCHEDULERS_LOCK.unlock();
        }
    }

    /** Runs a task once, at a moment in terms of the ticker. */
    public Timer at(long deadlineNanos, Runnable task) {
        Thread toWake;
        Timer timer;
        lock.lock();
        try {
            timer = new Timer(this, deadlineNanos, sequence++, task);
            timers.add(timer);
            toWake = timers.first() == timer ? thread : null;
            if (thread == null) {
                thread = startThread();
            }
        } finally {
            lock.unlock();
        }
        if (toWake != null) {
            LockSupport.unpark(toWake);
        }
        return timer;
    }

    @SuppressWarnings(
            "removal") // on JDK 17 a thread keeps its creator's access context; where that is gone, this is harmless
    private Thread startThread() {
        // Privileged, so that the thread does not inherit the access context, and with it the class loaders, of whoever
        // happened to be first.
        Thread started =
                AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new UpkeepThread(this::runTimers));
        started.setContextClassLoader(null); // not that of the thread which happened to be first
        started.start();
        return started;
    }

    private void runTimers() {
        while (true) {
            Timer next;
            boolean isDue;
            lock.lock();
            try {
                if (timers.isEmpty()) {
                    thread = null;
                    return;
                }
                next = timers.first();
                isDue = Nanos.isPast(ticker.nanoTime(), next.deadlineNanos);
                if (isDue) {
                    timers.remove(next);
                }
            } finally {
                lock.unlock();
            }
            if (isDue) {
                run(next.task);
            } else {
                ticker.parkUntil(this, next.deadlineNanos);
                Thread.interrupted(); // nobody has a reason to interrupt this thread; a flag left set would make it
                // spin
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            log(failure);
        }
    }

    /** A log handler that throws must not end the thread that all pools share. */
    private static void log(Throwable failure) {
        try {
            LOG.log(System.Logger.Level.ERROR, "rockpool: a background task failed; the others go on", failure);
        } catch (Throwable dropped) {
            failure.addSuppressed(dropped);
        }
    }

    /** Whether the current thread is a scheduler's, on which no user code may run. */
    public static boolean isOnItsThread() {
        return Thread.currentThread() instanceof UpkeepThread;
    }

    private static final class UpkeepThread extends Thread {
        UpkeepThread(Runnable task) {
            super(null, task, "rockpool-upkeep", 0, false); // inherits no thread-locals
            setDaemon(true);
        }
    }

    /** A task that waits for its time. */
    public static final class Timer {
        private final Scheduler scheduler;
        private final long deadlineNanos;
        private final long number; // tells apart timers of the same moment, in the order of their making
        private final Runnable task;

        private Timer(Scheduler scheduler, long deadlineNanos, long number, Runnable task) {
            this.scheduler = scheduler;
            this.deadlineNanos = deadlineNanos;
            this.number = number;
            this.task = task;
        }

        /** Forgets the task, unless it has begun. */
        public void cancel() {
            Thread idle;
            scheduler.lock.lock();
            try {
                scheduler.timers.remove(this);
                idle = scheduler.timers.isEmpty() ? scheduler.thread : null;
            } finally {
                scheduler.lock.unlock();
            }
            if (idle != null) {
                LockSupport.unpark(idle); // so that it ends
            }
        }

        /** By moment, then by number; moments wrap around, and differ by less than 292 years. */
        private static int compare(Timer a, Timer b) {
            long difference = a.deadlineNanos - b.deadlineNanos;
            return difference == 0 ? Long.compare(a.number, b.number) : Long.signum(difference);
        }
    }
}
