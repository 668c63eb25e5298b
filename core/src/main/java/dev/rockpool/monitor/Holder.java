package dev.rockpool.monitor;

import dev.rockpool.internal.process.Durations;
import dev.rockpool.internal.process.UserText;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a lease, since when, and where.
 *
 * @param threadId the thread that acquired; for a future, the thread that asked
 * @param threadName its name, with control characters escaped; null if the pool does not know it: the thread has ended,
 *     or is a virtual one whose stack was not kept
 * @param isFuture whether it was acquired by {@link dev.rockpool.Pool#acquireAsync()}: then the thread that asked need
 *     not be the one that uses the object
 * @param hasEnded whether the thread is known to have ended; false for a future and for what is not known
 * @param heldAtLeast for how long: counted from the sweep of upkeep that first saw the lease, so short by up to one
 *     sweep (at most 1 s)
 * @param acquiredAt the stack of the acquire, innermost call first; empty unless it was kept ({@code leakStacks})
 * @param standsAt the stack at which the thread stands now; empty if it was not looked at, or the thread is not known
 */
public record Holder(
        long threadId,
        @Nullable String threadName,
        boolean isFuture,
        boolean hasEnded,
        Duration heldAtLeast,
        List<StackTraceElement> acquiredAt,
        List<StackTraceElement> standsAt) {

    /** Copies the stacks, without the names of class loaders and modules, and escapes control characters. */
    public Holder {
        Objects.requireNonNull(heldAtLeast, "heldAtLeast");
        threadName = threadName == null ? null : UserText.escaped(threadName);
        acquiredAt = withoutLoaders(acquiredAt);
        standsAt = withoutLoaders(standsAt);
    }

    /** Class, method, file and line say it; loaders and modules make lines long, and differ between the two stacks. */
    private static List<StackTraceElement> withoutLoaders(List<StackTraceElement> stack) {
        return stack.stream()
                .map(frame -> new StackTraceElement(
                        UserText.escaped(frame.getClassName()),
                        UserText.escaped(frame.getMethodName()),
                        frame.getFileName() == null ? null : UserText.escaped(frame.getFileName()),
                        frame.getLineNumber()))
                .toList();
    }

    /**
     * The thread in words: {@code thread "http-7"}, {@code thread #31, which has ended}, {@code a future asked for by
     * thread "main"}.
     *
     * @return the words
     */
    public String thread() {
        String known = "thread " + (threadName == null ? "#" + threadId : "\"" + threadName + "\"");
        if (isFuture) {
            return "a future asked for by " + known;
        }
        if (hasEnded) {
            return known + ", which has ended";
        }
        return threadName == null ? known + " (a virtual thread, or one that has ended)" : known;
    }

    /**
     * Hold and thread: {@code at least 12.4 s by thread "http-7"}, or {@code less than 1 s by …} when no sweep of
     * upkeep had seen it before.
     *
     * @return the words
     */
    @Override
    public String toString() {
        String hold = heldAtLeast.isZero() ? "less than 1 s" : "at least " + Durations.inWords(heldAtLeast);
        return hold + " by " + thread();
    }
}
