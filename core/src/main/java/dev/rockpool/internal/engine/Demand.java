package dev.rockpool.internal.engine;

import dev.rockpool.internal.capacity.FutileCreations;
import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.capacity.Outage;
import dev.rockpool.internal.engine.Attempt.Wish;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.NumberedList;
import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.SlotTable;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.waiting.Queued;
import dev.rockpool.internal.waiting.WaitQueue;
import dev.rockpool.monitor.DestroyCause;
import java.util.concurrent.TimeoutException;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts to create are started, and what for: those who wait, objects that have had their time ({@link Renewal}),
 * stock ({@link Stock}), the thread that creates by itself, a probe in an outage.
 *
 * <p><b>One waiter, one attempt.</b> Each waiter has an attempt in flight that was started after it joined, as far as
 * the bound and the creators allow; so an attempt that hangs is never the only hope of anybody but the one it was
 * started for. An object goes to the head of the queue, whoever's attempt made it; whoever loses its attempt that way
 * gets another, or inherits one that is young enough. An attempt whose waiter has gone makes an idle object.
 *
 * <p><b>Outage.</b> While creation keeps failing, one probe is in flight at a time, when the back-off has passed, whether
 * anybody waits or not. Who could only be served by a creation then fails at once, with the real cause, unless
 * {@code rideOut} lets it wait; who may still be served by a return waits on. Where the factory returns objects that are in
 * the pool already, nobody waits for it: no time will cure that. Where the source has no more, the pool makes do with what it has:
 * it asks again after long pauses, and then grows by one at a time, also for those who wait.
 *
 * <p>A part of {@link Monitor}: all under the engine's lock, and without user code, threads or clock. {@code now} means
 * something only while creation fails: nothing is decided by it where it does not.
 */
final class Demand<T> {

    private static final int ABANDONED_PER_CREATOR = 4;
    private static final long DRAWS = 1L << 53; // as many as a double tells apart

    private final PoolState<T> state;
    private final Facts facts;
    private final Ledger ledger;
    private final Outage outage;
    private final FutileCreations futile;
    private final WaitQueue<Waiter<T>> queue;
    private final SlotTable<T> table;
    private final Effects<T> effects;
    private final Monitor.Port<T> port;
    private final LongBinaryOperator random;
    private final Stock<T> stock;
    private final Renewal<T> renewal;

    private final NumberedList<Attempt<T>> attempts = new NumberedList<>(); // in flight, in the order of their starts
    private int inFlight;
    private int hopeful; // those of them that are no probes
    private int claimed; // those of them that somebody waits for
    private long shortWaiter; // the number of the first that lacks a place in the budget; or 0
    private long alarm; // the moment of the last WakeAt, if hasAlarm
    private boolean hasAlarm;
    private long alarms; // how many there have been

    Demand(PoolState<T> state, Monitor.Port<T> port) {
        this.state = state;
        this.facts = state.facts;
        this.ledger = state.ledger;
        this.outage = state.outage;
        this.futile = outage.futile();
        this.queue = state.queue;
        this.table = state.table;
        this.effects = state.effects;
        this.port = port;
        this.random = state.random;
        this.renewal = new Renewal<>(state, this);
        this.stock = new Stock<>(state, this);
    }

    Renewal<T> renewal() {
        return renewal;
    }

    Stock<T> stock() {
        return stock;
    }

    /** The next number of the sequence of waiters and attempts. */
    long nextNumber() {
        return state.nextNumber();
    }

    // ---- attempts in flight

    /** Attempts that have neither ended nor overrun their time, the oldest first; the next of each is its {@code next}. */
    @Nullable
    Attempt<T> oldestInFlight() {
        return attempts.first();
    }

    int inFlight() {
        return inFlight;
    }

    /** How many of those in flight nobody waits for. */
    int unclaimed() {
        return inFlight - claimed;
    }

    /** Whether what is counted here can be. */
    boolean isSound() {
        int found = 0;
        int waited = 0;
        int open = 0;
        int replacing = 0;
        for (Attempt<T> each = attempts.first(); each != null; each = each.next) {
            found++;
            waited += each.waiter == null ? 0 : 1;
            open += each.probe == 0 ? 1 : 0;
            replacing += each.wish == Wish.REPLACEMENT ? 1 : 0;
        }
        return attempts.isSound()
                && found == inFlight
                && waited == claimed
                && open == hopeful
                && replacing == renewal.inFlight();
    }

