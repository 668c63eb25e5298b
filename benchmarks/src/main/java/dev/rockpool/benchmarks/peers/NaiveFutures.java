package dev.rockpool.benchmarks.peers;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pool with futures as one writes it in ten minutes: two queues under a lock. No deadline, no cancellation, no
 * statistics, and an object that is given back twice is there twice.
 */
public final class NaiveFutures {

    private final ReentrantLock lock = new ReentrantLock(); // guards the queues
    private final ArrayDeque<Item> idle = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<Item>> waiting = new ArrayDeque<>();

    /**
     * Makes a full pool.
     *
     * @param size how many objects
     */
    public NaiveFutures(int size) {
        for (int i = 0; i < size; i++) {
            idle.push(new Item());
        }
    }

    /**
     * Takes an object, now or when one comes back.
     *
     * @return a future of it
     */
    public CompletableFuture<Item> acquire() {
        lock.lock();
        try {
            Item item = idle.poll();
            if (item != null) {
                return CompletableFuture.completedFuture(item);
            }
            CompletableFuture<Item> future = new CompletableFuture<>();
            waiting.add(future);
            return future;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives an object back.
     *
     * @param item the object
     */
    public void release(Item item) {
        CompletableFuture<Item> next = nextWaiting(item);
        if (next != null) {
            next.complete(item);
        }
    }

    @Nullable
    private CompletableFuture<Item> nextWaiting(Item item) {
        lock.lock();
        try {
            CompletableFuture<Item> next = waiting.poll();
            if (next == null) {
                idle.push(item);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
