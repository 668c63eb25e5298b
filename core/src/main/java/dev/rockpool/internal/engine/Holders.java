package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.AcquireTrace;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.slot.Stamp;
import dev.rockpool.monitor.Holder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes who holds leases, at one moment: what the slot's stamp says, with the thread's name and stacks where they can
 * be had. For one thread, and for as long as it takes to gather evidence.
 */
final class Holders {

    private final ThreadDirectory directory = new ThreadDirectory();

    /** A lease that is out, by one read of its slot's word. */
    record Seen(Slot<?> slot, long lease, long holder, long heldNanos) {

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
    Holder describe(Seen seen, boolean withStack) {
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
}
