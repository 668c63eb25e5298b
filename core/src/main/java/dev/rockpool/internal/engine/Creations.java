package dev.rockpool.internal.engine;

import dev.rockpool.DestroyCause;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolException;
import dev.rockpool.WhenExhausted;
import dev.rockpool.internal.stats.Tally.Event;
import dev.rockpool.internal.supply.Made;
import dev.rockpool.internal.supply.UserCalls;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.time.Scheduler;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which attempts to create are started, for whom, and what becomes of them.
 *
 * <p><b>One waiter, one attempt.</b> Each waiter has an attempt in flight that was started after it joined, as far as
 * the bound and the creators allow; so an attempt that hangs is never the only hope of anybody but the one it was
 * started for. An object goes to the head of the queue, whoever's attempt made it; whoever loses its attempt that way
 * gets another, or inherits one that is young enough. An attempt whose waiter has gone makes an idle object.
 *
 * <p><b>Outage.</b> While the factory is down one probe is in flight at a time, when the back-off has passed. Who could
 * only be served by a creation then fails at once, with the real cause; who may still be served by a return waits on.
 *
 * <p>All methods are called under the engine's lock unless they say otherwise.
 */
final class Creations<T> {

    private static final int ABANDONED_PER_CREATOR = 4;

    private final Core<T> core;
    private final Refill<T> refill;
    private final Set<Attempt<T>> inFlight = new LinkedHashSet<>(); // in the order of their starts
    private Scheduler.@Nullable Timer backOffTimer;
    private final Consumer<Attempt<T>> enterEnd = this::enterEnd;

    Creations(Core<T> core) {
        this.core = core;
        this.refill = new Refill<>(core, this);
    }

    Refill<T> refill() {
        return refill;
    }

    /** Attempts that have neither ended nor overrun their time, the oldest first. */
    Collection<Attempt<T>> inFlight() {
        return inFlight;
    }

    // ---- starting

    /** Starts what is wanted and allowed, and fails those for whom there is no hope. */
    void startWanted() {
        if (core.isClosed || core.isSuspended) {
            return;
        }
        if (core.books.room() <= 0
                && core.books.living() > 0
                && core.config.whenExhausted() != WhenExhausted.OVERFLOW) {
            refill.nothingCanStart(); // and nobody is without hope; whoever makes room comes here
            return;
        }
        // One reading for all: of those below, some give way because the others see to it that time goes on.
        long now = core.outage.isDown() ? core.ticker.nanoTime() : 0;
        startForWaiters(now);
        refill.start(now);
        failHopeless(now);
        awaitBackOff(now);
    }

    private void startForWaiters(long now) {
        Waiter<T> waiter = core.queue.first();
        while (waiter != null) {
            Waiter<T> next = waiter.next;
            if (waiter.attempt == null && !hasProspect(waiter)) {
                boolean isOverflow = core.books.room() <= 0;
                if (isOverflow && core.config.whenExhausted() != WhenExhausted.OVERFLOW) {
                    return;
                }
                if (core.callersCreate && waiter instanceof ThreadWaiter<T> parked) {
                    if (!mayAttempt(now)) {
                        return;
                    }
                    permit(parked, isOverflow);
                } else if (mayStart(now)) {
                    waiter.attempt = start(waiter, isOverflow);
                } else if (!core.callersCreate) {
                    return; // no creator is free; only threads that create by themselves may go ahead
                }
            }
            waiter = next;
        }
    }

    /** Whether there is an object for it already, though it has not got it yet; if nothing comes of it, it comes here. */
    private boolean hasProspect(Waiter<T> waiter) {
        return waiter.isBeingChecked || core.queue.woken == waiter;
    }

    /** Whether a creator is free and the factory is not known to fail; {@code now} counts only while it is. */
    boolean mayStart(long now) {
        return core.books.creatorAttempts() < core.config.parallelCreations() && mayAttempt(now);
    }

    private boolean mayAttempt() {
        return mayAttempt(core.outage.isDown() ? core.ticker.nanoTime() : 0);
    }

