package dev.rockpool.internal.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads for user code: made on demand up to a number, gone when idle. A task goes to an idle thread, else to a
 * new one, else it queues. Platform threads, because user code that blocks in a monitor would pin a virtual thread's
 * carrier.
 *
 * <p><b>Hung threads.</b> A thread that hangs in user code can be declared lost: it then does not count, so those that are
 * still sound are as many as before. That goes on up to {@value #MOST_LOST} lost threads, so there are never more than
 * twice as many threads and some; beyond that tasks wait for a thread that comes back.
 *
 * <p><b>No thread to be had.</b> When the system refuses a thread (a limit on processes, no memory), the task stays in the
 * queue. A thread that is there takes it; if there is none, starting one is tried again every 100 ms, and by each call.
 *
 * <p><b>No memory.</b> A task that was taken on is run, whatever memory is left: a thread waits in a list that is linked through
 * the workers, as a {@link java.util.concurrent.locks.Condition} needs memory to be waited for and, before JDK 21, to be signalled,
 * and without it loses the thread that it was to wake.
 *
 * <p><b>The end.</b> After {@link #shutdown} a thread ends as soon as it has nothing to do; what comes late is run as ever,
 * by as many threads. What a task leaves behind, an interrupt or a context class loader, does not reach the
 * next one.
 */
public final class Workers {

    /** How many lost threads are replaced. */
    public static final int MOST_LOST = 64;

    private static final long NAP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_NAPS = 5; // without a task, then a thread ends; no clock is read

    private final ThreadFactory threads;
    private final Consumer<Runnable> later;
    private final Runnable retry = this::retry; // made here, as what links it may be the end of memory
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below; held for a few instructions

    @SuppressWarnings("JdkObsolete") // linked: an ArrayDeque that cannot grow loses all that is in it
    private final Deque<Runnable> tasks = new LinkedList<>();

    private final Set<Worker> workers = new HashSet<>();
    private final Worker nobody = new Worker(); // stands for one that there was no memory for
    private @Nullable Worker
            asleep; // the first of those that wait for a task and have not been woken; the last that came
    private int most;
    private int idle; // of the workers, those that wait for a task, or were woken and have not come yet
    private volatile int lost; // of the workers, those that are declared lost; read without the lock, too
    private Set<Runnable> interrupted = Set.of(); // those of the tasks that begin with an interrupt
    private int apart; // tasks that were promised a thread beyond the others
    private volatile boolean isShutdown; // read without the lock, too
    private boolean willRetry;
    private volatile int refusals; // how often there was no thread; read without the lock, too
    private volatile @Nullable Throwable refusal; // why there was no thread at the last try; by whoever tried

    /**
     * Workers that have no threads yet.
     *
     * @param most how many threads there may be, but for lost ones
     * @param threads makes threads, which it does not start
     * @param later runs something 100 ms later; it may throw: then the next call tries again
     */
    public Workers(int most, ThreadFactory threads, Consumer<Runnable> later) {
        this.most = most;
        this.threads = threads;
        this.later = later;
    }

    /**
     * Runs a task soon, also after {@link #shutdown}: what comes back late must still be destroyed. If it throws, for want of
     * memory, the task is not run.
     */
    public void execute(Runnable task) {
        Worker added;
        Locks.takeSurely(lock);
        try {
            tasks.addLast(task);
            added = wakeOrAdd();
        } finally {
            lock.unlock();
        }
        start(added);
    }

    /** Runs a task soon, whatever hangs on the other threads. */
    public void executeApart(Runnable task) {
        Worker added;
        Locks.takeSurely(lock);
        try {
            tasks.addFirst(new Apart(task));
            apart++;
            added = wakeOrAdd();
        } finally {
            lock.unlock();
        }
        start(added);
    }

    /** A task that was promised a thread beyond the others. */
    private final class Apart implements Runnable {
        private final Runnable task;

        Apart(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                task.run();
            } finally {
                change(0, 0, -1, null);
            }
        }
    }

    /** Wakes an idle thread for the last task, else adds one if that may be. Under the lock. */
    private @Nullable Worker wakeOrAdd() {
        if (tasks.size() <= idle) {
            wake();
            return null;
        }
        return mayAdd() ? add() : null;
    }

    /** Wakes one that sleeps; says whether there was one. Under the lock. */
    private boolean wake() {
        Worker woken = asleep;
        if (woken != null) {
            asleep = woken.nextAsleep;
            woken.nextAsleep = null;
            LockSupport.unpark(woken.thread);
        }
        return woken != null;
    }

    private boolean mayAdd() {
        return workers.size() < allowed();
    }

    private long allowed() {
        return (long) most + Math.min(lost, MOST_LOST) + apart;
    }

    /** Adds a worker, or {@link #nobody} if there is no memory for one. */
    private Worker add() {
        Worker added = nobody;
        try {
            added = new Worker();
            workers.add(added);
            return added;
        } catch (OutOfMemoryError | LinkageError noMemory) {
            workers.remove(added);
            return nobody;
        }
    }

    /** Not under the lock. */
    private void start(@Nullable Worker added) {
        if (added == null) {
            return;
        }
        if (added == nobody) {
            refused(added, CapturedFailure.NO_MEMORY.failure());
            return;
        }
        try {
            threads.newThread(added).start();
            refusal = null;
        } catch (Throwable noThread) {
            refused(added, noThread);
        }
    }

    private void refused(Worker added, Throwable noThread) {
        Locks.takeSurely(lock);
        try {
            workers.remove(added);
            refusal = noThread;
            int count = refusals + 1;
            refusals = count;
            if (tasks.isEmpty() || willRetry) {
                return;
            }
            willRetry = true;
        } finally {
            lock.unlock();
        }
        try {
            later.accept(retry);
        } catch (Throwable noTimer) {
            forgetRetry(); // so the next call does it
        }
    }

    private void retry() {
        forgetRetry();
        change(0, 0, 0, null);
    }

    private void forgetRetry() {
        Locks.takeSurely(lock);
        try {
            willRetry = false;
        } finally {
            lock.unlock();
        }
    }

    /** Changes numbers, and adds a thread if a task waits for one. Throws nothing for want of memory. */
    private void change(int byMost, int byLost, int byApart, @Nullable Worker gone) {
        Worker added;
        Locks.takeSurely(lock);
        try {
            most += byMost;
            int nowLost = lost + byLost;
            lost = nowLost;
            apart += byApart;
            if (gone != null) {
                gone.isAwake();
                workers.remove(gone);
            }
            added = tasks.size() > idle && mayAdd() ? add() : null;
        } finally {
            lock.unlock();
        }
        start(added);
    }

    /**
     * Tries once more for a thread if a task waits for one and there may be one more: there may have been no memory for a
     * timer, or a thread may have died before it could say so.
     */
    public void look() {
        change(0, 0, 0, null);
    }

    /** A thread hangs in user code. After {@link #shutdown} it is interrupted. */
    public void lost() {
        change(0, 1, 0, null);
        if (isShutdown) {
            try {
                interruptRunning(null);
            } catch (VirtualMachineError noMemory) {
                // it hangs on, and counts as lost all the same
            }
        }
    }

    /** It came back. */
    public void regained() {
        change(0, -1, 0, null);
    }

    /** Whether so many threads hang that no more are replaced. */
    public boolean hasLostTooMany() {
        return lost >= MOST_LOST;
    }

    /** Why there was no thread when one was last needed; null if there was one. */
    public @Nullable Throwable refusal() {
        return refusal;
    }

    /** How often there was no thread to be had. */
    public int refusals() {
        return refusals;
    }

    /** Allows so many threads more, or fewer. */
    public void resize(int by) {
        change(by, 0, 0, null);
    }

    /** Lets idle threads go, now and from now on. */
    public void shutdown() {
        Locks.takeSurely(lock);
        try {
            isShutdown = true;
            boolean areMore = true;
            while (areMore) {
                areMore = wake();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A task that is somebody's, who can be interrupted apart from others. */
    public interface Owned extends Runnable {
        /** Whose it is. */
        Object owner();
    }

    /** Interrupts what is running for somebody, and what waits to run for him when it begins. */
    public void interrupt(Object owner) {
        Locks.takeSurely(lock);
        try {
            Set<Runnable> all = Collections.newSetFromMap(new IdentityHashMap<>());
            all.addAll(interrupted);
            for (Runnable task : tasks) {
                if (isOf(owner, task)) {
                    all.add(task);
                }
            }
            interrupted = all;
        } finally {
            lock.unlock();
        }
        interruptRunning(owner);
    }

    private static boolean isOf(Object owner, @Nullable Runnable task) {
        return task instanceof Owned owned && owned.owner() == owner;
    }

    /** On a thread of its own, as an interrupt may close a user's channel. */
    private void interruptRunning(@Nullable Object owner) {
        executeApart(new Interrupter(owner));
    }

    private final class Interrupter implements Runnable {
        private final @Nullable Object owner;

        Interrupter(@Nullable Object owner) {
            this.owner = owner;
        }

        @Override
        public void run() {
            for (Worker worker : running()) {
                worker.interruptTask(owner);
            }
        }
    }

    private List<Worker> running() {
        Locks.takeSurely(lock);
        try {
            return new ArrayList<>(workers);
        } finally {
            lock.unlock();
        }
    }

    /** What runs on a thread. */
    private final class Worker implements Runnable {

        private final ReentrantLock interrupting = new ReentrantLock(); // guards the fields below
        private @Nullable Thread busy; // the thread while it is in a task
        private @Nullable Runnable present; // that task

        private @Nullable Thread thread; // this and what follows: under the lock of the workers
        private @Nullable Worker nextAsleep;
        private boolean isIdle; // counted as such

        @Override
        public void run() {
            try {
                boolean goesOn = true;
                while (goesOn) {
                    goesOn = runNext();
                }
            } finally {
                change(0, 0, 0, this); // whatever a task has thrown, the next one gets a thread
            }
        }

        /** In a frame of its own, which keeps no task while the thread waits for the next one. */
        private boolean runNext() {
            Runnable task = next();
            if (task != null) {
                runTask(task);
            }
            return task != null;
        }

        private void runTask(Runnable task) {
            Thread thread = Thread.currentThread();
            ClassLoader loader = thread.getContextClassLoader();
            try {
                task.run();
            } finally {
                busy(null, null);
                Thread.interrupted();
                thread.setContextClassLoader(loader);
            }
        }

        private void busy(@Nullable Thread thread, @Nullable Runnable task) {
            Locks.takeSurely(interrupting); // the task has been taken out of the queue
            try {
                busy = thread;
                present = task;
            } finally {
                interrupting.unlock();
            }
        }

        /** Interrupts the task, if it is of this owner, or whosesoever it is. */
        private void interruptTask(@Nullable Object owner) {
            Locks.take(interrupting);
            try {
                boolean isMeant = owner == null || isOf(owner, present);
                if (isMeant && busy != null && busy != Thread.currentThread()) {
                    busy.interrupt();
                }
            } finally {
                interrupting.unlock();
            }
        }

        /** The next task, or null when this thread is to end: then it is a worker no more. Needs no memory. */
        private @Nullable Runnable next() {
            for (int naps = 0; ; naps++) {
                Locks.takeSurely(lock);
                try {
                    isAwake();
                    boolean isSurplus = workers.size() > allowed() && tasks.size() <= idle;
                    Runnable task = isSurplus ? null : tasks.pollFirst();
                    if (task != null) {
                        begin(task);
                        return task;
                    }
                    if (isSurplus || isShutdown || naps == MOST_NAPS) {
                        workers.remove(this);
                        return null;
                    }
                    fallsAsleep();
                } finally {
                    lock.unlock();
                }
                LockSupport.parkNanos(Workers.this, NAP_NANOS); // may end at once: a task may have left a permit behind
                boolean ignored = Thread.interrupted(); // nobody has a reason
            }
        }

        /** From now on this thread is interrupted when all are. Under the lock. */
        private void begin(Runnable task) {
            busy(Thread.currentThread(), task);
            if (!interrupted.isEmpty() && interrupted.remove(task)) {
                Thread.currentThread().interrupt();
            }
        }

        /** It waits for a task from now on. Under the lock. */
        private void fallsAsleep() {
            thread = Thread.currentThread();
            isIdle = true;
            idle++;
            nextAsleep = asleep;
            asleep = this;
        }

        /** It waits no longer, whether it was woken or not. Under the lock. */
        private void isAwake() {
            if (!isIdle) {
                return;
            }
            isIdle = false;
            idle--;
            if (asleep == this) {
                asleep = nextAsleep;
            } else {
                Worker before = asleep;
                while (before != null && before.nextAsleep != this) {
                    before = before.nextAsleep;
                }
                if (before != null) {
                    before.nextAsleep = nextAsleep;
                }
            }
            nextAsleep = null;
        }
    }
}
