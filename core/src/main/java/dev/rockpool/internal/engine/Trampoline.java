package dev.rockpool.internal.engine;

import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Runs callbacks of futures one after the other on a thread, never one inside the other: a callback that gives an object
 * back, and so completes the next future, would otherwise go one stack deeper with each.
 *
 * <p>One for each pool. A thread is in the map while it runs callbacks, and only then; so this is no {@link ThreadLocal} that stays behind.
 * Each queue is used by its own thread only.
 */
final class Trampoline {

    private static final System.Logger LOG = System.getLogger("dev.rockpool");
    private final ConcurrentMap<Thread, ArrayDeque<Runnable>> running = new ConcurrentHashMap<>();

    /** Whether the current thread is in a callback. */
    boolean isRunning() {
        return running.containsKey(Thread.currentThread());
    }

    /** Runs the callback now, or after the one that this thread is in. */
    void run(Runnable callback) {
        Thread thread = Thread.currentThread();
        ArrayDeque<Runnable> waiting = running.get(thread);
        if (waiting != null) {
            waiting.add(callback);
            return;
        }
        ArrayDeque<Runnable> queue = new ArrayDeque<>();
        running.put(thread, queue);
        try {
            for (Runnable next = callback; next != null; next = queue.poll()) {
                runNext(next);
            }
        } finally {
            running.remove(thread);
        }
    }

    /** One that fails must not keep those behind it from their objects. */
    private static void runNext(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable failure) {
            LOG.log(System.Logger.Level.ERROR, "rockpool: a future could not be completed", failure);
        }
    }
}
