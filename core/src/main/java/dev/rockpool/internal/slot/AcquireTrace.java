package dev.rockpool.internal.slot;

import dev.rockpool.internal.process.EntryClasses;
import dev.rockpool.internal.process.UserText;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a lease was acquired, when somebody asked for that to be kept. Immutable, and it knows its lease, so it need not
 * be taken away when that ends. The thread is known only weakly, and the stack as text, so that neither a thread nor a
 * class is kept alive.
 */
public final class AcquireTrace {

    private static final String OURS = "dev.rockpool.internal.";

    private final long lease;
    private final WeakReference<Thread> thread;
    private final String threadName;
    private final long atNanos;
    private final List<StackTraceElement> stack;

    private AcquireTrace(
            long lease, WeakReference<Thread> thread, String threadName, long atNanos, List<StackTraceElement> stack) {
        this.lease = lease;
        this.thread = thread;
        this.threadName = threadName;
        this.atNanos = atNanos;
        this.stack = stack;
    }

    /** The present thread, where it stands, for a lease that is not known yet. */
    public static AcquireTrace here(long nowNanos) {
        Thread current = Thread.currentThread();
        List<StackTraceElement> stack = fromTheCaller(List.of(new Throwable().getStackTrace()));
        return new AcquireTrace(0, new WeakReference<>(current), UserText.nameOf(current), nowNanos, stack);
    }

    /** A stack without the pool's own frames at its top, and without what the pool has called from there to wait. */
    public static List<StackTraceElement> fromTheCaller(List<StackTraceElement> stack) {
        int first = 0;
        for (int i = 0; i < stack.size(); i++) {
            String owner = stack.get(i).getClassName();
            boolean isTicker = stack.get(i).getMethodName().equals("parkUntil"); // in which acquires wait
            if (owner.startsWith(OURS) || EntryClasses.contains(owner)) {
                first = i + 1;
            } else if (!isTicker
                    && !owner.startsWith("java.")
                    && !owner.startsWith("jdk.")
                    && !owner.startsWith("sun.")) {
                break;
            }
        }
        return stack.subList(first, stack.size());
    }

    /** The same for a lease, which began at {@code nowNanos}. */
    public AcquireTrace of(long newLease, long nowNanos) {
        return new AcquireTrace(newLease, thread, threadName, nowNanos, stack);
    }

    /** Whether it is that of a lease. */
    public boolean isOf(long otherLease) {
        return lease == otherLease;
    }

    /** The thread; null when the collector has taken it, so it has ended. */
    public @Nullable Thread thread() {
        return thread.get();
    }

    /** Its name then. */
    public String threadName() {
        return threadName;
    }

    /** When the lease began. */
    public long atNanos() {
        return atNanos;
    }

    /** Where it was acquired. */
    public List<StackTraceElement> stack() {
        return stack;
    }
}
