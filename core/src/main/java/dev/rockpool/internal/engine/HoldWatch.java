package dev.rockpool.internal.engine;

import dev.rockpool.internal.explain.Holders;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.LeaseEvent;
import dev.rockpool.monitor.Holder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Warns, once each, of leases that have been out for longer than {@code holdWarning}, and says when one of them has ended
 * after all. Called by upkeep's sweeps for each slot, so on the scheduler's thread only; acquire and release know nothing
 * of it. A lease counts from the sweep that first saw it, so no warning is early, however long its object was idle before;
 * and to the sweep that last saw it, so the end is not told longer than it was.
 */
final class HoldWatch<T> {

    private final Platform<T> platform;
    private final Map<Slot<T>, Warning> warnings =
            new HashMap<>(); // of leases that have not ended; by the scheduler's thread
    private volatile int open; // how many; written by the scheduler's thread only
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

    HoldWatch(Platform<T> platform) {
        this.platform = platform;
    }

    /** A sweep begins: tells the ends of leases that were warned of. */
    void begin() {
        describer = new Holders();
        Iterator<Map.Entry<Slot<T>, Warning>> each = warnings.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Slot<T>, Warning> entry = each.next();
            Warning warned = entry.getValue();
            if (!entry.getKey().isCurrent(warned.lease)) {
                each.remove();
                open = warnings.size();
                ended(warned);
            }
        }
    }

    /** Whether there are leases whose end is to be told. */
    boolean hasOpenWarnings() {
        return open > 0;
    }

    /** The lease of a warning was lost: its end is not told. */
    void forget(Slot<T> slot) {
        if (warnings.remove(slot) != null) {
            open = warnings.size();
        }
    }

    /**
     * Looks at a slot.
     *
     * @param word the slot's word
     * @param limitNanos for how long a lease may be out; 0 for ever
     */
    void look(Slot<T> slot, long word, long now, long limitNanos) {
        long lease = Snapshot.lease(word);
        Warning warned = warnings.get(slot);
        if (warned != null) {
            if (warned.lease == lease) {
                warned.heldNanos = slot.heldNanos(lease, now);
            }
        } else if (limitNanos > 0 && Snapshot.isLeased(word)) {
            long held = slot.heldNanos(lease, now);
            if (held >= limitNanos) {
                warn(slot, new Holders.Seen(slot, lease, slot.holderOf(word), held));
            }
        }
    }

    private void warn(Slot<T> slot, Holders.Seen seen) {
        Holder holder = describer.describe(seen, true);
        warnings.put(slot, new Warning(seen.lease(), holder, seen.heldNanos()));
        open = warnings.size();
        platform.events.happened(new LeaseEvent.HeldTooLong(holder));
    }

    private void ended(Warning warned) {
        Holder holder = warned.holder;
        platform.events.happened(new LeaseEvent.HeldTooLongEnded(new Holder(
                holder.threadId(),
                holder.threadName(),
                holder.isFuture(),
                holder.hasEnded(),
                Duration.ofNanos(warned.heldNanos),
                holder.acquiredAt(),
                List.of())));
    }
}