    private boolean mayAttempt(long now) {
        int most = ABANDONED_PER_CREATOR * core.config.parallelCreations();
        return core.outage.allowsAttempt(now) && core.calls.abandonedCreations() < most;
    }

    /** Starts an attempt on a creator. */
    Attempt<T> start(@Nullable Waiter<T> waiter, boolean isOverflow) {
        return begin(isOverflow, waiter, true);
    }

    private Attempt<T> begin(boolean isOverflow, @Nullable Waiter<T> waiter, boolean onCreator) {
        Slot<T> slot = core.table.firstFree();
        Attempt<T> attempt = new Attempt<>(slot, isOverflow, onCreator, core.nextNumber(), core.epoch);
        attempt.startNanos = core.ticker.nanoTime();
        try {
            inFlight.add(attempt);
            if (onCreator) {
                OnCreator outcome = new OnCreator(attempt);
                core.later(() -> core.calls.create(outcome));
            }
        } catch (Throwable cutShort) {
            inFlight.remove(attempt);
            throw cutShort;
        }
        core.table.takeFree(); // it was the first
        slot.set(Slot.CREATING, false);
        slot.isOverflow = isOverflow;
        slot.epoch = core.epoch;
        attempt.isProbe = core.outage.attemptStarts();
        attempt.waiter = waiter;
        core.books.attemptStarted(isOverflow, onCreator);
        return attempt;
    }

    /** Lets a parked thread create by itself. */
    private void permit(ThreadWaiter<T> waiter, boolean isOverflow) {
        core.later(() -> LockSupport.unpark(waiter.thread));
        waiter.permit = begin(isOverflow, null, false);
        core.dispatcher.leave(waiter, Waiter.State.CREATE);
    }

    /** Lets a thread that has not joined the queue create by itself, if there is room and those who wait are not passed. */
    @Nullable
    Attempt<T> permitCaller() {
        if (core.isClosed || core.isSuspended || (core.isStrict && core.queue.firstServable() != null)) {
            return null;
        }
        boolean isOverflow = core.books.room() <= 0;
        boolean hasRoom = !isOverflow || core.config.whenExhausted() == WhenExhausted.OVERFLOW;
        if (!hasRoom || !mayAttempt()) {
            return null;
        }
        return begin(isOverflow, null, false);
    }

    /** A permit was not used. */
    void giveUp(Attempt<T> attempt) {
        if (attempt.isProbe) {
            core.outage.probeDropped();
        }
        end(attempt);
    }

    /** The attempt is over; its capacity and its slot are free. */
    private void end(Attempt<T> attempt) {
        core.books.attemptEnded(attempt.isOverflow, attempt.onCreator);
        inFlight.remove(attempt);
        attempt.slot.heldByNobody();
        attempt.slot.set(Slot.FREE, false);
        core.table.giveFree(attempt.slot);
    }

    /** A waiter has gone: its attempt is free for one that joined before the attempt was started and has none. */
    void abandonedBy(Waiter<T> gone) {
        Attempt<T> attempt = gone.attempt;
        gone.attempt = null;
        if (attempt == null) {
            return;
        }
        attempt.waiter = null;
        Waiter<T> heir = core.queue.first();
        while (heir != null && (heir.attempt != null || heir.isBeingChecked)) {
            heir = heir.next;
        }
        if (heir != null && heir.number < attempt.number) {
            heir.attempt = attempt;
            attempt.waiter = heir;
        }
    }

    // ---- ending

    /** What becomes of an attempt on a creator. Its methods take the lock. */
    private final class OnCreator implements UserCalls.CreateOutcome<T> {
        private final Attempt<T> attempt;

        OnCreator(Attempt<T> attempt) {
            this.attempt = attempt;
        }

        @Override
        public void ended(Made<T> made) {
            attempt.made = made;
            core.lock.settleSurely(attempt, enterEnd);
        }

        @Override
        public void overran(Throwable failure) {
            try {
                ended(new Made<>(null, failure, 0));
            } catch (VirtualMachineError cutShort) { // the next sweep enters it
                attempt.isForsaken = attempt.made == null;
                core.isOwed = true;
            }
        }

