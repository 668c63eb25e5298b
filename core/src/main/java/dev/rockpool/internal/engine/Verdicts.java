package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.waiting.Queued;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.monitor.DestroyCause;

/**
 * What comes of a validation or an activation for a waiter: it gets the object, or the object goes on to another, or is
 * destroyed.
 *
 * <p>A part of {@link Monitor}: all under the engine's lock.
 */
final class Verdicts<T> {

    /** What is known of a slot in hand. */
    interface Port<T> {
        /** Whether its object must be destroyed. */
        boolean mustGo(Slot<T> slot);

        /** An object was activated. */
        void activated();

        /** It is as good as checked, and gets its next state. */
        void place(Slot<T> slot);
    }

    private final PoolState<T> state;
    private final Facts facts;
    private final Turn<Waiter<T>> turn;
    private final Service<T> service;
    private final Retirement<T> retirement;
    private final Port<T> port;

    Verdicts(PoolState<T> state, Service<T> service, Retirement<T> retirement, Port<T> port) {
        this.state = state;
        this.facts = state.facts;
        this.turn = state.queue.turn();
        this.service = service;
        this.retirement = retirement;
        this.port = port;
    }

    void checked(Check<T> check) {
        if (check.isActivation) {
            activated(check);
        } else {
            validated(check);
        }
        Waiter<T> waiter = check.waiter;
        if (waiter.state == Queued.State.WAITING && !waiter.isBeingChecked) {
            waiter.checkedInVain();
        }
    }

    private void activated(Check<T> check) {
        Waiter<T> waiter = check.waiter;
        Slot<T> slot = check.slot;
        state.queue.setBeingActivated(waiter, false);
        boolean isInTime = waiter.state == Queued.State.WAITING && !facts.isSuspended;
        if (check.isValid && !check.wasSkipped) {
            port.activated();
        }
        if (!check.isValid) {
            waiter.lastFailure = check.failure;
            retirement.destroy(slot, DestroyCause.ACTIVATION_FAILED);
            if (isInTime) {
                service.serveIdle(); // it goes on with the next object, if there is one
            }
        } else if (check.wasSkipped || port.mustGo(slot)) {
            port.place(slot);
        } else if (isInTime) {
            service.giveActivated(check);
        } else {
            service.clean(slot);
        }
    }

    private void validated(Check<T> check) {
        Waiter<T> waiter = check.waiter;
        Slot<T> slot = check.slot;
        if (!waiter.isBeingActivated) {
            state.queue.setBeingChecked(waiter, false);
        }
        if (!check.isValid) {
            retirement.destroy(slot, DestroyCause.INVALID);
        } else if (waiter.state == Queued.State.WAITING
                && !waiter.isBeingActivated
                && !port.mustGo(slot)
                && !facts.isSuspended) {
            service.grantOrStrand(turn.afterCheckFor(waiter), slot);
        } else {
            port.place(slot);
        }
    }
}
