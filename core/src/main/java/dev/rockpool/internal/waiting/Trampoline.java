package dev.rockpool.internal.waiting;

import dev.rockpool.internal.process.UserText;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks of futures one after the other on a thread, never one inside the other: a callback that gives an object
 * back, and so completes the next future, would otherwise go one stack deeper with each.
 *
 * <p>A thread that gave back one object must not serve other people's callbacks for ever, as each of them may bring the
 * next: after {@value #MOST_HERE} it hands the rest to a thread of the pool. That one goes on until none is left.
 *
 * <p>One for each pool. A thread is known here while it runs callbacks, and only then; so this is no {@link ThreadLocal}
 * that stays behind. It is written down at a place that a hash of its id names, if that is free, as a map costs a callback
 * as much again; else in the map. Callbacks that have to wait are in the map; each queue is used by its own thread only.
 */
public final class Trampoline {

    /** A thread, told from others by identity: its own {@code equals} is never asked. */
    private record Key(Thread thread) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && that.thread == thread;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(thread);
        }
    }

    /** So many callbacks run on a thread that is not the pool's, before it gets back to its own work. */
    static final int MOST_HERE = 16;

    private static final int PLACES = 16;
    private static final int STRIDE = 16; // references: a cache line for each place
    private static final long GOLDEN = 0x9E3779B97F4A7C15L; // as in Hints

    // A linked one: an array that cannot grow loses what is in it. Made here, as what links it may be the end of
    // memory.
    private static final Function<Key, Queue<Runnable>> NEW_QUEUE = Trampoline::newQueue;

    private final Consumer<Runnable> elsewhere;
    private final Consumer<Throwable> failed;
    private final AtomicReference<@Nullable AtomicReferenceArray<@Nullable Thread>> places = new AtomicReference<>();
    private final ConcurrentMap<Key, Queue<Runnable>> waiting = new ConcurrentHashMap<>();

    /**
     * A trampoline.
     *
     * @param elsewhere runs a task on a thread of the pool, or throws if there is none to be had
     * @param failed hears of callbacks that throw; throws nothing
     */
    public Trampoline(Consumer<Runnable> elsewhere, Consumer<Throwable> failed) {
        this.elsewhere = elsewhere;
        this.failed = failed;
    }

    private static int placeOf(Thread thread) {
        return (int) ((UserText.idOf(thread) * GOLDEN) >>> (Long.SIZE - 4)) * STRIDE;
    }

    /** Whether the current thread is in a callback. */
    public boolean isRunning() {
        Thread thread = Thread.currentThread();
        AtomicReferenceArray<@Nullable Thread> running = places.get();
        return running != null && (running.get(placeOf(thread)) == thread || waiting.containsKey(new Key(thread)));
    }

    /** The places, made for the first callback: a pool that completes no futures has none. */
    private AtomicReferenceArray<@Nullable Thread> running() {
        AtomicReferenceArray<@Nullable Thread> made = places.get();
        if (made == null) {
            AtomicReferenceArray<@Nullable Thread> fresh = new AtomicReferenceArray<>(PLACES * STRIDE);
            AtomicReferenceArray<@Nullable Thread> first = places.compareAndExchange(null, fresh);
            made = first == null ? fresh : first;
        }
        return made;
    }

    /** Runs the callback now, or after the one that this thread is in. */
    public void run(Runnable callback) {
        try {
            run(callback, MOST_HERE);
        } catch (Throwable noMemory) { // to remember it
            failed.accept(noMemory);
            throw noMemory;
        }
    }

    private void run(Runnable callback, int most) {
        Thread thread = Thread.currentThread();
        AtomicReferenceArray<@Nullable Thread> running = running();
        Key key = new Key(thread); // here, as what ends this must need no memory
        int place = placeOf(thread);
        Thread there = running.get(place);
        Queue<Runnable> queue = there == thread ? queueOf(key) : waiting.get(key);
        if (queue != null) {
            queue.add(callback);
            return;
        }
        boolean hasPlace = there == null && running.compareAndSet(place, null, thread);
        try {
            if (!hasPlace) {
                queueOf(key);
            }
            runNext(callback);
            runWaiting(key, most - 1);
        } finally {
            try {
                waiting.remove(key);
            } finally {
                if (hasPlace) {
                    running.setRelease(place, null);
                }
            }
        }
    }

    private static Queue<Runnable> newQueue(Key unknown) {
        return new ConcurrentLinkedQueue<>();
    }

    private Queue<Runnable> queueOf(Key key) {
        return waiting.computeIfAbsent(key, NEW_QUEUE);
    }

    private void runWaiting(Key key, int most) {
        Queue<Runnable> queue = waiting.get(key);
        if (queue == null) {
            return;
        }
        int left = most;
        while (!queue.isEmpty()) {
            if (left-- == 0) {
                handOver(queue); // then looks whether what was handed over came back
            } else {
                runNext(queue.poll());
            }
        }
    }

    /** Hands callbacks on to a thread of the pool, or to whoever; if there is none to be had, runs them here. */
    private void handOver(Queue<Runnable> queue) {
        Queue<Runnable> rest = null;
        try {
            Queue<Runnable> all = new ConcurrentLinkedQueue<>(queue);
            Runnable task = new Rest(all, false);
            rest = all;
            queue.clear(); // before: it may come back here
            elsewhere.accept(task);
        } catch (Throwable noThread) {
            if (rest != null) {
                runAll(rest);
            }
        }
    }

    /** What another thread has left, and all that comes of it. On a thread of the pool. */
    private final class Rest implements Runnable {
        private final Queue<Runnable> callbacks;
        private final boolean isInside; // the trampoline

        Rest(Queue<Runnable> callbacks, boolean isInside) {
            this.callbacks = callbacks;
            this.isInside = isInside;
        }

        @Override
        public void run() {
            if (isInside) {
                runAll(callbacks);
            } else {
                Trampoline.this.run(new Rest(callbacks, true), Integer.MAX_VALUE);
            }
        }
    }

    private void runAll(Queue<Runnable> callbacks) {
        for (Runnable next = callbacks.poll(); next != null; next = callbacks.poll()) {
            runNext(next);
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