        @Override
        public void endedLate(Made<T> made) {
            T object = made.object();
            if (object == null) {
                core.settle();
            } else if (!isAdopted(made)) {
                core.calls.destroyHere(object, DestroyCause.LATE);
            }
        }

        /** Takes a late object in, if there is room, and memory to do it. */
        private boolean isAdopted(Made<T> made) {
            try {
                return core.lock.settleAfter(() -> adopt(made));
            } catch (VirtualMachineError cutShort) {
                return false;
            }
        }

        private boolean adopt(Made<T> made) {
            if (core.isClosed || attempt.epoch != core.epoch || core.books.room() <= 0) {
                count(made);
                return false;
            }
            Attempt<T> adoption = begin(false, null, false);
            adoption.made =
                    made; // from here on it is in the pool: if this cannot be gone on with, the next sweep does it
            enterEndOrOwe(adoption);
            return true;
        }
    }

    private void count(Made<T> made) {
        core.later(() -> core.calls.report(made));
        core.calls.count(made);
    }

    private void enterEndOrOwe(Attempt<T> attempt) {
        try {
            enterEnd(attempt);
        } catch (Throwable cutShort) {
            core.cutShort(cutShort);
        }
    }

    /** Enters what became of an attempt; once, whoever does it first. */
    private void enterEnd(Attempt<T> attempt) {
        Made<T> made = attempt.made;
        if (made == null || !inFlight.contains(attempt)) {
            return;
        }
        T object = made.object();
        LeaseToken token = object == null ? null : core.leakWatch.newTokenFor(attempt.slot);
        count(made);
        if (object != null) {
            succeeded(attempt, object, token);
            core.dispatcher.place(attempt.slot, Dispatcher.Origin.CREATED);
        } else {
            failed(attempt, failureOf(made));
        }
    }

    /** Enters the ends that could not be entered when they came. Takes the lock. */
    void endOwed() {
        core.lock.settle(() -> {
            for (Attempt<T> attempt : List.copyOf(inFlight)) {
                if (attempt.isForsaken) {
                    giveUp(attempt);
                } else {
                    enterEndOrOwe(attempt);
                }
            }
        });
    }

    private static Throwable failureOf(Made<?> made) {
        return Objects.requireNonNull(made.failure(), "failure");
    }

    /** The object takes its slot, which then is in hand. */
    private void succeeded(Attempt<T> attempt, T object, @Nullable LeaseToken token) {
        inFlight.remove(attempt);
        core.books.attemptEnded(attempt.isOverflow, attempt.onCreator);
        core.books.added(attempt.isOverflow);
        core.outage.succeeded();
        cancelBackOff();
        Waiter<T> waiter = attempt.waiter;
        if (waiter != null) {
            waiter.attempt = null;
        }
        Slot<T> slot = attempt.slot;
        slot.object = object;
        slot.plainReturn = core.returns.isPlain(object);
        slot.token = token;
        slot.set(Slot.CHECKING, Slot.isMarked(slot.word));
        refill.succeeded();
        core.healthWatch.update();
    }

    private void failed(Attempt<T> attempt, Throwable failure) {
        long now = core.ticker.nanoTime();
        end(attempt);
        core.outage.failed(failure, attempt.isProbe, now);
        Waiter<T> waiter = attempt.waiter;
        if (waiter != null) {
            waiter.attempt = null;
            waiter.lastFailure = failure;
            if (core.books.living() == 0 || core.config.whenExhausted() == WhenExhausted.FAIL) {
                core.dispatcher.fail(waiter, creationException(failure));
            }
        }
        refill.failed(failure);
        core.healthWatch.update();
    }

    ObjectCreationException creationException(Throwable failure) {
        return new ObjectCreationException(core.name(), failure);
    }

