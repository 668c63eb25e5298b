package dev.rockpool.internal.explain;

import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.AcquireTrace;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.slot.Stamp;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.Holder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Describes who holds leases, at one moment: what the slot's stamp says, with the thread's name and stacks where they can
 * be had. For one thread, and for as long as it takes to gather evidence.
 */
public final class Holders {

    private final ThreadDirectory directory = new ThreadDirectory();

    /** Of this moment; threads are visited when one is asked for. */
    public Holders() {}

    /**
     * A lease that is out, by one read of its slot's word.
     *
     * @param slot the slot
     * @param lease the number of the lease
     * @param holder the stamp of its holder
     * @param heldNanos for how long at least it has been out
     */
    public record Seen(Slot<?> slot, long lease, long holder, long heldNanos) {

        /** The trace of this lease, if it was kept. */
        @Nullable
        AcquireTrace trace() {
            return slot.traceOf(lease);
        }
    }

    /** Whether the thread of a lease is known to have ended. A future's asker says nothing about who uses the object. */
    boolean hasEnded(Seen seen) {
        if (Stamp.isFuture(seen.holder) || Stamp.threadOf(seen.holder) == 0) {
            return false;
        }
        AcquireTrace trace = seen.trace();
        return (trace != null || directory.findsAll()) && threadOf(seen, trace) == null;
    }

    private @Nullable Thread threadOf(Seen seen, @Nullable AcquireTrace trace) {
        Thread thread = trace == null ? directory.find(Stamp.threadOf(seen.holder)) : trace.thread();
        return thread != null && thread.isAlive() ? thread : null;
    }

    /** The holder in words, with or without the stack at which its thread stands now. */
    public Holder describe(Seen seen, boolean withStack) {
        AcquireTrace trace = seen.trace();
        Thread thread = threadOf(seen, trace);
        boolean isFuture = Stamp.isFuture(seen.holder);
        String name = trace != null ? trace.threadName() : thread == null ? "" : UserText.nameOf(thread);
        return new Holder(
                Stamp.threadOf(seen.holder),
                name.isEmpty() ? null : name,
                isFuture,
                hasEnded(seen),
                Duration.ofNanos(Math.max(0, seen.heldNanos)),
                trace == null ? List.of() : trace.stack(),
                withStack && thread != null && !isFuture ? stackOf(thread, seen) : List.of());
    }

    /** Where the thread stands, if it still has the lease: else it may be anywhere by now. */
    private static List<StackTraceElement> stackOf(Thread thread, Seen seen) {
        List<StackTraceElement> stack = AcquireTrace.fromTheCaller(UserText.stackOf(thread));
        return Snapshot.lease(seen.slot.look()) == seen.lease ? stack : List.of();
    }

    /** The longest holders in words, for a log line; empty when there is none. */
    public static <T> String longestInWords(SlotTable<T> table, long now) {
        Holders describer = new Holders();
        LeaseSurvey<T> survey = new LeaseSurvey<>(table, now, Map.of(), Nanos.FOREVER, describer).walk();
        StringBuilder words = new StringBuilder();
        for (Seen seen : survey.longest()) {
            words.append(words.length() == 0 ? "; held " : "; ")
                    .append(describer.describe(seen, false).toString());
        }
        return words.toString();
    }

    /** The lease that this thread, which is the caller, holds longest, or null if it holds none. */
    public static <T> @Nullable Holder longestHeldBy(long threadId, SlotTable<T> table, long now) {
        Longest<T> held = new Longest<>(threadId, now);
        table.forEach(held);
        Seen longest = held.longest;
        return longest == null ? null : new Holders().describe(longest, false);
    }

    private static final class Longest<T> implements Consumer<Slot<T>> {
        private final long threadId;
        private final long now;
        private @Nullable Seen longest;

        Longest(long threadId, long now) {
            this.threadId = threadId;
            this.now = now;
        }

        @Override
        public void accept(Slot<T> slot) {
            if (isHeldBy(slot, threadId)) {
                long lease = slot.lease(); // it is this thread's own, and does not end meanwhile
                long heldNanos = slot.heldNanos(lease, now);
                if (longest == null || longest.heldNanos < heldNanos) {
                    longest = new Seen(slot, lease, threadId, heldNanos);
                }
            }
        }
    }

    /** Whether a thread holds the lease of a slot. */
    public record HeldBy<T>(long threadId) implements Predicate<Slot<T>> {
        @Override
        public boolean test(Slot<T> slot) {
            return isHeldBy(slot, threadId);
        }
    }

    /** Whether a thread holds the lease of a slot. */
    public static boolean isHeldBy(Slot<?> slot, long threadId) {
        long word = slot.look();
        return Snapshot.isLeased(word) && slot.holderOf(word) == threadId;
    }
}
