package dev.rockpool.internal.process;

import java.security.AccessController;
import java.security.PrivilegedAction;
import org.jspecify.annotations.Nullable;

/**
 * A thread of ours. It has nothing of the thread that happened to make it: no thread-locals, no access context, no thread
 * group, no priority, and the class loader that it is given.
 */
public final class DaemonThread extends Thread {

    private static final @Nullable ThreadGroup ROOT = root();

    private final Object owner;

    private DaemonThread(Object owner, String name, Runnable task) {
        super(ROOT, task, name, 0, false);
        this.owner = owner;
    }

    /**
     * Makes one, which is to be started.
     *
     * @param owner whose it is; the thread keeps it
     * @param loader its context class loader
     */
    // Privileged, as on JDK 17 a thread keeps the access context of its maker; on later ones that changes nothing.
    // The usual priority, not that of the maker.
    @SuppressWarnings({"removal", "ThreadPriorityCheck"})
    public static DaemonThread of(Object owner, String name, @Nullable ClassLoader loader, Runnable task) {
        return AccessController.doPrivileged(new PrivilegedAction<DaemonThread>() {
            @Override
            public DaemonThread run() {
                DaemonThread made = new DaemonThread(owner, name, task);
                made.setDaemon(true);
                made.setPriority(NORM_PRIORITY);
                made.setContextClassLoader(loader);
                return made;
            }
        });
    }

    /** Whether the current thread belongs to this owner. */
    public static boolean isOf(Object owner) {
        return Thread.currentThread() instanceof DaemonThread thread && thread.owner == owner;
    }

    private static @Nullable ThreadGroup root() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group != null && group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }
}
