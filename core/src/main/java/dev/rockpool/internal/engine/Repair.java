package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.DestroyCause;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Does what an error kept others from doing: the end of the stack or of memory may come between two steps that belong
 * together, and where it does, who gets the error leaves a note, by a plain write to a field: at the end of the stack
 * nothing can be called, and at the end of memory nothing made. A sweep that finds {@link Owed#isOwed} comes here.
 *
 * <table>
 * <caption>Notes</caption>
 * <tr><th>where</th><th>what was cut short</th><th>what is done</th></tr>
 * <tr><td>{@link Slot#orphan}</td><td>an acquire that had leased the slot, or a release that had not</td>
 * <td>the lease is ended, if it has not, as by a release</td></tr>
 * <tr><td>{@link Slot#fate}</td><td>who had the slot in hand</td><td>it is placed, or destroyed</td></tr>
 * <tr><td>{@link Attempt#ends}</td><td>an attempt that has ended</td><td>its end is entered</td></tr>
 * <tr><td>{@link Slot#promisedTo()}</td><td>a delivery to a future</td><td>it is delivered, if it has not been</td></tr>
 * <tr><td>none</td><td>the publication of an idle slot, the service of waiters</td><td>both, again</td></tr>
 * </table>
 *
 * <p>On the scheduler's thread.
 */
final class Repair<T> {

    private static final VarHandle ORPHAN;

    static {
        try {
            ORPHAN = MethodHandles.lookup()
                    .findVarHandle(Slot.class, "orphan", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Core<T> core;

    Repair(Core<T> core) {
        this.core = core;
    }

    /** Does what is owed, if anything is; what fails again is left for the next time. */
    void run() {
        if (!core.owed.isOwed) {
            return;
        }
        core.owed.isOwed = false; // before the look: what is noted from now on is seen now, or the next time
        try {
            core.table.forEach(this::look);
            core.creators.endOwed();
            core.lock.settle(core.futures::endOwed);
            core.futures.deadlinePassed();
            core.lock.retryFailed();
        } catch (Throwable cutShort) {
            core.owed.isOwed = true;
            throw cutShort;
        }
    }

    private void look(Slot<T> slot) {
        long orphan = slot.orphan;
        if (orphan != 0 && ORPHAN.compareAndSet(slot, orphan, 0L)) { // before: once it has ended, the next may be noted
            endLease(slot, Snapshot.lease(orphan));
        }
        if (slot.fate != null) {
            core.lock.settle(() -> meetFate(slot));
        }
        if (slot.promisedTo() != null) {
            core.lock.run(() -> core.futures.deliverAgain(slot));
        }
        if (Snapshot.isIdle(slot.look())) {
            core.index.published(slot);
        }
    }

    private void endLease(Slot<T> slot, long lease) {
        if (slot.endLease(lease)) {
            slot.heldByNobody();
            try {
                core.returns.cleanInBackground(slot);
            } catch (Throwable cutShort) {
                core.owed.strand(slot, DestroyCause.RESET_FAILED);
                throw cutShort;
            }
        }
    }

    private void meetFate(Slot<T> slot) {
        Enum<?> fate = slot.fate;
        slot.fate = null; // who cannot do it now, notes it again
        if (fate != null) {
            core.dispatcher.meet(slot, fate);
        }
    }
}
