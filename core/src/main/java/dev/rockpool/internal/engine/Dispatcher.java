package dev.rockpool.internal.engine;

import dev.rockpool.DestroyCause;
import dev.rockpool.PoolException;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.internal.stats.Tally.Event;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what is there and who waits. Everything that frees an object or capacity ends here, in
 * {@link #serveUnderLock}.
 *
 * <p><b>No lost wake-up.</b> A waiter joins the queue (under the lock, which publishes {@link WaitQueue#signal}), and then
 * looks for an idle object once more. Whoever makes an object idle publishes it, and then reads the signal. So one of
 * them sees the other. One wake-up is in flight at a time; whoever was woken either takes an object and leaves, or
 * answers that it found none, and each of the two passes the wake-up on by coming here. Whoever leaves the queue for
 * another reason (deadline, interrupt, cancel) comes here, too.
 *
 * <p><b>A wake-up that is not answered.</b> The woken thread may be unable to run: it is stopped, or all carriers of virtual
 * threads are pinned. Then nobody else is woken, though objects are idle, due for validation or not. So a thread that
 * starves behind it comes here, and {@link WaitQueue#firstServable} passes over those that do not starve: it gets an
 * idle object, or has one validated, or is handed the next that comes back. A future has no thread that could starve: the
 * second sweep after the wake-up counts it as lost, and passes over who was woken until it runs; and a future whose deadline
 * passes before that takes what is idle. With strict fairness nobody is woken to take an object.
 *
 * <p><b>In hand.</b> A slot that somebody owns privately (CREATING, RESETTING or CHECKING) gets its next state from
 * {@link #place}, under the lock, where everything that may have happened to the pool meanwhile is known.
 *
 * <p>All methods are called under the engine's lock, but for {@link #signal}.
 */
final class Dispatcher<T> {

    private final Core<T> core;
    private final Supplier<Boolean> serveSignalled = this::serveSignalled;
    private final Consumer<Check> settleCheck = this::checked;
    private boolean hasWoken; // under the lock: a thread was woken since the lock was taken by signal()

    Dispatcher(Core<T> core) {
        this.core = core;
    }

    /**
     * An object was made idle while somebody waits. The thread that finds this yields once, so that on a busy machine the
     * woken one gets a processor while the object is still there. A thread that finds a wake-up in flight yields as well:
     * measured with 32 threads on 2 processors, the 99.9th percentile of waits is 63 to 80 ms when only the thread that
     * woke somebody yields, and 0.2 to 0.4 ms so; the longest wait falls from 130 to 50 ms. That second yield is left out
     * on a virtual thread, whose place is behind all others at once: there it costs a quarter of the throughput of threads that
     * yield while they hold. A virtual thread that woke somebody yields as any other.
     */
    @SuppressWarnings("ThreadPriorityCheck") // one yield, not a loop; see above
    void signal() {
        if (core.queue.signal == WaitQueue.WAKE && core.queue.woken != null) { // that one passes it on
            if (!VirtualThreads.isCurrentOne()) {
                Thread.yield();
            }
            return;
        }
        if (core.lock.get(serveSignalled)) {
            Thread.yield();
        }
    }

    private boolean serveSignalled() {
        hasWoken = false;
        try {
            if (!core.isSuspended && !core.isClosed) {
                serveIdle();
            }
        } catch (Throwable cutShort) { // is owed to those who wait, not to the one who gave back
            core.cutShort(cutShort);
        }
        return hasWoken;
    }

    /** Something may have become free: serves whoever can be served. */
    void serveUnderLock() {
        if (!core.isSuspended && !core.isClosed) {
            serveIdle();
        }
        core.creations.startWanted();
    }

    private void serveIdle() {
        while (true) {
            Waiter<T> waiter = core.queue.firstServable();
            if (waiter == null) {
                return;
            }
            if (!core.queue.needsHandOver(waiter)) {
                Slot<T> idle = core.queue.woken == null ? core.index.find(Take.PEEK, 0) : null;
                if (idle == null) {
                    return;
                }
                if (!Snapshot.isMarked(idle.look())) {
                    wake(waiter);
                    return;
                }
            }
            if (core.seeksDue && core.index.find(Take.PEEK, 0) == null) {
                return; // one search instead of the two below
            }
            if (!serveIdleTo(waiter)) {
                return;
            }
        }
    }

    /** Says whether there was an object for it. */
    private boolean serveIdleTo(Waiter<T> waiter) {
        Slot<T> slot = core.index.find(Take.NOT_DUE, 0);
        Waiter<T> toCheckFor = slot == null && core.seeksDue ? core.queue.firstToCheckFor() : null;
        if (toCheckFor != null) {
            slot = core.index.find(Take.DUE, 0);
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
            core.strand(slot, Origin.RESTED);
            throw cutShort;
        }
        return true;
    }

    private void grantOrStrand(Waiter<T> waiter, Slot<T> slot) {
        try {
            grant(waiter, slot, false);
        } catch (Throwable cutShort) {
            core.strand(slot, Origin.CHECKED);
            throw cutShort;
        }
    }

    /** A future's time is up: it takes an idle object if there is one beside it, as who was woken for that does not run. */
    boolean serveAtLast(FutureWaiter<T> waiter) {
        Slot<T> slot = core.queue.woken == null ? null : core.index.find(Take.NOT_DUE, 0);
        if (slot != null) {
            grantOrStrand(waiter, slot);
        }
        return slot != null;
    }

    private void wake(Waiter<T> waiter) {
        if (waiter instanceof ThreadWaiter<T> parked) {
            core.later(() -> LockSupport.unpark(parked.thread));
        }
        core.queue.wake(waiter);
        hasWoken = true;
    }

    /** Places or destroys a slot in hand, then serves those who wait. Takes the lock. */
    void conclude(Slot<T> slot, Enum<?> fate) {
        try {
            core.lock.settle(() -> {
                if (fate instanceof Origin origin) {
                    place(slot, origin);
                } else {
                    core.retirement.goOn(slot, (DestroyCause) fate);
                }
            });
        } catch (Throwable cutShort) {
            core.strand(slot, fate);
            throw cutShort;
        }
    }

    /** Gives a slot in hand its next state: destroyed, held, leased to a waiter, or idle. */
    void place(Slot<T> slot, Origin origin) {
        try {
            decide(slot, origin);
        } catch (Throwable cutShort) {
            core.strand(slot, origin);
            throw cutShort;
        }
    }

    private void decide(Slot<T> slot, Origin origin) {
        slot.promise(null);
        slot.uncount();
        DestroyCause cause = causeToDestroy(slot);
        if (cause != null) {
            core.retirement.destroy(slot, cause);
            return;
        }
        if (core.isSuspended) {
            slot.hold();
            return;
        }
        Waiter<T> waiter = core.queue.firstServable();
        if (waiter != null
                && (origin.isNew()
                        || core.queue.needsHandOver(waiter)
                        || slot.resident().isOverflow())) {
            Waiter<T> toCheckFor = isDue(slot, origin) ? core.queue.firstToCheckFor() : null;
            if (toCheckFor != null) {
                checkFor(toCheckFor, slot);
                return;
            }
            if (!isDue(slot, origin)) {
                grant(waiter, slot, origin.isNew());
                return;
            }
        }
        if (core.trimsIdle && waiter == null && origin != Origin.CREATED && isIdleFull()) {
            core.retirement.destroy(slot, DestroyCause.SURPLUS);
            return;
        }
        slot.returnsPlainly(core.returns.isPlain(slot.object()));
        if (core.trimsIdle) {
            slot.countIdle();
        }
        slot.publish(core.validatesAlways || isDue(slot, origin));
        core.index.published(slot);
    }

    /**
     * Whether an object must be validated before a waiter gets it: one with which work threw; and one that rested while the
     * pool changed, to be safe.
     */
    private boolean isDue(Slot<T> slot, Origin origin) {
        if (slot.resident().isSuspect()) {
            return true;
        }
        return origin == Origin.RESTED ? core.validatesOnAcquire : core.validatesAlways && origin == Origin.RETURNED;
    }

    @Nullable
    private DestroyCause causeToDestroy(Slot<T> slot) {
        if (core.isClosed) {
            return DestroyCause.CLOSED;
        }
        if (slot.resident().epoch() != core.epoch) {
            return DestroyCause.CLEARED;
        }
        if (slot.resident().isOverflow()) {
            if (core.books.room() > 0) {
                slot.resident().becomeRegular();
                core.books.overflowBecomesRegular();
            } else if (core.queue.firstServable() == null) {
                return DestroyCause.SURPLUS;
            }
        } else if (core.books.hasSurplus()) {
            return DestroyCause.SURPLUS;
        }
        return null;
    }

    /** Whether one more idle object would be one too many. */
    private boolean isIdleFull() {
        return core.table.countedIdle() >= core.config.maxIdle();
    }

    /** Destroys idle objects on top of maxIdle: those that became idle for a waiter that left without them. */
    void trimIdle() {
        if (!core.trimsIdle
                || core.queue.first() != null
                || core.creations.refill().isWarmingUp()) {
            return;
        }
        while (core.table.countedIdle() > core.config.maxIdle()) {
            Slot<T> slot = core.index.find(Take.ANY, 0);
            if (slot == null) {
                return;
            }
            core.retirement.destroy(slot, DestroyCause.SURPLUS);
        }
    }

    /**
     * The pool has changed (cleared, suspended, resumed, shrunk, closed): gives every slot at rest its next state again,
     * and marks those in motion, so that they come to {@link #place} when they come to rest.
     */
    void placeAll() {
        core.creations.refill().lookAnew();
        core.table.forEach(this::placeAnew);
    }

    private void placeAnew(Slot<T> slot) {
        if (slot.markOrTake()) {
            try {
                place(slot, Origin.RESTED);
            } catch (Throwable cutShort) { // the next sweep places it; go on with the others
                core.cutShort(cutShort);
            }
        }
    }

    /** Validates an object on a worker, for a waiter that keeps its place in the queue meanwhile. */
    private void checkFor(Waiter<T> waiter, Slot<T> slot) {
        Check check = new Check(waiter, slot);
        core.later(() -> core.calls.validate(slot.object(), check));
        slot.heldByNobody();
        slot.takeInHand(false);
        slot.promise(null);
        slot.resident().suspect(false);
        core.queue.setBeingChecked(waiter, true);
    }

    /** A validation for a waiter. It gets its verdict once. */
    private final class Check implements Consumer<Boolean> {
        private final Waiter<T> waiter;
        private final Slot<T> slot;
        private boolean isValid;

        Check(Waiter<T> waiter, Slot<T> slot) {
            this.waiter = waiter;
            this.slot = slot;
        }

        @Override
        public void accept(Boolean verdict) {
            isValid = verdict;
            core.lock.settleSurely(this, settleCheck);
        }
    }

    private void checked(Check check) {
        Waiter<T> waiter = check.waiter;
        Slot<T> slot = check.slot;
        core.queue.setBeingChecked(waiter, false);
        if (!check.isValid) {
            core.retirement.destroy(slot, DestroyCause.INVALID);
        } else if (waiter.state == Waiter.State.WAITING && causeToDestroy(slot) == null && !core.isSuspended) {
            grantOrStrand(core.isStrict ? firstInTurn(waiter) : waiter, slot);
        } else {
            place(slot, Origin.CHECKED);
        }
        if (waiter.state == Waiter.State.WAITING
                && waiter.timeoutNanos == 0
                && waiter instanceof FutureWaiter<T> pending) {
            core.futures.timeUp(pending); // it was given the time of the check, and no more
        }
    }

    /** Whose turn it is when an object was validated for a waiter: with strict fairness somebody may be before it. */
    private Waiter<T> firstInTurn(Waiter<T> waiter) {
        Waiter<T> first = core.queue.firstServable();
        return first == null ? waiter : first;
    }

    /** Leases a slot in hand to a waiter, which leaves the queue. */
    private void grant(Waiter<T> waiter, Slot<T> slot, boolean isMiss) {
        if (waiter instanceof ThreadWaiter<T> parked) {
            core.later(() -> LockSupport.unpark(parked.thread));
            waiter.slot = slot;
            slot.takeInHand(slot.resident().isOverflow());
            core.engine.begin(slot, parked.threadId);
            if (isMiss) {
                core.tally.count(Event.MISS);
            }
            leave(waiter, Waiter.State.GRANTED);
        } else if (waiter instanceof FutureWaiter<T> pending) {
            core.futures.granted(pending, slot);
            waiter.slot = slot;
            slot.promise(pending); // first: a survey in between must not take the slot for one that is being cleaned
            slot.heldByNobody(); // whoever gave it back is done with it
            slot.keepInHand(slot.resident().isOverflow());
            pending.isMiss = isMiss;
            leave(waiter, Waiter.State.GRANTED);
        }
    }

    /** A waiter has failed. */
    void fail(Waiter<T> waiter, PoolException failure) {
        if (waiter instanceof ThreadWaiter<T> parked) {
            core.later(() -> LockSupport.unpark(parked.thread));
        }
        waiter.failure = failure;
        leave(waiter, Waiter.State.FAILED);
        if (waiter instanceof FutureWaiter<T> pending) {
            core.futures.failed(pending);
        }
    }

    /** A waiter leaves the queue, and with it its claim to an attempt. */
    void leave(Waiter<T> waiter, Waiter.State newState) {
        core.queue.remove(waiter, newState);
        core.creations.abandonedBy(waiter);
    }

    /** Where a slot in hand comes from. */
    enum Origin {
        /** It was just created. */
        CREATED,
        /** It was just created, to see whether creation works. */
        PROBED,
        /** Its validation on acquire has just passed. */
        CHECKED,
        /** It came back. */
        RETURNED,
        /** It was idle or held. */
        RESTED;

        boolean isNew() {
            return this == CREATED || this == PROBED;
        }
    }
}
