package dev.rockpool.internal.supply;

import dev.rockpool.internal.process.DaemonThread;
import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of one pool. Their context class loader is the one of the thread that built the pool, whoever makes
 * them: so the user's code finds its classes. The pool holds that loader until it is let go, its threads until they end.
 */
final class PoolThreads {

    private final Object owner = new Object();
    private final String pool;
    private final WeakReference<ClassLoader> loader;
    private volatile @Nullable ClassLoader held; // keeps the loader until it is let go

    /** For a pool that this thread builds. */
    PoolThreads(String pool) {
        this.pool = pool;
        this.held = Thread.currentThread().getContextClassLoader();
        this.loader = new WeakReference<>(held);
    }

    /** Threads of a kind, numbered. */
    ThreadFactory named(String kind) {
        AtomicInteger number = new AtomicInteger();
        String prefix = "rockpool-" + pool + "-" + kind + "-";
        return task -> DaemonThread.of(owner, prefix + number.incrementAndGet(), loader.get(), task);
    }

    /** Whether the current thread is one of them. */
    boolean isCurrent() {
        return DaemonThread.isOf(owner);
    }

    /** The pool is closed: its class loader may go, if nobody else needs it. */
    void letGo() {
        held = null;
    }
}
