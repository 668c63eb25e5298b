package dev.rockpool.internal.lifecycle;

import dev.rockpool.Ticker;
import dev.rockpool.internal.process.DaemonThread;
import dev.rockpool.internal.process.Workers;
import dev.rockpool.internal.time.Scheduler;
import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads and the timer that a pool's work runs on. It knows neither objects nor waiters, so that engines share one: the
 * engines of a keyed pool do, and {@link #join} for that. It ends with the last of them that {@link #leave leaves}; who is
 * interrupted is each engine's own calls. The threads are named {@code rockpool-<name>-<kind>-<number>}, start when there is work, and end when there has
 * been none for a while.
 *
 * <p>The context class loader of the threads is that of the thread that makes the runtime, whoever starts them: so the
 * user's code finds its classes. The runtime holds that loader until it is shut down, its threads until they end.
 *
 * <p>Thread-safe; all methods return at once.
 */
public final class PoolRuntime {

    private static final int MOST_THREADS = 64; // of a kind
    private static final long RETRY_NANOS = 100_000_000L; // when there was no thread to be had

    private final Object owner = new Object();
    private final String name;
    private final Ticker ticker;
    private final Scheduler scheduler;
    private final WeakReference<ClassLoader> loader;
    private volatile @Nullable ClassLoader held; // keeps the loader; null after the shutdown

    private final AtomicInteger users = new AtomicInteger(1);

    private final Workers creators;
    private final Workers workers;
    private final Workers destroyers; // apart from the workers: destroys that hang must not keep checks waiting
    private final Workers callbacks;
    private final Workers listeners; // one thread, so that a listener hears events in order

    /**
     * Of the thread that builds a pool.
     *
     * @param name what the names of the threads say
     * @param attempts how many attempts to create are in flight at most
     */
    public PoolRuntime(String name, Ticker ticker, int attempts) {
        this.name = name;
        this.ticker = ticker;
        this.scheduler = Scheduler.of(ticker);
        this.held = Thread.currentThread().getContextClassLoader();
        this.loader = new WeakReference<>(held);
        // Some more than there are attempts: a creator may still be in a callback when the next attempt begins.
        this.creators = workers("creator", (int) Math.min(Integer.MAX_VALUE, attempts + (long) MOST_THREADS));
        this.workers = workers("worker", MOST_THREADS);
        this.destroyers = workers("destroyer", MOST_THREADS);
        this.callbacks = workers("callback", MOST_THREADS);
        this.listeners = workers("listener", 1);
    }

    private Workers workers(String kind, int most) {
        AtomicInteger number = new AtomicInteger();
        String prefix = "rockpool-" + name + "-" + kind + "-";
        ThreadFactory threads = task -> DaemonThread.of(owner, prefix + number.incrementAndGet(), loader.get(), task);
        return new Workers(most, threads, retry -> scheduler.at(ticker.nanoTime() + RETRY_NANOS, retry));
    }

    /** {@return the timer} */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** {@return the threads that create} */
    Workers creators() {
        return creators;
    }

    /** {@return the threads that reset and validate} */
    Workers workers() {
        return workers;
    }

    /** {@return the threads that destroy} */
    Workers destroyers() {
        return destroyers;
    }

    /** {@return the thread that calls listeners} */
    public Workers listeners() {
        return listeners;
    }

    /** Changes how many attempts to create are in flight at most, by a number. */
    public void moreAttempts(int more) {
        creators.resize(more);
    }

    /** Completes futures and the like. */
    public void callBack(Runnable callback) {
        callbacks.execute(callback);
    }

    /** Does so on a thread of its own, whatever hangs on the others. */
    public void callBackApart(Runnable callback) {
        callbacks.executeApart(callback);
    }

    /** {@return whether the current thread is one of these} */
    public boolean isCurrentThread() {
        return DaemonThread.isOf(owner);
    }

    /** A sweep looks whether a task waits for a thread that nobody will start. */
    public void look() {
        creators.look();
        workers.look();
        destroyers.look();
        callbacks.look();
        listeners.look();
    }

    /** One more engine uses it. */
    public void join() {
        users.incrementAndGet();
    }

    /**
     * An engine does not use it any more, unless something comes late: that is done all the same. When the last has left, all
     * threads end as soon as their work is done.
     */
    public void leave() {
        if (users.decrementAndGet() == 0) {
            held = null;
            creators.shutdown();
            workers.shutdown();
            destroyers.shutdown();
            callbacks.shutdown();
            listeners.shutdown();
        }
    }

    /** Interrupts what still runs in user code for one of those that use it. */
    void interrupt(Object owner) {
        creators.interrupt(owner);
        workers.interrupt(owner);
        destroyers.interrupt(owner);
    }
}