    private void link(Attempt<T> attempt) {
        attempt.isInFlight = true;
        attempts.add(attempt, nextNumber());
        inFlight++;
        hopeful += attempt.probe == 0 ? 1 : 0;
        renewal.inFlight(attempt, 1);
    }

    private void unlink(Attempt<T> attempt) {
        attempts.remove(attempt);
        attempt.isInFlight = false;
        inFlight--;
        hopeful -= attempt.probe == 0 ? 1 : 0;
        renewal.inFlight(attempt, -1);
    }

    private void claim(Attempt<T> attempt, Waiter<T> waiter) {
        attempt.waiter = waiter;
        waiter.hasAttempt = true;
        claimed++;
    }

    /** Nobody waits for it any more; says who did. */
    private @Nullable Waiter<T> disclaim(Attempt<T> attempt) {
        Waiter<T> waiter = attempt.waiter;
        if (waiter != null) {
            attempt.waiter = null;
            waiter.hasAttempt = false;
            claimed--;
        }
        return waiter;
    }

    /** A waiter leaves the queue. Its attempt is free for one that joined before it was started and has none. */
    void leave(Waiter<T> gone, Queued.State newState) {
        queue.remove(gone, newState);
        if (!gone.hasAttempt) {
            return;
        }
        Attempt<T> attempt = attempts.first();
        while (attempt != null && attempt.waiter != gone) {
            attempt = attempt.next;
        }
        gone.hasAttempt = false;
        if (attempt == null) {
            return;
        }
        disclaim(attempt);
        Waiter<T> heir = queue.first();
        while (heir != null && (heir.hasAttempt || heir.isBeingChecked)) {
            heir = heir.next;
        }
        if (heir != null && heir.number < attempt.number) {
            claim(attempt, heir);
        }
    }

    // ---- starting

    /** Starts what is wanted and allowed. */
    void start(long now) {
        futile.pauseAsNeeded(now);
        shortWaiter = 0;
        if (ledger.room() <= 0 && ledger.living() > 0 && !facts.overflows()) {
            lookForShortWaiter(now);
            stock.nothingCanStart(); // and nobody is without hope; whoever makes room comes here
            forgetOutageIfFull(now);
            return;
        }
        startForWaiters(now);
        renewal.start(now);
        stock.start(now);
        probe(now);
        setAlarm(now);
    }

    private void startForWaiters(long now) {
        Waiter<T> waiter = queue.first();
        while (waiter != null) {
            Waiter<T> next = waiter.next;
            if (!waiter.hasAttempt && !hasProspect(waiter)) {
                boolean isOverflow = ledger.room() <= 0;
                if (isOverflow && !facts.overflows()) {
                    lookForShortWaiter(now);
                    return;
                }
                if (facts.callersCreate && waiter.canCreate()) {
                    if (!mayAttempt(now)) {
                        return;
                    }
                    permit(waiter, isOverflow, now);
                } else if (hasFreeCreator() && mayAttempt(now)) {
                    claim(begin(Wish.WAITER, isOverflow, true, now), waiter);
                } else if (!facts.callersCreate) {
                    return; // no creator is free; only threads that create by themselves may go ahead
                }
            }
            waiter = next;
        }
    }

    /** Notes the first waiter that would have an attempt, were there a place in the budget. */
    private void lookForShortWaiter(long now) {
        if (queue.first() == null || !ledger.lacksBudget()) {
            return;
        }
        Waiter<T> waiter = firstShort();
        if (waiter != null) {
            boolean isCaller = facts.callersCreate && waiter.canCreate();
            boolean couldStart = mayAttempt(now) && (isCaller || hasFreeCreator());
            shortWaiter = couldStart ? waiter.number : 0;
        }
    }

