package dev.rockpool.internal.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds live platform threads by their ids, as the pool keeps no reference to a thread. The virtual machine has no such
 * look-up, so all threads are visited, and the result is kept (weakly) for those who ask next. Virtual threads cannot be
 * found this way. Thread-safe.
 */
final class ThreadDirectory {

    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualOrNull();

    private volatile Map<Long, WeakReference<Thread>> known = Map.of(); // replaced as a whole
    private volatile boolean hasSeenVirtual;

    private static @Nullable MethodHandle isVirtualOrNull() {
        try {
            return MethodHandles.lookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException beforeJdk21) {
            return null;
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Notes that this thread uses the pool. */
    void note(Thread thread) {
        if (!hasSeenVirtual && isVirtual(thread)) {
            hasSeenVirtual = true;
        }
    }

    /** Whether a thread that cannot be found must have ended: no virtual one has been seen here. */
    boolean findsAll() {
        return !hasSeenVirtual;
    }

    /** The live platform thread with this id, or null. */
    @Nullable
    Thread find(long threadId) {
        Thread remembered = alive(known.get(threadId));
        if (remembered != null) {
            return remembered;
        }
        known = visitAll();
        return alive(known.get(threadId));
    }

    private static @Nullable Thread alive(@Nullable WeakReference<Thread> reference) {
        Thread thread = reference == null ? null : reference.get();
        return thread != null && thread.isAlive() ? thread : null;
    }

    private static Map<Long, WeakReference<Thread>> visitAll() {
        Map<Long, WeakReference<Thread>> found = new HashMap<>();
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root != null && root.getParent() != null) {
            root = root.getParent();
        }
        if (root == null) {
            return found;
        }
        Thread[] threads = new Thread[root.activeCount() + 16];
        int count = root.enumerate(threads, true);
        while (count == threads.length) { // more have come meanwhile: enumerate leaves out what does not fit
            threads = new Thread[2 * count];
            count = root.enumerate(threads, true);
        }
        for (int i = 0; i < count; i++) {
            found.put(threads[i].getId(), new WeakReference<>(threads[i]));
        }
        return found;
    }
}