    /**
     * Creates on the calling thread, with a permit. Takes the lock.
     *
     * @return null when the slot of the permit is leased to this thread; else the failure, which somebody's return may
     *     still make good
     * @throws PoolException if nothing can make it good
     */
    @Nullable
    Throwable createHere(Attempt<T> permit) {
        permit.slot.heldBy(Thread.currentThread().getId());
        Made<T> made = makeHere(permit);
        PoolException refusal;
        try {
            refusal = core.lock.settleAfter(() -> createdHere(permit, made));
        } catch (Throwable cutShort) { // the next sweep enters it, for whoever comes
            permit.made = made;
            core.isOwed = true;
            throw cutShort;
        }
        if (refusal != null) {
            throw refusal;
        }
        return made.failure();
    }

    private Made<T> makeHere(Attempt<T> permit) {
        try {
            return core.calls.createHere();
        } catch (Throwable cutShort) {
            permit.isForsaken = true;
            core.isOwed = true;
            throw cutShort;
        }
    }

    @Nullable
    private PoolException createdHere(Attempt<T> permit, Made<T> made) {
        T object = made.object();
        LeaseToken token = object == null ? null : core.leakWatch.newTokenFor(permit.slot);
        count(made);
        if (object != null) {
            succeeded(permit, object, token);
            return leaseCreated(permit);
        }
        Throwable failure = failureOf(made);
        failed(permit, failure);
        if (core.isClosed) {
            return core.closedException();
        }
        boolean isFinal = core.books.living() == 0 || core.config.whenExhausted() == WhenExhausted.FAIL;
        return isFinal ? creationException(failure) : null;
    }

    /** Leases an object to the thread that created it; says why not, if not. */
    @Nullable
    private PoolException leaseCreated(Attempt<T> permit) {
        if (core.isClosed) {
            core.retirement.destroy(permit.slot, DestroyCause.CLOSED);
            return core.closedException();
        }
        if (permit.isOverflow || core.books.hasSurplus()) {
            permit.slot.markIfMoving(); // its return is decided about under the lock
        }
        core.engine.begin(permit.slot, Thread.currentThread().getId());
        core.tally.count(Event.MISS);
        return null;
    }

    // ---- outage

    /**
     * Whether an acquire that finds nothing idle would wait for nothing: nobody can give back, nobody may create, and no
     * attempt is in flight that was started when the factory still seemed to work.
     */
    boolean isHopeless() {
        return isWithoutObject() && !mayAttempt();
    }

    private boolean isWithoutObject() {
        return core.books.living() == 0 && core.outage.attemptsApartFromProbe(core.books.creating()) == 0;
    }

    /** Why there is no object. */
    Throwable lastFailure() {
        Throwable failure = core.outage.lastFailure();
        return failure == null ? new TimeoutException("too many abandoned creations still run") : failure;
    }

    private void failHopeless(long now) {
        if (!isWithoutObject() || mayAttempt(now)) {
            return;
        }
        Waiter<T> waiter = core.queue.first();
        while (waiter != null) {
            Waiter<T> next = waiter.next;
            if (waiter.attempt == null && !hasProspect(waiter)) {
                core.dispatcher.fail(waiter, creationException(lastFailure()));
            }
            waiter = next;
        }
    }

    /** When the back-off ends, whoever still wants an object gets a probe. */
    private void awaitBackOff(long now) {
        if (!core.outage.awaitsBackOff() || backOffTimer != null) {
            return;
        }
        if (core.queue.first() == null && !refill.isWanted()) {
            return;
        }
        if (Nanos.isPast(now, core.outage.nextAttempt())) {
            return; // something else holds attempts back; its end comes here
        }
        WeakReference<Creations<T>> self = new WeakReference<>(this); // a pool that nobody has any more is let go
        backOffTimer = core.scheduler.at(core.outage.nextAttempt(), () -> {
            Creations<T> creations = self.get();
            if (creations != null) {
                creations.backOffEnded();
            }
        });
    }

    private void backOffEnded() {
        core.lock.settle(() -> backOffTimer = null);
    }

    /** Forgets the timer: the factory works, or the pool is closed. */
    void cancelBackOff() {
        Scheduler.Timer timer = backOffTimer;
        backOffTimer = null;
        if (timer != null) {
            timer.cancel();
        }
    }
}
