package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.monitor.DestroyCause;

/**
 * What happens to an object that comes back, off the fast path: reset, then validation, then publication; and if one of
 * them fails, its destruction. Called without the lock.
 */
final class Returns<T> {

    private final Core<T> core;
    private final boolean validates;
    private final boolean inBackground;

    Returns(Core<T> core) {
        this.core = core;
        this.validates = core.facts.config.validateOnReturn();
        this.inBackground = core.facts.config.resetInBackground();
    }

    /** Whether nothing is to be done when this object comes back. */
    boolean isPlain(T object) {
        return !core.facts.trimsIdle && !validates && !core.facts.validatesAlways && !core.steps.resets(object);
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
                core.owed.strand(slot, DestroyCause.RESET_FAILED);
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
        if (inBackground && (validates || core.steps.resets(slot.object()))) {
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
            if (core.steps.invalidates(failure)) {
                if (slot.endLease(lease)) {
                    core.engine.invalidate(slot);
                }
            } else if (core.steps.validates(object) && !validates && slot.isCurrent(lease)) {
                core.facts.seeksDue = true; // before the slot is marked
                slot.resident().suspect(true);
                slot.returnsPlainly(false); // not even if this ends here
                giveBack(slot, lease);
            }
        } catch (Throwable noStack) {
            // nothing has ended the lease, or all has been done; who calls gives it back in any case
        }
    }

    void recordHold(long sinceNanos) {
        core.latencies.record(Timed.HOLD, core.ticker.nanoTime() - sinceNanos);
    }

    private void cleanHere(Slot<T> slot, boolean isTimed) {
        T object = slot.object();
        if (core.steps.resets(object) && !core.direct.reset(object, isTimed)) {
            core.dispatcher.conclude(slot, DestroyCause.RESET_FAILED);
        } else if (!validates) {
            publish(slot);
        } else if (core.lifecycle.validatesHere()) {
            judged(slot, core.direct.validate(object, isTimed));
        } else {
            validateOnWorker(slot);
        }
    }

    private void judged(Slot<T> slot, boolean isValid) {
        if (isValid) {
            publish(slot);
        } else {
            core.dispatcher.conclude(slot, DestroyCause.INVALID);
        }
    }

    /**
     * Validates, and waits for the worker, whatever interrupts. While no thread can be had it does not wait for long: the
     * object is validated when there is one.
     */
    private void validateOnWorker(Slot<T> slot) {
        CheckWait wait = new CheckWait(isValid -> judged(slot, isValid));
        long patienceEnds = core.ticker.nanoTime() + core.lifecycle.validationNanos();
        core.lifecycle.validate(slot.object(), wait);
        boolean wasInterrupted = Thread.interrupted();
        while (wait.isPending()) {
            long now = core.ticker.nanoTime();
            boolean isImpatient = core.lifecycle.lacksThreads();
            if (isImpatient && Nanos.isPast(now, patienceEnds)) {
                break;
            }
            core.ticker.parkUntil(wait, isImpatient ? patienceEnds : now + Nanos.FOREVER);
            wasInterrupted |= Thread.interrupted();
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        slot.heldByNobody();
        if (!wait.leave()) {
            judged(slot, wait.hasPassed());
        }
    }

    /** Cleans an object in hand on workers. */
    void cleanInBackground(Slot<T> slot) {
        T object = slot.object();
        if (core.steps.resets(object)) {
            core.lifecycle.reset(object, isReset -> {
                if (isReset) {
                    validateInBackground(slot);
                } else {
                    core.dispatcher.conclude(slot, DestroyCause.RESET_FAILED);
                }
            });
        } else {
            validateInBackground(slot);
        }
    }

    private void validateInBackground(Slot<T> slot) {
        if (!validates) {
            publish(slot);
            return;
        }
        core.lifecycle.validate(slot.object(), isValid -> judged(slot, isValid));
    }

    /** Makes a clean object available. */
    private void publish(Slot<T> slot) {
        boolean needsLock = slot.resident().isSuspect()
                || core.facts.trimsIdle
                || core.facts.validatesAlways
                || core.turn.signal == Turn.HAND_OVER;
        if (!needsLock && slot.tryPublish()) {
            try {
                core.index.published(slot);
                if (core.turn.signal != Turn.NOBODY) {
                    core.dispatcher.signal();
                }
            } catch (Throwable cutShort) {
                core.owed.isOwed = true;
                throw cutShort;
            }
        } else {
            core.dispatcher.conclude(slot, Fitness.Origin.RETURNED);
        }
    }

    /** An object was validated for a thread that has left meanwhile. */
    void settleChecked(Slot<T> slot, boolean isValid) {
        core.dispatcher.conclude(slot, isValid ? Fitness.Origin.CHECKED : DestroyCause.INVALID);
    }
}
