package dev.rockpool.internal.engine;

import dev.rockpool.Holder;
import dev.rockpool.internal.stats.Tally.Event;
import java.time.Duration;

/**
 * Warns, once each, of leases that have been out for longer than {@code holdWarning}, and says when one of them has ended
 * after all. Called by upkeep's sweeps for each slot, so on the scheduler's thread only; acquire and release know nothing
 * of it. A lease counts from the sweep that first saw it, so no warning is early, however long its object was idle before.
 */
final class HoldWatch<T> {

    private final Core<T> core;

    /** A lease that was warned of. */
    record Warning(long lease, Holder holder, long sinceNanos) {}

    HoldWatch(Core<T> core) {
        this.core = core;
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
            slot.warning = null;
            ended(warned, now);
        }
        if (limitNanos > 0 && Slot.state(word) == Slot.LEASED && slot.warning == null) {
            long held = core.engine.upkeep().heldNanos(slot, lease, now);
            if (held >= limitNanos) {
                warn(slot, lease, word, held, now);
            }
        }
    }

    private void warn(Slot<T> slot, long lease, long word, long heldNanos, long now) {
        Holder holder = core.explainer.holder(slot, lease, slot.holderOf(word), heldNanos, true);
        slot.warning = new Warning(lease, holder, now - heldNanos);
        core.tally.count(Event.HELD_TOO_LONG);
        core.calls.reports().heldTooLong(holder);
    }

    private void ended(Warning warned, long now) {
        Holder holder = warned.holder;
        core.calls
                .reports()
                .heldTooLongEnded(new Holder(
                        holder.threadId(),
                        holder.threadName(),
                        holder.isFuture(),
                        false,
                        Duration.ofNanos(now - warned.sinceNanos),
                        holder.acquiredAt(),
                        holder.standsAt()));
    }
}
