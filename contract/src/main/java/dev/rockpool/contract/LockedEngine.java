package dev.rockpool.contract;

import static dev.rockpool.contract.LockedParts.State.GONE;
import static dev.rockpool.contract.LockedParts.State.IDLE;
import static dev.rockpool.contract.LockedParts.State.RETURNING;

import dev.rockpool.Lease;
import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolClosedException;
import dev.rockpool.PoolException;
import dev.rockpool.PoolExhaustedException;
import dev.rockpool.PoolTimeoutException;
import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.config.Creation;
import dev.rockpool.config.Fairness;
import dev.rockpool.config.Order;
import dev.rockpool.config.WhenExhausted;
import dev.rockpool.contract.LockedParts.Entry;
import dev.rockpool.contract.LockedParts.Kind;
import dev.rockpool.contract.LockedParts.LockedLease;
import dev.rockpool.contract.LockedParts.Waiter;
import dev.rockpool.monitor.DestroyCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a {@link LockedPool}: who gets what. Everything is under the lock, and after every change
 * {@link #dispatch} looks at the whole queue: objects go to waiters in arrival order, then attempts are started for those
 * that have none. That is all there is to "no lost wake-up".
 */
final class LockedEngine<T> {

    final LockedState<T> state;
    final LockedSupply<T> supply;
    final LockedControl<T> control;

    LockedEngine(LockedState<T> state) {
        this.state = state;
        this.supply = new LockedSupply<>(state, this);
        this.control = new LockedControl<>(state, this);
    }

    // --- Coming in
    // ----------------------------------------------------------------------------------------------------

    Waiter<T> waiter(Kind kind, Duration timeout) {
        return new Waiter<>(kind, timeout, state.ticker.nanoTime(), state.in(timeout));
    }

    /** An acquire: it is served, refused, told to create, or in the queue afterwards. */
    void join(Waiter<T> waiter) {
        if (state.closed) {
            refuse(waiter, new PoolClosedException(state.name));
            return;
        }
        boolean mustWait = state.suspended || firstInTurn() != null;
        Entry<T> entry = mustWait ? null : takeIdle();
        if (entry != null) {
            offer(entry, waiter);
            dispatch(); // minIdle
            return;
        }
        if (!state.suspended && refusedOrCreating(waiter, mustWait)) {
            return;
        }
        if (waiter.hasNoTime()) {
            startForLater();
            timeOut(waiter);
        } else if (waiting() >= state.config.maxWaiters()) {
            reject(waiter, waiting() + " acquires wait already, and maxWaiters is " + state.config.maxWaiters());
        } else {
            enqueue(waiter);
            dispatch();
        }
    }

    private boolean refusedOrCreating(Waiter<T> waiter, boolean mustWait) {
        if (isHopeless()) {
            refuse(waiter, creationFailure());
            return true;
        }
        if (state.config.whenExhausted() == WhenExhausted.FAIL && coming() <= waiting()) {
            reject(waiter, "nothing comes without a return, and whenExhausted is FAIL");
            return true;
        }
        if (createsItself(waiter) && !mustWait && mayGrow() && mayCreateItself()) {
            waiter.own = supply.start(waiter, true);
            return true;
        }
        return false;
    }

    /** How many more objects there may be without a return. */
    private int coming() {
        long onCallers = state.attempts.stream()
                .filter(attempt -> attempt.deadline == null)
                .count();
        return state.config.maxSize() - state.alive() - (int) onCallers;
    }

    private boolean isHopeless() {
        return supply.isHopeless() && !(supply.mayAttempt(true) && mayGrow());
    }

    private boolean createsItself(Waiter<T> waiter) {
        return waiter.kind == Kind.THREAD && state.config.creation() == Creation.CALLER;
    }

    private boolean mayCreateItself() {
        return !state.down || supply.mayAttempt(true);
    }

    boolean mayGrow() {
        return state.hasRoom() || state.config.whenExhausted() == WhenExhausted.OVERFLOW;
    }

    /** Who does not wait may at least find something the next time. */
    void startForLater() {
        if (state.config.creation() == Creation.BACKGROUND && state.hasRoom() && supply.mayAttempt(true)) {
            supply.start(null, false);
        }
    }

    private void enqueue(Waiter<T> waiter) {
        state.queue.add(waiter);
        waiter.queued = true;
        if (waiter.kind == Kind.FUTURE) { // a thread looks at the time itself
            waiter.deadline = state.timer.at(waiter.until, () -> expire(waiter));
        }
    }

    private int waiting() {
        return (int)
                state.queue.stream().filter(waiter -> waiter.checking == null).count();
    }

    // --- Serving
    // ------------------------------------------------------------------------------------------------------

    /** The heart: serves whoever can be served, starts what has to be started. */
    void dispatch() {
        if (state.closed) {
            control.noteEnd();
            return;
        }
        if (state.suspended) {
            return;
        }
        serveIdle();
        for (Waiter<T> waiter : List.copyOf(state.queue)) {
            if (waiter.attempt == null && waiter.checking == null && !startFor(waiter)) {
                break;
            }
        }
        control.refill();
        supply.probeForNobody();
        failHopeless();
    }

    /** With strict fairness a clean object goes to the first, also while another one is being validated for it. */
    private void serveIdle() {
        for (Entry<T> entry = takeIdle(); entry != null; entry = takeIdle()) {
            Waiter<T> next = supply.isCheckDue(entry) ? firstUnserved() : firstInTurn();
            if (next == null) {
                putBack(entry);
                return;
            }
            offer(entry, next);
        }
    }

    private void putBack(Entry<T> entry) {
        if (state.config.order() == Order.FIFO) {
            state.idle.addFirst(entry);
        } else {
            state.idle.addLast(entry);
        }
    }

    private @Nullable Waiter<T> firstInTurn() {
        if (state.config.fairness() != Fairness.STRICT) {
            return firstUnserved();
        }
        return state.queue.isEmpty() ? null : state.queue.get(0);
    }

    private void failHopeless() {
        if (!isHopeless()) {
            return;
        }
        for (Waiter<T> waiter : List.copyOf(state.queue)) {
            if (waiter.attempt == null && waiter.checking == null) {
                refuse(waiter, creationFailure());
            }
        }
    }

    private boolean startFor(Waiter<T> waiter) {
        if (!mayGrow()) {
            return false;
        }
        if (createsItself(waiter)) {
            if (!mayCreateItself()) {
                return false;
            }
            state.queue.remove(waiter); // it works now, and is back when that fails
            waiter.queued = false;
            waiter.own = supply.start(waiter, true);
            LockSupport.unpark(waiter.thread);
            return true;
        }
        if (!supply.mayAttempt(true)) {
            return false;
        }
        supply.start(waiter, false);
        return true;
    }

    private @Nullable Waiter<T> firstUnserved() {
        return state.queue.stream()
                .filter(waiter -> waiter.checking == null)
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Entry<T> takeIdle() {
        return state.config.order() == Order.FIFO ? state.idle.pollFirst() : state.idle.pollLast();
    }

    /** The object is for the waiter, after a validation if one is due. */
    void offer(Entry<T> entry, Waiter<T> waiter) {
        if (!supply.isCheckDue(entry)) {
            grant(entry, waiter, false);
            return;
        }
        if (!waiter.queued && waiter.kind != Kind.TRY) {
            enqueue(waiter);
        }
        supply.check(entry, waiter);
    }

    private void grant(Entry<T> entry, Waiter<T> waiter, boolean miss) {
        dequeue(waiter);
        Lease<T> lease = state.lease(this, entry, miss, waiter.kind == Kind.FUTURE ? null : waiter.thread);
        if (waiter.kind != Kind.FUTURE) {
            waiter.outcome.complete(lease);
            LockSupport.unpark(waiter.thread);
            return;
        }
        state.callBackAfterwards(() -> {
            if (!waiter.outcome.complete(lease)) {
                state.section(() -> takeBack(entry, (LockedLease<T>) lease, miss));
            }
        });
    }

    /** The future was completed from outside just before: it never happened. */
    private void takeBack(Entry<T> entry, LockedLease<T> lease, boolean miss) {
        lease.ended = true;
        state.counts.acquired--;
        state.counts.misses -= miss ? 1 : 0;
        state.counts.cancelled++;
        entry.state = RETURNING;
        publish(entry);
    }

    private void dequeue(Waiter<T> waiter) {
        if (waiter.queued) {
            state.queue.remove(waiter);
            waiter.queued = false;
            state.timer.cancel(waiter.deadline);
            state.counts.waited++;
            state.counts.waits.add(state.ticker.nanoTime() - waiter.began);
        }
        if (waiter.attempt != null) {
            waiter.attempt.waiter = null; // goes on, for whoever comes
            waiter.attempt = null;
        }
    }

    // --- Refusing
    // -----------------------------------------------------------------------------------------------------

    private void reject(Waiter<T> waiter, String reason) {
        state.counts.rejected++;
        refuse(waiter, new PoolExhaustedException(state.name, reason));
    }

    void refuse(Waiter<T> waiter, PoolException failure) {
        dequeue(waiter);
        if (waiter.kind == Kind.FUTURE) {
            state.start("callback", () -> waiter.outcome.completeExceptionally(failure));
        } else {
            waiter.outcome.completeExceptionally(failure);
            LockSupport.unpark(waiter.thread);
        }
    }

    void expire(Waiter<T> waiter) {
        boolean takesItsTime = waiter.hasNoTime() && waiter.checking != null; // validationTimeout bounds it
        if (waiter.queued && !takesItsTime && waiter.until - state.ticker.nanoTime() <= 0) {
            timeOut(waiter);
            dispatch();
        }
    }

    private void timeOut(Waiter<T> waiter) {
        Phase phase =
                waiter.checking != null ? Phase.VALIDATING : waiter.attempt != null ? Phase.CREATING : Phase.WAITING;
        Throwable cause = waiter.lastFailure == null && state.down ? state.lastFailure : waiter.lastFailure;
        Duration waited = Duration.ofNanos(state.ticker.nanoTime() - waiter.began);
        state.counts.timeouts++;
        dequeue(waiter);
        PoolTimeoutException timeout = new PoolTimeoutException(phase, waiter.timeout, waited, state.explain(), cause);
        state.tell(to -> to.timedOut(state.name, timeout));
        refuse(waiter, timeout);
    }

    /** The acquire is not wanted any more; false if it has been served or refused by now. */
    boolean leave(Waiter<T> waiter) {
        if (!waiter.queued && waiter.own == null) {
            return false;
        }
        if (waiter.own != null) {
            state.attempts.remove(waiter.own);
            waiter.own = null;
        }
        state.counts.cancelled++;
        dequeue(waiter);
        dispatch();
        return true;
    }

    ObjectCreationException creationFailure() {
        Throwable cause = state.lastFailure;
        return new ObjectCreationException(state.name, cause == null ? new IllegalStateException("unknown") : cause);
    }

    // --- What the supply reports
    // --------------------------------------------------------------------------------------

    void created(Entry<T> entry, @Nullable Waiter<T> waiter, boolean forNobody) {
        control.creationSucceeded();
        boolean surplus =
                state.entries.size() > state.config.maxSize() && state.config.whenExhausted() != WhenExhausted.OVERFLOW;
        if (surplus) {
            supply.destroy(entry, DestroyCause.SURPLUS);
            notCreated(waiter);
            return;
        }
        Waiter<T> next = isWorking(waiter) ? waiter : state.suspended ? null : firstUnserved();
        if (next != null) {
            grant(entry, next, true);
        } else if (state.entries.size() > state.config.maxSize()
                || (forNobody && state.idle.size() >= state.config.maxIdle())) {
            supply.destroy(entry, DestroyCause.SURPLUS);
        } else {
            makeIdle(entry);
        }
        dispatch();
    }

    /** Is it on its own thread, out of the queue? */
    private boolean isWorking(@Nullable Waiter<T> waiter) {
        return waiter != null && !waiter.queued && waiter.kind == Kind.THREAD;
    }

    /** What was created cannot be used. */
    void notCreated(@Nullable Waiter<T> waiter) {
        if (waiter != null && isWorking(waiter)) {
            if (state.closed) {
                refuse(waiter, new PoolClosedException(state.name));
            } else {
                backToTheHead(waiter);
            }
        }
        dispatch();
    }

    private void backToTheHead(Waiter<T> waiter) {
        state.queue.add(0, waiter);
        waiter.queued = true;
        expire(waiter);
    }

    void creationFailed(@Nullable Waiter<T> waiter, Throwable failure) {
        boolean hopeless = supply.failsWithItsAttempt();
        if (waiter != null) {
            waiter.lastFailure = failure;
            if (state.closed) {
                refuse(waiter, new PoolClosedException(state.name));
            } else if (hopeless) {
                refuse(waiter, creationFailure());
            } else if (isWorking(waiter)) {
                backToTheHead(waiter);
            }
        }
        for (Waiter<T> other : List.copyOf(state.queue)) {
            if (other.attempt == null && other.checking == null) {
                other.lastFailure = failure;
            }
        }
        control.creationFailed();
        dispatch();
    }

    void checkPassed(Entry<T> entry, Waiter<T> waiter) {
        if (state.closed || entry.epoch != state.epoch) {
            supply.destroy(entry, state.closed ? DestroyCause.CLOSED : DestroyCause.CLEARED);
            checkFailed(waiter);
        } else if (waiter.queued || waiter.kind == Kind.TRY) {
            boolean isInTurn = waiter.queued && state.config.fairness() == Fairness.STRICT;
            grant(entry, isInTurn ? state.queue.get(0) : waiter, false);
            dispatch();
        } else {
            entry.state = RETURNING;
            publish(entry);
        }
    }

    /** The waiter needs another object. */
    void checkFailed(Waiter<T> waiter) {
        boolean wants = waiter.queued || waiter.kind == Kind.TRY;
        if (state.closed && wants) {
            refuse(waiter, new PoolClosedException(state.name));
        } else if (wants && waiter.hasNoTime()) {
            Entry<T> other = takeIdle();
            if (other != null) {
                offer(other, waiter);
            } else if (waiter.kind == Kind.TRY) {
                waiter.outcome.complete(null);
            } else if (!(createsItself(waiter) && startFor(waiter))) {
                timeOut(waiter);
            }
        }
        dispatch();
    }

    // --- Coming back
    // --------------------------------------------------------------------------------------------------

    boolean hasEnded(LockedLease<T> lease) {
        return state.section(() -> lease.ended);
    }

    IllegalStateException misuse(String what) {
        return new IllegalStateException("pool \"" + state.name + "\": " + what + " on a lease that has ended. It is"
                + " usually kept and used after its close; keep it in one try-with-resources.");
    }

    private boolean end(LockedLease<T> lease) {
        if (lease.ended) {
            return false;
        }
        lease.ended = true;
        lease.entry.state = RETURNING;
        lease.entry.holder = null;
        state.counts.released++;
        state.counts.hold.add(state.ticker.nanoTime() - lease.entry.leasedSince);
        return true;
    }

    void giveBack(LockedLease<T> lease) {
        boolean first = state.section(() -> end(lease));
        if (first) {
            new LockedReturn<>(this, lease.entry).begin();
        }
    }

    boolean detach(LockedLease<T> lease) {
        return state.section(() -> {
            if (!end(lease)) {
                return false;
            }
            lease.entry.state = GONE;
            state.entries.remove(lease.entry.object);
            state.counts.detached++;
            dispatch();
            return true;
        });
    }

    void invalidate(LockedLease<T> lease) {
        state.section(() -> {
            if (end(lease)) {
                supply.destroy(lease.entry, DestroyCause.INVALIDATED);
            }
        });
    }

    void destroy(LockedLease<T> lease) throws Exception {
        boolean first = state.section(() -> end(lease));
        if (first) {
            supply.destroyHere(lease.entry, DestroyCause.INVALIDATED);
        }
    }

    /** An idle object is in hand, so that nobody has it while somebody is asked about it; false if it is not idle any more. */
    boolean takeForQuestion(Entry<T> entry) {
        boolean isTaken = state.idle.remove(entry);
        if (isTaken) {
            entry.state = RETURNING;
        }
        return isTaken;
    }

    void answered(Entry<T> entry, boolean isToGo) {
        DestroyCause cause = isToGo ? DestroyCause.INVALIDATED : unwanted(entry);
        if (cause != null) {
            supply.destroy(entry, cause);
        } else {
            entry.state = IDLE;
            putBack(entry);
        }
        dispatch();
    }

    /** Why the object cannot stay, if so. */
    @Nullable
    DestroyCause unwanted(Entry<T> entry) {
        if (state.closed) {
            return DestroyCause.CLOSED;
        }
        if (entry.epoch != state.epoch) {
            return DestroyCause.CLEARED;
        }
        boolean enoughIdle = state.idle.size() >= state.config.maxIdle() && firstUnserved() == null;
        return state.alive() > state.config.maxSize() || enoughIdle ? DestroyCause.SURPLUS : null;
    }

    /** The object is clean. */
    void publish(Entry<T> entry) {
        DestroyCause cause = unwanted(entry);
        if (cause != null) {
            supply.destroy(entry, cause);
        } else {
            makeIdle(entry);
        }
        dispatch();
    }

    private void makeIdle(Entry<T> entry) {
        entry.state = IDLE;
        entry.idleSince = state.ticker.nanoTime();
        state.idle.addLast(entry);
    }
}
