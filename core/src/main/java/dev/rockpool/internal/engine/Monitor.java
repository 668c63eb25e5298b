package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness;
import dev.rockpool.internal.ageing.Fitness.Origin;
import dev.rockpool.internal.capacity.Ledger;
import dev.rockpool.internal.engine.Attempt.Wish;
import dev.rockpool.internal.lifecycle.Made;
import dev.rockpool.internal.slot.IdleIndex.Take;
import dev.rockpool.internal.slot.Resident;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.Counter;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.internal.time.Nanos;
import dev.rockpool.internal.waiting.Queued;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.monitor.DestroyCause;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is decided under the lock of a pool: a state machine that turns events (its methods) into effects
 * ({@link Effect}). It brings together what is there and who waits, and decides what is created, validated and destroyed. It
 * runs no code of users, reads no clock, knows no thread but to name it, and sees no failure but as text that was captured
 * before; so it can be tested without threads. {@link EngineLock} takes the lock for each event, tells the time where that
 * matters, and performs the effects when it has given the lock up.
 *
 * <p><b>Events</b>, and what each may lead to:
 *
 * <pre>{@code
 *   join, leave, answer, starve     an acquire that has to wait comes, goes, was woken         ─┐
 *   place (returned, rested …)      a slot in hand is to get its next state                      ├─> serve ─┬─> unpark, deliver
 *   ended, endedHere, giveUp        an attempt has an object, has failed, is not made            │          ├─> create, wakeAt
 *   checked                         a validation or activation for a waiter has its verdict      │          ├─> validate, activate
 *   destroy, goOn, detached         an object goes, is gone                                      │          └─> destroy, tell
 *   clear, suspend, resize, close   an operator changes the pool; then a walk over all slots    ─┘
 *   sweep, found, shed, plan        some time has passed; objects have had their time, rest too long, are to be checked
 * }</pre>
 *
 * <p><b>No lost wake-up.</b> A waiter joins the queue (under the lock, which publishes {@link Turn#signal}), and then
 * looks for an idle object once more. Whoever makes an object idle publishes it, and then reads the signal. So one of
 * them sees the other. One wake-up is in flight at a time; whoever was woken either takes an object and leaves, or
 * answers that it found none, and each of the two passes the wake-up on by {@link #serve}. Whoever leaves the queue for
 * another reason (deadline, interrupt, cancel) comes there, too.
 *
 * <p><b>In hand.</b> A slot that somebody owns privately (CREATING, RESETTING or CHECKING) gets its next state from
 * {@link #place}, where everything that may have happened to the pool meanwhile is known.
 *
 * <p><b>Invariants</b>, after each event and the {@link #serve} that follows it:
 *
 * <ul>
 *   <li>Objects and attempts never exceed the bound ({@link Ledger}).
 *   <li>An idle object and a waiter that could have it do not stay together, but while a wake-up is in flight.
 *   <li>A waiter has an attempt or an object on the way, or there is neither room nor a creator for it, or creation fails.
 *   <li>Each effect is made before the change of state that it belongs to; so an error leaves a move undone, not half done.
 * </ul>
 *
 * <p>All methods are called under the engine's lock.
 */
final class Monitor<T> {

    /** What the monitor asks the rest of the pool; each answers at once, and calls no code of users. */
    interface Port<T> {
        /** Whether nothing is to be done when this object comes back. */
        boolean isPlain(T object);

        /** An object needs an activation, so the fast path must not lease any from now on. Throws nothing. */
        void activates();

        /** Whether there is anything to do when this object goes. */
        boolean destroys(T object);

        /** An object is not the pool's any more: it is destroyed, or detached. */
        void forget(T object);

        /** How many creations have overrun their time and still run. */
        int abandonedCreations();

        /** Something that health depends on has changed. Throws nothing. */
        void healthMayHaveChanged();

        /** An acquire found nothing idle. */
        void foundNothingIdle();

        /** The pool is closed: whoever this slot was promised to, and has not got it, does not get it. */
        void withdraw(Slot<T> slot);
    }

    private final Facts facts;
    private final PoolState<T> state;
    private final Turn<Waiter<T>> turn;
    private final Ledger ledger;
    private final Demand<T> demand;
    private final Service<T> service;
    private final Retirement<T> retirement;
    private final HealthRound<T> health;
    private final Port<T> port;
    private final Owed owed;
    private final Surplus<T> surplus;
    private final Walk<T> walk;
    private final Verdicts<T> verdicts;
    private long now; // the time of the present section, if it matters
    private boolean hasTime; // it has mattered before

    Monitor(PoolState<T> state, Port<T> port, Owed owed) {
        this.facts = state.facts;
        this.state = state;
        this.turn = state.queue.turn();
        this.ledger = state.ledger;
        this.port = port;
        this.owed = owed;
        this.demand = new Demand<>(state, port);
        this.service = new Service<>(state, demand, owed);
        this.retirement = new Retirement<>(state, demand, port, owed);
        this.health = new HealthRound<>(state, demand.renewal(), owed);
        this.surplus = new Surplus<>(state, demand.stock(), retirement, slot -> place(slot, Origin.RESTED));
        this.walk = new Walk<>(state.table, this::placeAnew, owed);
        this.verdicts = new Verdicts<>(state, service, retirement, new VerdictsPort());
    }

    // ---- time

    /** Whether anything is decided by the time at present. Clocks cost, so nobody reads one where not. */
    boolean mindsTime() {
        return state.mindsTime();
    }

    /** It is so late, for all that follows. */
    void at(long moment) {
        now = hasTime ? Nanos.later(now, moment) : moment; // it was read before the lock was taken
        hasTime = true;
    }

    // ---- who waits

    /** Why an acquire that found nothing idle may not wait, or null. */
    @Nullable
    Refusal refusal() {
        if (facts.isClosed) {
            return Refusal.CLOSED;
        }
        boolean isHopeless = demand.isHopeless(now);
        if (!facts.isSuspended && facts.preparesIdle() && service.hasIdle()) {
            return null; // what it waits for is its validation or activation
        }
        if (facts.isSuspended || (!isHopeless && !mustNotWait())) {
            int waiting = state.queue.waitingForObject();
            return waiting < facts.config.maxWaiters() ? null : Refusal.queueFull(waiting);
        }
        return isHopeless ? demand.creationFails() : Refusal.EXHAUSTED;
    }

    /** Whether all that comes without a return is somebody's already, and returns are not waited for. */
    private boolean mustNotWait() {
        return facts.refusesToWait() && ledger.coming() <= state.queue.waitingForObject();
    }

    /** An acquire that was not refused joins the queue; in its place, if it was there before. */
    void join(Waiter<T> waiter) {
        port.foundNothingIdle(); // first: it may fail for want of memory
        state.queue.add(waiter, waiter.number == 0 ? demand.nextNumber() : waiter.number);
    }

    /** A waiter gives up, if it has not been served or refused; says whether it did. */
    boolean leave(Waiter<T> waiter) {
        boolean isWaiting = waiter.state == Queued.State.WAITING;
        if (isWaiting) {
            demand.leave(waiter, Queued.State.LEFT);
        }
        return isWaiting;
    }

    /**
     * A waiter will not take what it was granted: that goes to the next, or becomes idle; if this is cut short, the next sweep
     * does it.
     */
    void takeBack(Waiter<T> waiter) {
        Slot<T> slot = waiter.slot;
        if (slot != null) {
            waiter.slot = null;
            try {
                if (slot.activates() && !facts.isClosed) {
                    service.clean(slot);
                } else {
                    place(slot, waiter.isMiss ? Origin.CREATED : Origin.CHECKED);
                }
            } catch (Throwable cutShort) {
                owed.cutShort(cutShort);
            }
        }
    }

    /** A thread was woken, and has taken this slot in hand; or there was none. */
    void answer(Waiter<T> waiter, @Nullable Slot<T> slot, long threadId) {
        boolean isWaiting = waiter.state == Queued.State.WAITING && !waiter.isBeingActivated;
        if (slot != null && isWaiting && slot.activates()) {
            service.grant(waiter, slot, false);
        } else if (slot != null && isWaiting) {
            demand.leave(waiter, Queued.State.GRANTED);
            slot.leaseTo(threadId);
            waiter.slot = slot;
        } else if (slot != null) {
            place(slot, Origin.RESTED); // it was served otherwise meanwhile
        } else {
            turn.foundNothing(waiter);
        }
    }

    /** Leases a slot in hand to a thread, unless the pool was closed meanwhile; says whether it did. */
    boolean lease(Slot<T> slot, long threadId) {
        if (facts.isClosed) {
            place(slot, Origin.CHECKED);
            return false;
        }
        slot.leaseTo(threadId);
        return true;
    }

    // ---- serving

    /** Something may have become free: serves whoever can be served, and starts what is wanted. */
    void serve() {
        if (facts.isClosed) {
            return;
        }
        if (!facts.isSuspended) {
            demand.renewal().retire(retirement);
            service.serveIdle();
            demand.start(now);
            for (Waiter<T> waiter = demand.nextHopeless(null, now); waiter != null; ) {
                Waiter<T> next = waiter.next;
                service.fail(waiter, demand.creationFails());
                waiter = next == null ? null : demand.nextHopeless(next, now);
            }
            health.start();
        }
    }

    // ---- slots in hand

    /** Gives a slot in hand its next state: destroyed, held, leased to a waiter, or idle. */
    void place(Slot<T> slot, Origin origin) {
        try {
            decide(slot, origin);
        } catch (Throwable cutShort) {
            owed.strand(slot, origin);
            throw cutShort;
        }
    }

    private void decide(Slot<T> slot, Origin origin) {
        slot.promise(null);
        slot.uncount();
        DestroyCause cause = causeToDestroy(slot);
        if (cause == null && ledger.isShort() && mustYield(slot, origin)) {
            cause = DestroyCause.SURPLUS;
        }
        if (cause != null) {
            retirement.destroy(slot, cause);
            return;
        }
        if (facts.isSuspended) {
            slot.hold();
            return;
        }
        Waiter<T> waiter = turn.next();
        if (waiter != null
                && (origin.isNew()
                        || turn.isHandedOver(waiter)
                        || slot.resident().isOverflow())) {
            boolean isDue = Fitness.mustBeChecked(slot.resident(), origin, facts);
            Waiter<T> toCheckFor = isDue ? turn.nextToCheckFor() : null;
            if (toCheckFor != null) {
                service.checkFor(toCheckFor, slot);
                return;
            }
            if (!isDue) {
                service.grant(waiter, slot, origin.isNew());
                return;
            }
        }
        if (facts.trimsIdle
                && waiter == null
                && origin != Origin.CREATED
                && state.table.countedIdle() >= facts.config.maxIdle()) {
            retirement.destroy(slot, DestroyCause.SURPLUS);
            return;
        }
        slot.returnsPlainly(port.isPlain(slot.object()));
        if (facts.trimsIdle) {
            slot.countIdle();
        }
        if (slot.resident().isOverflow()) { // those who wait are served otherwise
            surplus.onTop(slot);
        }
        slot.publish(Fitness.isDue(slot.resident(), origin, facts));
        state.index.published(slot);
    }

    /** Whether an object must give way to others in the budget; not one that was made for a waiter that is still there. */
    private boolean mustYield(Slot<T> slot, Origin origin) {
        Waiter<T> waiter = turn.next();
        boolean isMadeForIt = origin.isNew() && waiter != null;
        return !isMadeForIt
                && !slot.resident().isOverflow()
                && ledger.mustYield(waiter == null ? Long.MAX_VALUE : waiter.number);
    }

    /** Others in the budget need an object to give way: says whether an idle one did. */
    boolean giveWay() {
        Slot<T> slot = ledger.isShort() ? state.index.find(Take.ANY, 0) : null;
        if (slot == null) {
            return false;
        }
        boolean yields = mustYield(slot, Origin.RESTED);
        if (yields) {
            retirement.destroy(slot, DestroyCause.SURPLUS);
        } else {
            place(slot, Origin.RESTED);
        }
        return yields;
    }

    /** An idle object goes, if there is one. */
    void letOneGo() {
        Slot<T> slot = state.index.find(Take.ANY, 0);
        if (slot != null) {
            retirement.destroy(slot, DestroyCause.SURPLUS);
        }
    }

    /** Nothing in the budget gives way, and returns are not waited for: who waits only for that is refused. */
    void nothingGivesWay() {
        if (facts.refusesToWait() && demand.shortWaiter() != 0) {
            for (Waiter<T> waiter = demand.firstShort(); waiter != null; waiter = demand.firstShort()) {
                service.fail(waiter, Refusal.EXHAUSTED);
            }
        }
    }

    /** Why the object of a slot in hand must go, or null. One on top of the bound fills a place within it, if there is one. */
    private @Nullable DestroyCause causeToDestroy(Slot<T> slot) {
        Resident resident = slot.resident();
        boolean hasRoom = ledger.room() > 0;
        boolean isWanted = hasRoom || turn.next() != null;
        DestroyCause cause = Fitness.causeToDestroy(
                resident,
                slot.look(),
                facts,
                isWanted,
                ledger.hasSurplus(),
                resident.isOld() && demand.renewal().mayRetire());
        if (cause == null && hasRoom && resident.isOverflow()) {
            resident.becomeRegular();
            ledger.overflowBecomesRegular();
        }
        return cause;
    }

    /** A validation or activation for a waiter has its verdict. */
    void checked(Check<T> check) {
        verdicts.checked(check);
    }

    /** What verdicts need to know of slots in hand. */
    private final class VerdictsPort implements Verdicts.Port<T> {
        @Override
        public boolean mustGo(Slot<T> slot) {
            return causeToDestroy(slot) != null;
        }

        @Override
        public void place(Slot<T> slot) {
            Monitor.this.place(slot, Origin.CHECKED);
        }
    }

    // ---- attempts

    /** Lets a thread that has not joined the queue create by itself, if there is room and those who wait are not passed. */
    @Nullable
    Attempt<T> permitCaller() {
        if (facts.isClosed || facts.isSuspended || !turn.mayCreateFirst()) {
            return null;
        }
        return demand.permitCaller(now);
    }

    /** A permit was not used, or nobody can say what became of an attempt. */
    void giveUp(Attempt<T> attempt) {
        demand.giveUp(attempt);
    }

    /** One more object would be used: a {@code tryAcquire} found none. */
    void askForOne() {
        if (!facts.callersCreate && !facts.isClosed && !facts.isSuspended) {
            demand.stock().askForOne();
        }
    }

    /** An attempt has ended, or has overrun its time; once, whoever says it first. */
    void ended(Attempt<T> attempt, Made<T> made, long moment) {
        state.effects.happened(made.event());
        T object = made.object();
        if (object != null) {
            succeeded(attempt, object, made.activates(), moment);
            place(attempt.slot, attempt.wish == Wish.PROBE ? Origin.PROBED : Origin.CREATED);
        } else {
            failed(attempt, made, moment);
        }
    }

    /**
     * The attempt of a thread that creates by itself has ended. Says why the thread gets nothing, or null: then it has the
     * lease, or may wait for somebody's return.
     */
    @Nullable
    Refusal endedHere(Attempt<T> permit, Made<T> made, long threadId, long moment) {
        state.effects.happened(made.event());
        T object = made.object();
        if (object != null) {
            succeeded(permit, object, made.activates(), moment);
            return leaseCreated(permit, threadId);
        }
        failed(permit, made, moment);
        if (facts.isClosed) {
            return Refusal.CLOSED;
        }
        return demand.failsWithItsAttempt(moment)
                ? Refusal.creationFails(Objects.requireNonNull(made.failure(), "failure"))
                : null;
    }

    /** A late object is there: takes it in, if there is room, and says the attempt that it then is the end of. */
    @Nullable
    Attempt<T> adopt(Made<T> made, long epoch) {
        if (facts.isClosed || epoch != facts.epoch || ledger.room() <= 0) {
            state.effects.happened(made.event());
            return null;
        }
        return demand.begin(Wish.ADOPTION, false, false, now);
    }

    /** The object takes its slot, which then is in hand. */
    private void succeeded(Attempt<T> attempt, T object, boolean activates, long moment) {
        demand.succeeded(attempt);
        if (activates) {
            port.activates(); // before the object can be leased
        }
        long maxUses = facts.config.maxUses();
        attempt.slot.resident().born(moment, attempt.slot.look(), maxUses);
        attempt.slot.created(object, port.isPlain(object), activates);
        port.healthMayHaveChanged();
    }

    private void failed(Attempt<T> attempt, Made<T> made, long moment) {
        now = moment;
        Waiter<T> waiter = demand.failed(attempt, Objects.requireNonNull(made.failure(), "failure"), moment);
        if (waiter != null && !waiter.isBeingChecked && demand.failsWithItsAttempt(moment)) {
            service.fail(waiter, Refusal.creationFails(made.failure()));
        }
        port.healthMayHaveChanged();
    }

    /**
     * Leases an object to the thread that created it, or leaves it in its hand if it is to be activated; says why not, if not.
     */
    @Nullable
    private Refusal leaseCreated(Attempt<T> permit, long threadId) {
        if (facts.isClosed) {
            retirement.destroy(permit.slot, DestroyCause.CLOSED);
            return Refusal.CLOSED;
        }
        if (permit.isOverflow || ledger.hasSurplus()) {
            permit.slot.mark(); // its return is decided about under the lock
        }
        if (permit.slot.activates()) {
            permit.slot.heldBy(threadId);
            return null;
        }
        permit.slot.leaseTo(threadId);
        state.effects.happened(Counter.MISS);
        return null;
    }

    // ---- the operator

    /** Objects of today are destroyed: now if they are idle, else when they come back. */
    void clear() {
        facts.epoch++;
        demand.renewal().forget();
        placeAll();
    }

    /** Acquires wait from now on, or no longer. */
    void suspend(boolean isSuspended) {
        if (facts.isSuspended != isSuspended && !facts.isClosed) {
            facts.isSuspended = isSuspended;
            placeAll();
            port.healthMayHaveChanged();
        }
    }

    /** Changes the bound, and tells of it. Objects that are too many by it are not looked for. */
    void changeBound(int maxSize) {
        int before = ledger.maxSize();
        if (before != maxSize) {
            state.effects.happened(new PoolEvent.Resized(before, maxSize));
        }
        ledger.resize(maxSize);
    }

    /** Somebody wishes that so many objects be alive. */
    void warmUp(Stock.WarmUp warmUp) {
        demand.stock().add(warmUp);
    }

    /** No new leases: who waits is refused, what is idle destroyed; the first now. Does no harm twice. */
    void close() {
        facts.isClosed = true;
        service.refuseIfClosed();
        demand.stock().close();
        demand.renewal().forget();
        health.close();
        demand.cancelAlarm();
        placeAll();
        port.healthMayHaveChanged();
    }

    /** Goes on with what a change has begun, by one part. */
    void goOn() {
        service.refuseIfClosed();
        walk.step();
    }

    /** Whether there is more to go on with, for a change with this goal. By any thread. */
    boolean hasMore(long goal) {
        return !walk.hasReached(goal) || (facts.isClosed && state.queue.size() > 0);
    }

    /** The pool has changed: every slot is placed anew, the first now, the others by the {@link Walk}. */
    void placeAll() {
        demand.stock().lookAnew();
        walk.begin();
    }

    private void placeAnew(Slot<T> slot) {
        try {
            if (facts.isClosed) {
                port.withdraw(slot);
            }
            if (slot.markOrTake()) {
                place(slot, Origin.RESTED);
            }
        } catch (Throwable cutShort) { // the next sweep places it; go on with the others
            owed.cutShort(cutShort);
        }
    }

    // ---- time passes

    /** Some time has passed since the last sweep; says whether there is more to do at once. */
    boolean sweep() {
        turn.passOverWhoDoesNotAnswer();
        demand.stock().lookAnew();
        demand.renewal().lookAnew();
        return surplus.sweep();
    }

    // ---- the parts

    /** What goes over all slots after a change. */
    Walk<T> walk() {
        return walk;
    }

    /** What serves those who wait. */
    Service<T> service() {
        return service;
    }

    /** How objects leave. */
    Retirement<T> retirement() {
        return retirement;
    }

    /** What checks the health of idle objects. */
    HealthRound<T> health() {
        return health;
    }

    /** The attempts and wishes. */
    Demand<T> demand() {
        return demand;
    }
}