    /** The first waiter that has neither an attempt nor a prospect of an object. */
    @Nullable
    Waiter<T> firstShort() {
        Waiter<T> waiter = queue.first();
        while (waiter != null && (waiter.hasAttempt || hasProspect(waiter))) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /** The number of the first waiter that lacks nothing but a place in the budget, as of the last {@link #start}; or 0. */
    long shortWaiter() {
        return facts.isClosed || facts.isSuspended ? 0 : shortWaiter;
    }

    /** Whether there is an object for it already, though it has not got it yet; if nothing comes of it, it comes here. */
    private boolean hasProspect(Waiter<T> waiter) {
        return waiter.isBeingChecked || queue.turn().hasWoken(waiter);
    }

    /**
     * While creation fails and nobody asks, the pool finds out by itself when it works again; but for a key without objects,
     * which is forgotten instead.
     */
    private void probe(long now) {
        boolean isForgotten = ledger.isForgettable() && !facts.isKept;
        if (isForgotten || !outage.isDown() || hopeful > 0 || !outage.allowsProbe(now) || !hasFreeCreator()) {
            return;
        }
        boolean isOverflow = ledger.room() <= 0;
        if (!isOverflow || facts.overflows()) {
            begin(Wish.PROBE, isOverflow, false, now);
        }
    }

    /**
     * A full pool cannot try whether creation works, and lacks nothing: when the pause has passed, that it failed is forgotten.
     */
    private void forgetOutageIfFull(long now) {
        if (outage.isDown() && stock.isFull() && outage.allowsProbe(now)) {
            outage.succeeded();
            cancelAlarm();
            port.healthMayHaveChanged();
        } else {
            setAlarm(now);
        }
    }

    /** Whether one more attempt may run on a creator, as far as creators are concerned. */
    boolean hasFreeCreator() {
        return ledger.creatorAttempts() < facts.config.parallelCreations() && !hasTooManyAbandoned();
    }

    /** Whether so many abandoned attempts still run that the factory counts as down. */
    boolean hasTooManyAbandoned() {
        return port.abandonedCreations() >= (long) ABANDONED_PER_CREATOR * facts.config.parallelCreations();
    }

    /** Whether the source had no more a short while ago, and those in flight are to show first that it has. */
    private boolean growsSlowly() {
        return outage.isPatient() && stock.isSlow();
    }

    private boolean mayAttempt(long now) {
        return outage.allowsAttempt(now) && !hasTooManyAbandoned() && !growsSlowly();
    }

    /**
     * An attempt begins.
     *
     * @param isAsked whether it is for somebody who asks for an object
     */
    Attempt<T> begin(Wish wish, boolean isOverflow, boolean isAsked, long now) {
        Slot<T> slot = table.firstFree();
        Resident resident = new Resident(facts.epoch, isOverflow, random.applyAsLong(0, DRAWS - 1) / (double) DRAWS);
        Attempt<T> attempt = new Attempt<>(slot, wish, isOverflow, facts.epoch);
        if (attempt.onCreator()) {
            effects.add(new Effect.Create<>(attempt));
        }
        table.takeFree(); // it was the first
        slot.beginCreation(resident);
        attempt.probe = outage.attemptStarts(isAsked, now);
        ledger.attemptStarted(isOverflow, attempt.onCreator());
        link(attempt);
        return attempt;
    }

    /** Lets a parked thread create by itself. */
    private void permit(Waiter<T> waiter, boolean isOverflow, long now) {
        effects.wakeUp(waiter);
        waiter.permit = begin(Wish.CALLER, isOverflow, true, now);
        leave(waiter, Queued.State.CREATE);
    }

    /** Lets a thread that has not joined the queue create by itself, if there is room for it. */
    @Nullable
    Attempt<T> permitCaller(long now) {
        boolean isOverflow = ledger.room() <= 0;
        boolean hasRoom = !isOverflow || facts.overflows();
        return hasRoom && mayAttempt(now) ? begin(Wish.CALLER, isOverflow, true, now) : null;
    }

    // ---- ending

    /** A permit was not used, or nobody can say what became of an attempt. */
    void giveUp(Attempt<T> attempt) {
        outage.dropped(attempt.probe);
        end(attempt);
        disclaim(attempt);
    }

    /** The attempt is over; its capacity and its slot are free. */
    private void end(Attempt<T> attempt) {
        ledger.attemptEnded(attempt.isOverflow, attempt.onCreator());
        unlink(attempt);
        attempt.slot.vacate();
        table.giveFree(attempt.slot);
    }

    /** An attempt has made an object, which is to take its slot. */
    void succeeded(Attempt<T> attempt) {
        ledger.attemptSucceeded(attempt.isOverflow, attempt.onCreator());
        unlink(attempt);
        outage.succeeded();
        cancelAlarm();
        disclaim(attempt);
        stock.succeeded();
        renewal.made(attempt);
    }

    /** An attempt has failed; says the waiter that it was for, if it is still there. */
    @Nullable
    Waiter<T> failed(Attempt<T> attempt, CapturedFailure failure, long now) {
        end(attempt);
        outage.failed(failure, attempt.probe, now);
        Waiter<T> waiter = disclaim(attempt);
        if (waiter != null) {
            waiter.lastFailure = failure;
        }
        stock.failed(failure);
        return waiter;
    }

    /** An object is going: it is destroyed for a cause, or its holder keeps it. */
    void gone(Slot<T> slot, @Nullable DestroyCause cause) {
        stock.gone(cause);
        renewal.gone(slot.resident(), cause);
        if (cause == DestroyCause.ACTIVATION_FAILED && slot.resident().isUnused(slot.look())) {
            futile.failed();
        }
    }

    /** Whether an acquire whose attempt has failed has nothing else to wait for. */
    boolean failsWithItsAttempt(long now) {
        return (ledger.living() == 0 || facts.refusesToWait() || outage.isMisused()) && !outage.isRiddenOut(now);
    }

    // ---- outage

    /** Whether creation fails. */
    boolean hasOutage() {
        return outage.isDown();
    }

    /** Whether the next attempt may be made, though creation fails. */
    boolean mayProbe(long at) {
        return outage.allowsProbe(at);
    }

    /** The first from one on, or of all, that waits for nothing; null if there is hope. */
    @Nullable
    Waiter<T> nextHopeless(@Nullable Waiter<T> from, long now) {
        if (!isHopeless(now)) {
            return null;
        }
        Waiter<T> waiter = from == null ? queue.first() : from;
        while (waiter != null && (waiter.hasAttempt || hasProspect(waiter))) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /**
     * Whether an acquire that finds nothing idle would wait for nothing: nobody can give back, nobody may create, and no
     * attempt is in flight that was started when the factory still seemed to work.
     */
    boolean isHopeless(long now) {
        boolean fails = outage.isDown() && !outage.allowsAttempt(now);
        return isWithoutObject() && (fails || hasTooManyAbandoned()) && !outage.isRiddenOut(now);
    }

    private boolean isWithoutObject() {
        if (hopeful > 0) {
            return false;
        }
        boolean waitsForCreations = facts.refusesToWait() || outage.isMisused();
        return ledger.living() == 0 || (waitsForCreations && ledger.room() > 0);
    }

    /** Why there is no object. */
    Refusal creationFails() {
        CapturedFailure failure = outage.lastFailure();
        return Refusal.creationFails(
                failure == null ? CapturedFailure.of(new TimeoutException("too many creations hang")) : failure);
    }

    /** When a pause or the time to ride out an outage ends, the monitor is asked again. */
    private void setAlarm(long now) {
        long left = outage.changesIn(now);
        long moment = now + left;
        boolean isToCome = hasAlarm && !Nanos.isPast(now, alarm);
        if (left < 0 || (isToCome && Nanos.isPast(moment, alarm))) {
            return; // nothing to wait for, or the alarm comes before it
        }
        effects.add(new Effect.WakeAt<>(moment, alarms + 1));
        alarms++;
        alarm = moment;
        hasAlarm = true;
    }

    /** The factory works, or the pool is closed: nobody needs to be woken. Throws nothing, as it is called between two steps. */
    void cancelAlarm() {
        if (!hasAlarm) {
            return;
        }
        hasAlarm = false;
        alarms++;
        try {
            effects.add(new Effect.Sleep<>(alarms));
        } catch (VirtualMachineError | LinkageError noMemory) {
            // it comes, and does nothing
        }
    }
}
