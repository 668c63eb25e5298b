package dev.rockpool.internal.engine;

import dev.rockpool.DestroyCause;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolException;
import dev.rockpool.WhenExhausted;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.slot.Slot;
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
 * <p><b>Outage.</b> While creation keeps failing, one probe is in flight at a time, when the back-off has passed, whether
 * anybody waits or not. Who could only be served by a creation then fails at once, with the real cause, unless
 * {@code rideOut} lets it wait; who may still be served by a return waits on. Where the factory returns objects that are in
 * the pool already, nobody waits for it: no time will cure that.
 *
 * <p>All methods are called under the engine's lock unless they say otherwise.
 */
final class Creations<T> {

    private static final int ABANDONED_PER_CREATOR = 4;

    private final Core<T> core;
    private final Refill<T> refill;
    private final Set<Attempt<T>> inFlight = new LinkedHashSet<>(); // in the order of their starts
    private final Consumer<Attempt<T>> enterEnd = this::enterEnd;
    private int hopeful; // those of them that are no probes
    private Scheduler.@Nullable Timer retryTimer;
    private long retryNanos; // its moment

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

    /** Whether what is counted here can be. */
    boolean isSound() {
        return hopeful >= 0 && hopeful <= inFlight.size();
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
        long now = nowIfDown();
        startForWaiters(now);
        refill.start(now);
        probeForNobody(now);
        failHopeless(now);
        awaitRetry(now);
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
                    Attempt<T> started = start(isOverflow, true);
                    started.waiter = waiter;
                    waiter.attempt = started;
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

    /** While creation fails and nobody asks, the pool finds out by itself when it works again. */
    private void probeForNobody(long now) {
        if (!core.outage.isDown() || hopeful > 0 || !core.outage.allowsProbe(now) || !hasFreeCreator()) {
            return;
        }
        boolean isOverflow = core.books.room() <= 0;
        if (!isOverflow || core.config.whenExhausted() == WhenExhausted.OVERFLOW) {
            start(isOverflow, false).isForNobody = true;
        }
    }

    /** Whether one more attempt may run on a creator, as far as creators are concerned. */
    boolean hasFreeCreator() {
        return core.books.creatorAttempts() < core.config.parallelCreations() && !hasTooManyAbandoned();
    }

    /** Whether so many abandoned attempts still run that the factory counts as down. */
    boolean hasTooManyAbandoned() {
        return core.calls.abandonedCreations() >= (long) ABANDONED_PER_CREATOR * core.config.parallelCreations();
    }

    private boolean mayStart(long now) {
        return hasFreeCreator() && core.outage.allowsAttempt(now);
    }

    private boolean mayAttempt(long now) {
        return core.outage.allowsAttempt(now) && !hasTooManyAbandoned();
    }

    /** What counts as now in an outage; nothing is decided by it where there is none, and clocks cost. */
    private long nowIfDown() {
        return core.outage.isDown() ? core.ticker.nanoTime() : 0;
    }

    /**
     * Starts an attempt on a creator.
     *
     * @param isAsked whether it is for somebody who asks for an object
     */
    Attempt<T> start(boolean isOverflow, boolean isAsked) {
        return begin(isOverflow, true, isAsked);
    }

    private Attempt<T> begin(boolean isOverflow, boolean onCreator, boolean isAsked) {
        Slot<T> slot = core.table.firstFree();
        Resident resident = new Resident(core.epoch, isOverflow);
        Attempt<T> attempt = new Attempt<>(slot, isOverflow, onCreator, core.nextNumber(), core.epoch);
        long now = core.ticker.nanoTime();
        attempt.startNanos = now;
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
        slot.beginCreation(resident);
        attempt.probe = core.outage.attemptStarts(isAsked, now);
        core.books.attemptStarted(isOverflow, onCreator);
        hopeful += attempt.probe == 0 ? 1 : 0;
        return attempt;
    }

    /** Lets a parked thread create by itself. */
    private void permit(ThreadWaiter<T> waiter, boolean isOverflow) {
        core.later(() -> LockSupport.unpark(waiter.thread));
        waiter.permit = begin(isOverflow, false, true);
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
        if (!hasRoom || !mayAttempt(nowIfDown())) {
            return null;
        }
        return begin(isOverflow, false, true);
    }

    /** A permit was not used, or nobody can say what became of an attempt. */
    void giveUp(Attempt<T> attempt) {
        core.outage.probeDropped(attempt.probe);
        end(attempt);
        Waiter<T> waiter = attempt.waiter;
        if (waiter != null) {
            waiter.attempt = null;
        }
    }

    /** The attempt is over; its capacity and its slot are free. */
    private void end(Attempt<T> attempt) {
        land(attempt);
        attempt.slot.vacate();
        core.table.giveFree(attempt.slot);
    }

    private void land(Attempt<T> attempt) {
        core.books.attemptEnded(attempt.isOverflow, attempt.onCreator);
        inFlight.remove(attempt);
        hopeful -= attempt.probe == 0 ? 1 : 0;
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
        public void overran(CapturedFailure failure) {
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
            Attempt<T> adoption = begin(false, false, false);
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
        count(made);
        if (object != null) {
            succeeded(attempt, object);
            core.dispatcher.place(
                    attempt.slot, attempt.isForNobody ? Dispatcher.Origin.PROBED : Dispatcher.Origin.CREATED);
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

    private static CapturedFailure failureOf(Made<?> made) {
        return Objects.requireNonNull(made.failure(), "failure");
    }

    /** The object takes its slot, which then is in hand. */
    private void succeeded(Attempt<T> attempt, T object) {
        land(attempt);
        core.books.added(attempt.isOverflow);
        core.outage.succeeded();
        cancelRetry();
        Waiter<T> waiter = attempt.waiter;
        if (waiter != null) {
            waiter.attempt = null;
        }
        Slot<T> slot = attempt.slot;
        slot.created(object, core.returns.isPlain(object));
        refill.succeeded();
        core.healthWatch.update();
    }

    private void failed(Attempt<T> attempt, CapturedFailure failure) {
        long now = core.ticker.nanoTime();
        end(attempt);
        core.outage.failed(failure, attempt.probe, now);
        Waiter<T> waiter = attempt.waiter;
        if (waiter != null) {
            waiter.attempt = null;
            waiter.lastFailure = failure;
            if (failsWithItsAttempt(now)) {
                core.dispatcher.fail(waiter, creationException(failure));
            }
        }
        refill.failed(failure);
        core.healthWatch.update();
    }

    /** Whether an acquire whose attempt has failed has nothing else to wait for. */
    private boolean failsWithItsAttempt(long now) {
        return (core.books.living() == 0
                        || core.config.whenExhausted() == WhenExhausted.FAIL
                        || core.outage.isMisused())
                && !core.outage.isRiddenOut(now);
    }

    ObjectCreationException creationException(CapturedFailure failure) {
        return new ObjectCreationException(core.name(), failure.failure(), failure.toString());
    }

    /**
     * Creates on the calling thread, with a permit. Takes the lock.
     *
     * @return null when the slot of the permit is leased to this thread; else the failure, which somebody's return may
     *     still make good
     * @throws PoolException if nothing can make it good
     */
    @Nullable
    CapturedFailure createHere(Attempt<T> permit) {
        permit.slot.heldBy(UserText.currentThreadId());
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
        count(made);
        if (object != null) {
            succeeded(permit, object);
            return leaseCreated(permit);
        }
        CapturedFailure failure = failureOf(made);
        failed(permit, failure);
        if (core.isClosed) {
            return core.closedException();
        }
        return failsWithItsAttempt(core.ticker.nanoTime()) ? creationException(failure) : null;
    }

    /** Leases an object to the thread that created it; says why not, if not. */
    @Nullable
    private PoolException leaseCreated(Attempt<T> permit) {
        if (core.isClosed) {
            core.retirement.destroy(permit.slot, DestroyCause.CLOSED);
            return core.closedException();
        }
        if (permit.isOverflow || core.books.hasSurplus()) {
            permit.slot.mark(); // its return is decided about under the lock
        }
        core.engine.begin(permit.slot, UserText.currentThreadId());
        core.tally.count(Event.MISS);
        return null;
    }

    // ---- outage

    /**
     * Whether an acquire that finds nothing idle would wait for nothing: nobody can give back, nobody may create, and no
     * attempt is in flight that was started when the factory still seemed to work.
     */
    boolean isHopeless() {
        return isHopeless(nowIfDown());
    }

    private boolean isHopeless(long now) {
        return isWithoutObject() && !mayAttempt(now) && !core.outage.isRiddenOut(now);
    }

    private boolean isWithoutObject() {
        if (hopeful > 0) {
            return false;
        }
        boolean waitsForCreations = core.config.whenExhausted() == WhenExhausted.FAIL || core.outage.isMisused();
        return core.books.living() == 0 || (waitsForCreations && core.books.room() > 0);
    }

    /** Why there is no object. */
    CapturedFailure lastFailure() {
        CapturedFailure failure = core.outage.lastFailure();
        return failure == null ? CapturedFailure.of(new TimeoutException("too many creations hang")) : failure;
    }

    private void failHopeless(long now) {
        if (!isHopeless(now)) {
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

    /** When a pause or the time to ride out an outage ends, it comes here again. */
    private void awaitRetry(long now) {
        long left = core.outage.changesIn(now);
        long moment = now + left;
        boolean isToCome = retryTimer != null && !Nanos.isPast(now, retryNanos);
        if (left < 0 || (isToCome && Nanos.isPast(moment, retryNanos))) {
            return; // nothing to wait for, or the timer comes before it
        }
        WeakReference<Creations<T>> self = new WeakReference<>(this); // a pool that nobody has any more is let go
        Scheduler.Timer next = core.scheduler.at(moment, () -> {
            Creations<T> creations = self.get();
            if (creations != null) {
                creations.retry();
            }
        });
        cancelRetry();
        retryTimer = next;
        retryNanos = moment;
    }

    private void retry() {
        core.lock.settle(this::cancelRetry); // there may be a later one by now
    }

    /** Forgets the timer: the factory works, or the pool is closed. Throws nothing, as it is called between two steps. */
    void cancelRetry() {
        Scheduler.Timer timer = retryTimer;
        retryTimer = null;
        try {
            if (timer != null) {
                timer.cancel();
            }
        } catch (VirtualMachineError noMemory) {
            // to queue for its lock; it comes, and does nothing
        }
    }
}
