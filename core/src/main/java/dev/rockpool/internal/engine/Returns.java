package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.monitor.DestroyCause;
import java.util.function.Consumer;

/**
 * What happens to an object that comes back, off the fast path: reset, then validation, then publication; and if one of
 * them fails, its destruction. Called without the lock.
 */
final class Returns<T> {

    private final Facts facts;
    private final Turn<Waiter<T>> turn;
    private final Platform<T> platform;
    private final Dispatcher<T> dispatcher;
    private final Owed owed;
    private final boolean validates;
    private final boolean inBackground;
    private final boolean decidesInBackground; // of objects that are reset there: nobody looks at the budget after it

    Returns(PoolState<T> state, Platform<T> platform, Dispatcher<T> dispatcher, Owed owed) {
        this.facts = state.facts;
        this.turn = state.queue.turn();
        this.platform = platform;
        this.dispatcher = dispatcher;
        this.owed = owed;
        this.validates = facts.config.validateOnReturn();
        this.inBackground = facts.config.resetInBackground();
        this.decidesInBackground = inBackground && state.ledger.isShared();
    }

    /** Who is told of slots in hand. */
    Dispatcher<T> dispatcher() {
        return dispatcher;
    }

    /** Whether nothing is to be done when this object comes back. */
    boolean isPlain(T object) {
        return !facts.trimsIdle && !validates && !facts.validatesAlways && !platform.steps.resets(object);
    }

    /** Ends a lease, if it has not ended. */
    void giveBack(Slot<T> slot, long lease) {
        StackProbe.ensureRoom();
        if (!slot.endLease(lease)) {
            return;
        }
        try {
            clean(slot, lease);
        } catch (Throwable cutShort) { // what is published or destroyed by now has a fate of its own, or none
            if (slot.isInReset(lease) && slot.fate == null) {
                owed.strand(slot, DestroyCause.RESET_FAILED);
            }
            throw cutShort;
        }
    }

    private void clean(Slot<T> slot, long lease) {
        slot.heldBy(UserText.currentThreadId()); // from now on it is this thread that close() must not wait for
        boolean isSampled = Snapshot.isSampled(lease);
        if (isSampled) {
            recordHold(slot.sampledAtNanos());
        }
        if (inBackground && (validates || platform.steps.resets(slot.object()))) {
            slot.heldByNobody();
            cleanInBackground(slot);
        } else {
            cleanHere(slot, isSampled);
        }
    }

    /**
     * Ends a lease, if it has not ended, as what was done with the object threw: an object that is broken by that is
     * destroyed, any other is validated before its next lease, if there is a validator. Throws nothing.
     */
    void giveBackAfter(Throwable failure, Slot<T> slot, long lease) {
        try {
            T object = slot.object();
            if (platform.steps.invalidates(failure)) {
                if (slot.endLease(lease)) {
                    dispatcher.conclude(slot, DestroyCause.INVALIDATED);
                }
            } else if (platform.steps.validates(object) && !validates && slot.isCurrent(lease)) {
                facts.seeksDue = true; // before the slot is marked
                slot.resident().suspect(true);
                slot.returnsPlainly(false); // not even if this ends here
                giveBack(slot, lease);
            }
        } catch (Throwable noStack) {
            // nothing has ended the lease, or all has been done; who calls gives it back in any case
        }
    }

    /** Destroys the object of a slot in hand on this thread; throws what the lifecycle throws. */
    void destroyHere(Slot<T> slot) throws Exception {
        T object = slot.object();
        if (!platform.steps.destroys(object)) {
            dispatcher.conclude(slot, DestroyCause.INVALIDATED);
            return;
        }
        slot.heldBy(UserText.currentThreadId()); // a close() in the destroy must not wait for this
        dispatcher.condemn(slot, DestroyCause.INVALIDATED);
        try {
            platform.lifecycle.destroyHere(object);
        } finally {
            dispatcher.conclude(slot, DestroyCause.INVALIDATED);
        }
    }

    void recordHold(long sinceNanos) {
        platform.latencies.record(Timed.HOLD, platform.ticker.nanoTime() - sinceNanos);
    }

    private void cleanHere(Slot<T> slot, boolean isTimed) {
        T object = slot.object();
        if (platform.steps.resets(object) && !platform.direct.reset(object, isTimed)) {
            dispatcher.conclude(slot, DestroyCause.RESET_FAILED);
        } else if (!validates) {
            publish(slot);
        } else if (platform.lifecycle.validatesHere()) {
            judged(slot, platform.direct.validate(object, isTimed));
        } else {
            validateOnWorker(slot);
        }
    }

    /** Hears whether the object of a slot in hand is valid. */
    private final class Verdict implements Consumer<Boolean> {
        private final Slot<T> slot;

        Verdict(Slot<T> slot) {
            this.slot = slot;
        }

        @Override
        public void accept(Boolean isValid) {
            judged(slot, isValid);
        }
    }

    private void judged(Slot<T> slot, boolean isValid) {
        if (isValid) {
            publish(slot);
        } else {
            dispatcher.conclude(slot, DestroyCause.INVALID);
        }
    }

    /** Validates, and waits for the worker; the object is validated later if no thread can be had. */
    private void validateOnWorker(Slot<T> slot) {
        CheckWait wait = new CheckWait(new Verdict(slot));
        long start = platform.ticker.nanoTime();
        platform.lifecycle.validate(slot.object(), wait);
        wait.await(start, platform);
        slot.heldByNobody();
        if (!wait.leave()) {
            judged(slot, wait.hasPassed());
        }
    }

    /** Cleans an object in hand on workers. */
    void cleanInBackground(Slot<T> slot) {
        T object = slot.object();
        if (platform.steps.resets(object)) {
            platform.lifecycle.reset(object, new ResetEnd(slot));
        } else {
            validateInBackground(slot);
        }
    }

    /** Hears whether the object of a slot in hand has been reset. */
    private final class ResetEnd implements Consumer<Boolean> {
        private final Slot<T> slot;

        ResetEnd(Slot<T> slot) {
            this.slot = slot;
        }

        @Override
        public void accept(Boolean isReset) {
            if (isReset) {
                validateInBackground(slot);
            } else {
                dispatcher.conclude(slot, DestroyCause.RESET_FAILED);
            }
        }
    }

    private void validateInBackground(Slot<T> slot) {
        if (!validates) {
            publish(slot);
            return;
        }
        try {
            platform.lifecycle.validate(slot.object(), new Verdict(slot));
        } catch (Throwable noMemory) { // it is validated before its next lease
            facts.seeksDue = true; // before the slot is marked
            slot.resident().suspect(true);
            owed.strand(slot, Fitness.Origin.RETURNED);
            owed.owe();
        }
    }

    /** Makes a clean object available. */
    private void publish(Slot<T> slot) {
        boolean needsLock = slot.resident().isSuspect()
                || slot.resident().isWorn(slot.look())
                || facts.trimsIdle
                || facts.validatesAlways
                || turn.signal == Turn.HAND_OVER
                || decidesInBackground;
        if (!needsLock && slot.tryPublish()) {
            dispatcher.becameIdle(slot);
        } else {
            dispatcher.conclude(slot, Fitness.Origin.RETURNED);
        }
    }
}
