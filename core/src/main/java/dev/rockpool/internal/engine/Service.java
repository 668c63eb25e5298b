package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.waiting.Queued;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.internal.waiting.WaitQueue;

/** Brings together what is idle or in hand and who waits. A part of {@link Monitor}: all under the engine's lock. */
final class Service<T> {

    /** So many idle objects that are due for validation are looked at, at the most, in search of one that is not. */
    private static final int MOST_DUE = Walk.PART;

    private final Facts facts;
    private final IdleIndex<T> index;
    private final WaitQueue<Waiter<T>> queue;
    private final Turn<Waiter<T>> turn;
    private final Effects<T> effects;
    private final Demand<T> demand;
    private final Owed owed;
    private boolean hasWoken; // a thread was woken since serveSignalled began
    private boolean isForeign; // whether who has the lock has nothing to do with the pool's objects

    Service(PoolState<T> state, Demand<T> demand, Owed owed) {
        this.facts = state.facts;
        this.index = state.index;
        this.queue = state.queue;
        this.turn = queue.turn();
        this.effects = state.effects;
        this.demand = demand;
        this.owed = owed;
    }

    /** What comes of this section is done for somebody who has nothing to do with the pool's objects, or no longer. */
    void isForeign(boolean foreign) {
        isForeign = foreign;
    }

    /** Whether there is an idle object, due for validation or not. */
    boolean hasIdle() {
        return index.find(Take.PEEK, 0) != null;
    }

    /** An object was made idle while somebody waits; says whether a thread was woken for it. */
    boolean serveSignalled() {
        hasWoken = false;
        if (!facts.isSuspended && !facts.isClosed) {
            serveIdle();
        }
        return hasWoken;
    }

    /** Serves those who wait with what is idle. */
    void serveIdle() {
        while (true) {
            Waiter<T> waiter = turn.next();
            if (waiter == null) {
                return;
            }
            if (!turn.isHandedOver(waiter)) {
                Slot<T> idle = turn.hasWoken() ? null : index.find(Take.PEEK, 0);
                if (idle == null) {
                    return;
                }
                if (!Snapshot.isMarked(idle.look())) {
                    wake(waiter);
                    return;
                }
            }
            if (facts.seeksDue && !hasIdle()) {
                return; // one search instead of the two below
            }
            if (!serveIdleTo(waiter)) {
                return;
            }
        }
    }

    /** Says whether there was an object for it. */
    private boolean serveIdleTo(Waiter<T> waiter) {
        Slot<T> slot = index.findNotDue(MOST_DUE);
        Waiter<T> toCheckFor = slot == null && facts.seeksDue ? turn.nextToCheckFor() : null;
        if (toCheckFor != null) {
            slot = index.find(Take.DUE, 0);
        }
        if (slot == null) {
            return false;
        }
        try {
            if (toCheckFor != null) {
                checkFor(toCheckFor, slot);
            } else {
                grant(waiter, slot, false);
            }
        } catch (Throwable cutShort) {
            owed.strand(slot, Fitness.Origin.RESTED);
            throw cutShort;
        }
        return true;
    }

    /** The time of a waiter is up: it takes an idle object if there is one beside it, as who was woken for that does not run. */
    boolean serveAtLast(Waiter<T> waiter) {
        boolean mayTake = turn.hasWoken() && !facts.activates;
        Slot<T> slot = mayTake ? index.findNotDue(MOST_DUE) : null;
        if (slot != null) {
            grantOrStrand(waiter, slot);
        }
        return slot != null;
    }

    private void wake(Waiter<T> waiter) {
        effects.wakeUp(waiter);
        turn.wake(waiter);
        hasWoken = true;
    }

    /** A slot in hand is for a waiter: it is leased to it, when it has been activated if there is anything to do for that. */
    void grant(Waiter<T> waiter, Slot<T> slot, boolean isMiss) {
        if (slot.activates()) {
            activateFor(waiter, slot, isMiss);
        } else {
            give(waiter, slot, isMiss);
        }
    }

    private void activateFor(Waiter<T> waiter, Slot<T> slot, boolean isMiss) {
        Check<T> check = Check.activation(waiter, slot, isMiss);
        effects.add(waiter.activation(check));
        slot.heldByNobody();
        slot.takeInHand(false);
        slot.promise(null);
        queue.setBeingActivated(waiter, true);
        waiter.activates(check);
    }

    /** Leases a slot in hand to a waiter, which leaves the queue. */
    private void give(Waiter<T> waiter, Slot<T> slot, boolean isMiss) {
        effects.add(waiter.delivery(slot));
        boolean hasBegun = waiter.take(slot, isMiss, isForeign);
        if (hasBegun && isMiss) {
            effects.happened(Counter.MISS);
        }
        demand.leave(waiter, Queued.State.GRANTED);
    }

    void grantOrStrand(Waiter<T> waiter, Slot<T> slot) {
        try {
            grant(waiter, slot, false);
        } catch (Throwable cutShort) {
            owed.strand(slot, Fitness.Origin.CHECKED);
            throw cutShort;
        }
    }

    /** Leases a slot to the waiter that it was activated for. */
    void giveActivated(Check<T> check) {
        try {
            give(check.waiter, check.slot, check.isMiss);
        } catch (Throwable cutShort) {
            owed.strand(check.slot, Fitness.Origin.CHECKED);
            throw cutShort;
        }
    }

    /** A slot in hand was activated for a lease that does not come: its object is cleaned as one that came back. */
    void clean(Slot<T> slot) {
        try {
            effects.add(new Effect.Clean<>(slot));
            slot.promise(null);
            slot.heldByNobody();
            slot.clean();
        } catch (Throwable cutShort) {
            owed.strand(slot, Fitness.Origin.CHECKED);
            throw cutShort;
        }
    }

    /** Validates an object on a worker, for a waiter that keeps its place in the queue meanwhile. */
    void checkFor(Waiter<T> waiter, Slot<T> slot) {
        effects.add(new Effect.Validate<>(Check.validation(waiter, slot)));
        slot.heldByNobody();
        slot.takeInHand(false);
        slot.promise(null);
        slot.resident().suspect(false);
        queue.setBeingChecked(waiter, true);
    }

    /** Where the pool is closed, as many of those who wait are refused as slots are passed in one part of a walk. */
    void refuseIfClosed() {
        Waiter<T> waiter = facts.isClosed ? queue.first() : null;
        for (int left = Walk.PART; waiter != null && left > 0; left--) {
            fail(waiter, Refusal.CLOSED);
            waiter = queue.first();
        }
        owed.isOwed |= waiter != null; // whoever closes may not get to go on
    }

    /** A waiter leaves the queue with a refusal. */
    void fail(Waiter<T> waiter, Refusal refusal) {
        effects.wakeUp(waiter);
        waiter.refusal = refusal;
        demand.leave(waiter, Queued.State.FAILED);
        waiter.failed();
    }
}
