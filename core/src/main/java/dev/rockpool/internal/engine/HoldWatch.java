package dev.rockpool.internal.engine;

import dev.rockpool.internal.stats.Tally.Event;
import dev.rockpool.monitor.Holder;
import java.time.Duration;
import java.util.List;

/**
 * Warns, once each, of leases that have been out for longer than {@code holdWarning}, and says when one of them has ended
 * after all. Called by upkeep's sweeps for each slot, so on the scheduler's thread only; acquire and release know nothing
 * of it. A lease counts from the sweep that first saw it, so no warning is early, however long its object was idle before;
 * and to the sweep that last saw it, so the end is not told longer than it was.
 */
final class HoldWatch<T> {

    private final Core<T> core;
    private volatile int open; // warnings of leases that have not ended; written by the scheduler's thread only
    private Holders describer = new Holders(); // of this sweep

    /** A lease that was warned of. By the scheduler's thread only. */
    static final class Warning {
        private final long lease;
        private final Holder holder;
        private long heldNanos; // when a sweep last saw it

        private Warning(long lease, Holder holder, long heldNanos) {
            this.lease = lease;
            this.holder = holder;
            this.heldNanos = heldNanos;
        }
    }

    HoldWatch(Core<T> core) {
        this.core = core;
    }

    /** A sweep begins. */
    void begin() {
        describer = new Holders();
    }

    /** Whether there are leases whose end is to be told. */
    boolean hasOpenWarnings() {
        return open > 0;
    }

    /** The lease of a warning was lost: its end is not told. */
    void forget(Slot<T> slot) {
        if (slot.warning != null) {
            slot.warning = null;
            count(-1);
        }
    }

    private void count(int by) {
        int changed = open + by;
        open = changed;
    }

    /**
     * Looks at a slot.
     *
     * @param word the slot's word
     * @param limitNanos for how long a lease may be out; 0 for ever
     */
    void look(Slot<T> slot, long word, long now, long limitNanos) {
        long lease = Slot.leaseOf(word);
        Warning warned = slot.warning;
        if (warned != null && warned.lease != lease) {
            forget(slot);
            ended(warned);
            warned = null;
        }
        if (warned != null) {
            warned.heldNanos = core.engine.upkeep().heldNanos(slot, lease, now);
        } else if (limitNanos > 0 && Slot.state(word) == Slot.LEASED) {
            long held = core.engine.upkeep().heldNanos(slot, lease, now);
            if (held >= limitNanos) {
                warn(slot, new Holders.Seen(slot, lease, slot.holderOf(word), held));
            }
        }
    }

    private void warn(Slot<T> slot, Holders.Seen seen) {
        Holder holder = describer.describe(seen, true);
        slot.warning = new Warning(seen.lease(), holder, seen.heldNanos());
        count(1);
        core.tally.count(Event.HELD_TOO_LONG);
        core.calls.reports().heldTooLong(holder);
    }

    private void ended(Warning warned) {
        Holder holder = warned.holder;
        core.calls
                .reports()
                .heldTooLongEnded(new Holder(
                        holder.threadId(),
                        holder.threadName(),
                        holder.isFuture(),
                        holder.hasEnded(),
                        Duration.ofNanos(warned.heldNanos),
                        holder.acquiredAt(),
                        List.of()));
    }
}
