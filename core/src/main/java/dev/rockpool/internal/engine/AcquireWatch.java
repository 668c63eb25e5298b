package dev.rockpool.internal.engine;

import dev.rockpool.config.NestedAcquire;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.AcquireTrace;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.LeaseEvent;
import dev.rockpool.monitor.Holder;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at on each acquire when somebody asked for it: acquires by a thread that holds a lease already, the
 * stacks of acquires, young tokens. Off, it costs the fast path one look at {@link PoolEngine}'s flag; so all of it is on
 * the thread that acquires, and outside the fast path.
 */
final class AcquireWatch<T> {

    private final Core<T> core;
    private final AtomicLong pending = new AtomicLong(); // futures that had to wait while stacks were kept

    AcquireWatch(Core<T> core) {
        this.core = core;
    }

    /** Whether there is anything to look at or to count, by the settings in force. */
    boolean isNeeded() {
        return core.facts.trimsIdle
                || core.leakWatch.freshens()
                || core.facts.config.leakStacks() > 0
                || core.facts.config.nestedAcquire() != NestedAcquire.ALLOW;
    }

    /** A thread is about to acquire. */
    void before() {
        NestedAcquire setting = core.facts.config.nestedAcquire();
        if (setting == NestedAcquire.ALLOW || core.facts.isClosed) {
            return;
        }
        Holder held = core.explainer.longestHeldBy(UserText.currentThreadId());
        if (held == null) {
            return;
        }
        core.events.happened(new LeaseEvent.NestedAcquire(held));
        if (setting == NestedAcquire.FAIL) {
            throw new IllegalStateException("pool \"" + core.facts.name() + "\": thread \""
                    + UserText.nameOf(Thread.currentThread())
                    + "\" holds a lease of this pool already and acquires one more, which nestedAcquire (FAIL) forbids:"
                    + " threads that do so can wait for one another for ever. Close the first lease before, or hand it on"
                    + " to the code that needs an object.");
        }
    }

    /** The lease of this thread has begun. */
    void began(Slot<T> slot) {
        slot.uncount();
        core.leakWatch.freshen(slot);
        if (isSampled(Snapshot.leases(slot.lease()) - 1)) {
            long now = core.ticker.nanoTime();
            slot.trace(AcquireTrace.here(now).of(slot.lease(), now));
        }
    }

    /** A future must wait: where it was asked for, if that is to be kept. */
    @Nullable
    AcquireTrace asked() {
        return isSampled(pending.getAndIncrement()) ? AcquireTrace.here(core.ticker.nanoTime()) : null;
    }

    /** The lease of a future has begun, on the thread that has its object. */
    void began(Slot<T> slot, @Nullable AcquireTrace asked) {
        slot.uncount();
        core.leakWatch.freshen(slot);
        if (asked != null) {
            slot.trace(asked.of(slot.lease(), core.ticker.nanoTime()));
        }
    }

    private boolean isSampled(long number) {
        int everyNth = core.facts.config.leakStacks();
        return everyNth > 0 && number % everyNth == 0;
    }
}
