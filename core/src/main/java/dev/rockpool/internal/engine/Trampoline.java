package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.UserText;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks of futures one after the other on a thread, never one inside the other: a callback that gives an object
 * back, and so completes the next future, would otherwise go one stack deeper with each.
 *
 * <p>One for each pool. A thread is known here while it runs callbacks, and only then; so this is no {@link ThreadLocal}
 * that stays behind. It is written down at a place that a hash of its id names, if that is free, as a map costs a callback
 * as much again; else in the map. Callbacks that have to wait are in the map; each queue is used by its own thread only.
 */
final class Trampoline {

    private static final int PLACES = 16;
    private static final int STRIDE = 16; // references: a cache line for each place
    private static final long GOLDEN = 0x9E3779B97F4A7C15L; // as in Hints

    private final AtomicReferenceArray<@Nullable Thread> running = new AtomicReferenceArray<>(PLACES * STRIDE);
    private final ConcurrentMap<Thread, ArrayDeque<Runnable>> waiting = new ConcurrentHashMap<>();

    private final Consumer<Throwable> failed;

    /** Callbacks of one pool; {@code failed} hears of those that throw. */
    Trampoline(Consumer<Throwable> failed) {
        this.failed = failed;
    }

    private static int placeOf(Thread thread) {
        return (int) ((UserText.idOf(thread) * GOLDEN) >>> (Long.SIZE - 4)) * STRIDE;
    }

    /** Whether the current thread is in a callback. */
    boolean isRunning() {
        Thread thread = Thread.currentThread();
        return running.get(placeOf(thread)) == thread || waiting.containsKey(thread);
    }

    /** Runs the callback now, or after the one that this thread is in. */
    void run(Runnable callback) {
        Thread thread = Thread.currentThread();
        int place = placeOf(thread);
        Thread there = running.get(place);
        ArrayDeque<Runnable> queue = there == thread ? queueOf(thread) : waiting.get(thread);
        if (queue != null) {
            queue.add(callback);
            return;
        }
        boolean hasPlace = there == null && running.compareAndSet(place, null, thread);
        if (!hasPlace) {
            queueOf(thread);
        }
        try {
            runNext(callback);
            runWaiting(thread);
        } finally {
            waiting.remove(thread);
            if (hasPlace) {
                running.setRelease(place, null);
            }
        }
    }

    private ArrayDeque<Runnable> queueOf(Thread thread) {
        return waiting.computeIfAbsent(thread, unknown -> new ArrayDeque<>());
    }

    private void runWaiting(Thread thread) {
        ArrayDeque<Runnable> queue = waiting.get(thread);
        if (queue != null) {
            for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
                runNext(next);
            }
        }
    }

    /** One that fails must not keep those behind it from their objects. */
    private void runNext(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable failure) {
            failed.accept(failure);
        }
    }
}
