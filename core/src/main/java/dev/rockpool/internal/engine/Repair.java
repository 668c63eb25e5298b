package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.DestroyCause;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
 * <tr><td>{@link Walk#goal}</td><td>the walk over all slots after a change</td><td>it goes on</td></tr>
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

    private final PoolState<T> state;
    private final EngineLock<T> lock;
    private final Owed owed;
    private final Returns<T> returns;
    private final Dispatcher<T> dispatcher;
    private final Creators<T> creators;
    private final FutureExits<T> futures;

    // Made here, as a first use without memory might be the last: what links them is not tried twice where it breaks.
    private final Predicate<Slot<T>> look = this::look;
    private final Consumer<Slot<T>> meetFate = this::meetFate;
    private final Consumer<Slot<T>> deliverAgain;
    private final Consumer<FutureExits<T>> endFutures = FutureExits::endOwed;

    Repair(
            PoolState<T> state,
            EngineLock<T> lock,
            Returns<T> returns,
            Dispatcher<T> dispatcher,
            Creators<T> creators,
            FutureExits<T> futures) {
        this.state = state;
        this.lock = lock;
        this.owed = lock.owed();
        this.returns = returns;
        this.dispatcher = dispatcher;
        this.creators = creators;
        this.futures = futures;
        this.deliverAgain = futures::deliverAgain;
    }

    /** Does what is owed, if anything is; what fails again is left for the next time. */
    void run() {
        if (!owed.isOwed) {
            return;
        }
        owed.isOwed = false; // before the look: what is noted from now on is seen now, or the next time
        try {
            @Nullable Slot<T> none = state.table.first(look);
            assert none == null;
            creators.endOwed();
            lock.settleSurely(futures, endFutures);
            lock.walk();
            lock.retryFailed();
            futures.deadlinePassed();
        } catch (Throwable cutShort) {
            owed.isOwed = true;
            throw cutShort;
        }
    }

    /** Looks after a slot, and goes on to the next; also where there is no memory for this one. */
    private boolean look(Slot<T> slot) {
        try {
            lookAfter(slot);
        } catch (VirtualMachineError | LinkageError cutShort) {
            owed.isOwed = true;
        }
        return false;
    }

    private void lookAfter(Slot<T> slot) {
        long orphan = slot.orphan;
        if (orphan != 0 && ORPHAN.compareAndSet(slot, orphan, 0L)) { // before: once it has ended, the next may be noted
            endLease(slot, Snapshot.lease(orphan));
        }
        if (slot.fate != null) {
            lock.settleSurely(slot, meetFate);
        }
        if (slot.promisedTo() != null) {
            lock.settleSurely(slot, deliverAgain);
        }
        if (Snapshot.isIdle(slot.look())) {
            state.index.published(slot);
        }
    }

    private void endLease(Slot<T> slot, long lease) {
        if (slot.endLease(lease)) {
            slot.heldByNobody();
            try {
                returns.cleanInBackground(slot);
            } catch (Throwable cutShort) {
                owed.strand(slot, DestroyCause.RESET_FAILED);
                throw cutShort;
            }
        }
    }

    private void meetFate(Slot<T> slot) {
        Enum<?> fate = slot.fate;
        slot.fate = null; // who cannot do it now, notes it again
        if (fate != null) {
            dispatcher.meet(slot, fate);
        }
    }
}
