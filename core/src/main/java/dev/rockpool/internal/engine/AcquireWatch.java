package dev.rockpool.internal.engine;

import dev.rockpool.config.NestedAcquire;
import dev.rockpool.internal.explain.Holders;
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

    private final PoolState<T> state;
    private final Facts facts;
    private final Platform<T> platform;
    private final LeakWatch<T> leakWatch;
    private final AtomicLong pending = new AtomicLong(); // futures that had to wait while stacks were kept

    AcquireWatch(PoolState<T> state, Platform<T> platform, LeakWatch<T> leakWatch) {
        this.state = state;
        this.facts = state.facts;
        this.platform = platform;
        this.leakWatch = leakWatch;
    }

    /** Whether there is anything to look at or to count, by the settings in force. */
    boolean isNeeded() {
        return facts.trimsIdle
                || leakWatch.freshens()
                || facts.config.leakStacks() > 0
                || facts.config.nestedAcquire() != NestedAcquire.ALLOW;
    }

    /** A thread is about to acquire. */
    void before() {
        NestedAcquire setting = facts.config.nestedAcquire();
        if (setting == NestedAcquire.ALLOW || facts.isClosed) {
            return;
        }
        Holder held = Holders.longestHeldBy(UserText.currentThreadId(), state.table, platform.ticker.nanoTime());
        if (held == null) {
            return;
        }
        platform.events.happened(new LeaseEvent.NestedAcquire(held));
        if (setting == NestedAcquire.FAIL) {
            throw new IllegalStateException("pool \"" + facts.name() + "\": thread \""
                    + UserText.nameOf(Thread.currentThread())
                    + "\" holds a lease of this pool already and acquires one more, which nestedAcquire (FAIL) forbids:"
                    + " threads that do so can wait for one another for ever. Close the first lease before, or hand it on"
                    + " to the code that needs an object.");
        }
    }

    /** The lease of this thread has begun. */
    void began(Slot<T> slot) {
        slot.uncount();
        leakWatch.freshen(slot);
        if (isSampled(Snapshot.leases(slot.lease()) - 1)) {
            long now = platform.ticker.nanoTime();
            slot.trace(AcquireTrace.here(now).of(slot.lease(), now));
        }
    }

    /** A future must wait: where it was asked for, if that is to be kept. */
    @Nullable
    AcquireTrace asked() {
        return isSampled(pending.getAndIncrement()) ? AcquireTrace.here(platform.ticker.nanoTime()) : null;
    }

    /** The lease of a future has begun, on the thread that has its object. */
    void began(Slot<T> slot, @Nullable AcquireTrace asked) {
        slot.uncount();
        leakWatch.freshen(slot);
        if (asked != null) {
            slot.trace(asked.of(slot.lease(), platform.ticker.nanoTime()));
        }
    }

    private boolean isSampled(long number) {
        int everyNth = facts.config.leakStacks();
        return everyNth > 0 && number % everyNth == 0;
    }
}
