package dev.rockpool.internal.supply;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Daemon threads for user code: made on demand up to a number, gone when idle. A task goes to an idle thread, else to a
 * new one, else it queues. Platform threads, because user code that blocks in a monitor would pin a virtual thread's
 * carrier.
 *
 * <p>A thread that hangs in user code can be declared lost: it then does not count, so those who are still sound are as
 * many as before.
 */
final class Workers {

    private static final long KEEP_ALIVE_SECONDS = 5;

    /** Takes a task only when a thread waits for one, so that the executor makes threads before it queues. */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }

    /** A thread of a pool, which knows whose it is. */
    private static final class PoolThread extends Thread {
        private final Object owner;

        PoolThread(Object owner, Runnable task, String name) {
            super(null, task, name, 0, false); // inherits no thread-locals
            this.owner = owner;
            setDaemon(true);
        }
    }

    private final Object owner;
    private final String threadNames;
    private final AtomicInteger threadNumber = new AtomicInteger();
    private final ThreadPoolExecutor executor;
    private final ReentrantLock resizing = new ReentrantLock();
    private long most; // how many threads there may be; under resizing

    Workers(Object owner, String threadNames, long threads) {
        this.owner = owner;
        this.threadNames = threadNames;
        this.most = threads;
        this.executor = new ThreadPoolExecutor(
                0,
                asInt(threads),
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new HandOver(),
                this::newThread,
                this::enqueue);
    }

    /** Whether the current thread belongs to this owner. */
    static boolean isThreadOf(Object owner) {
        return Thread.currentThread() instanceof PoolThread thread && thread.owner == owner;
    }

    private Thread newThread(Runnable task) {
        return new PoolThread(owner, task, threadNames + "-" + threadNumber.incrementAndGet());
    }

    /** Runs a task soon, also after {@link #shutdown}: what comes back late must still be destroyed. */
    void execute(Runnable task) {
        executor.execute(task);
    }

    /** Runs a task on a thread of its own. */
    void executeApart(Runnable task) {
        newThread(task).start();
    }

    /** Called when all threads are busy, or when the executor has been shut down. */
    private void enqueue(Runnable task, ThreadPoolExecutor refusing) {
        if (refusing.isShutdown()) {
            executeApart(task);
            return;
        }
        refusing.getQueue().add(task);
        // The last thread may have gone, or the executor been shut down, between the refusal and the queueing.
        if ((refusing.getPoolSize() == 0 || refusing.isShutdown()) && refusing.remove(task)) {
            execute(task);
        }
    }

    /** A thread hangs in user code. Once the pool is closed it is interrupted. */
    void lost() {
        resize(1);
        if (executor.isShutdown()) {
            interrupt();
            return;
        }
        Runnable waiting = executor.getQueue().poll(); // the executor makes threads only for what comes anew
        if (waiting != null) {
            execute(waiting);
        }
    }

    /** It came back. */
    void regained() {
        resize(-1);
    }

    /** Allows so many threads more, or fewer. */
    void resize(int by) {
        resizing.lock();
        try {
            most += by;
            executor.setMaximumPoolSize(asInt(most));
        } finally {
            resizing.unlock();
        }
    }

    private static int asInt(long threads) {
        return (int) Math.min(threads, Integer.MAX_VALUE);
    }

    /** Lets the threads go when their work is done. */
    void shutdown() {
        executor.shutdown();
    }

    /** Interrupts what is still running. Queued tasks are still run. */
    void interrupt() {
        executor.shutdownNow().forEach(this::execute);
    }
}
