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

    final LockedBooks<T> books;
    final LockedSupply<T> supply;
    final LockedControl<T> control;

    LockedEngine(LockedBooks<T> books) {
        this.books = books;
        this.supply = new LockedSupply<>(books, this);
        this.control = new LockedControl<>(books, this);
    }

    // --- Coming in
    // ----------------------------------------------------------------------------------------------------

    Waiter<T> waiter(Kind kind, Duration timeout) {
        return new Waiter<>(kind, timeout, books.ticker.nanoTime(), books.in(timeout));
    }

    /** An acquire: it is served, refused, told to create, or in the queue afterwards. */
    void join(Waiter<T> waiter) {
        if (books.closed) {
            refuse(waiter, new PoolClosedException(books.name));
            return;
        }
        boolean mustWait = books.suspended || firstInTurn() != null;
        Entry<T> entry = mustWait ? null : takeIdle();
        if (entry != null) {
            offer(entry, waiter);
            dispatch(); // minIdle
            return;
        }
        if (!books.suspended && refusedOrCreating(waiter, mustWait)) {
            return;
        }
        if (waiter.hasNoTime()) {
            startForLater();
            timeOut(waiter);
        } else if (waiting() >= books.config.maxWaiters()) {
            reject(waiter, waiting() + " acquires wait already, and maxWaiters is " + books.config.maxWaiters());
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
        if (books.config.whenExhausted() == WhenExhausted.FAIL && coming() <= waiting()) {
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
        long onCallers = books.attempts.stream()
                .filter(attempt -> attempt.deadline == null)
                .count();
        return books.config.maxSize() - books.alive() - (int) onCallers;
    }

    private boolean isHopeless() {
        return supply.isHopeless() && !(supply.mayAttempt(true) && mayGrow());
    }

    private boolean createsItself(Waiter<T> waiter) {
        return waiter.kind == Kind.THREAD && books.config.creation() == Creation.CALLER;
    }

    private boolean mayCreateItself() {
        return !books.down || supply.mayAttempt(true);
    }

    boolean mayGrow() {
        return books.hasRoom() || books.config.whenExhausted() == WhenExhausted.OVERFLOW;
    }

    /** Who does not wait may at least find something the next time. */
    void startForLater() {
        if (books.config.creation() == Creation.BACKGROUND && books.hasRoom() && supply.mayAttempt(true)) {
            supply.start(null, false);
        }
    }

    private void enqueue(Waiter<T> waiter) {
        books.queue.add(waiter);
        waiter.queued = true;
        if (waiter.kind == Kind.FUTURE) { // a thread looks at the time itself
            waiter.deadline = books.timer.at(waiter.until, () -> expire(waiter));
        }
    }

    private int waiting() {
        return (int)
                books.queue.stream().filter(waiter -> waiter.checking == null).count();
    }

    // --- Serving
    // ------------------------------------------------------------------------------------------------------

    /** The heart: serves whoever can be served, starts what has to be started. */
    void dispatch() {
        if (books.closed) {
            control.noteEnd();
            return;
        }
        if (books.suspended) {
            return;
        }
        serveIdle();
        for (Waiter<T> waiter : List.copyOf(books.queue)) {
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
        if (books.config.order() == Order.FIFO) {
            books.idle.addFirst(entry);
        } else {
            books.idle.addLast(entry);
        }
    }

    private @Nullable Waiter<T> firstInTurn() {
        if (books.config.fairness() != Fairness.STRICT) {
            return firstUnserved();
        }
        return books.queue.isEmpty() ? null : books.queue.get(0);
    }

    private void failHopeless() {
        if (!isHopeless()) {
            return;
        }
        for (Waiter<T> waiter : List.copyOf(books.queue)) {
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
            books.queue.remove(waiter); // it works now, and is back when that fails
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
        return books.queue.stream()
                .filter(waiter -> waiter.checking == null)
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Entry<T> takeIdle() {
        return books.config.order() == Order.FIFO ? books.idle.pollFirst() : books.idle.pollLast();
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
        Lease<T> lease = books.lease(this, entry, miss, waiter.kind == Kind.FUTURE ? null : waiter.thread);
        if (waiter.kind != Kind.FUTURE) {
            waiter.outcome.complete(lease);
            LockSupport.unpark(waiter.thread);
            return;
        }
        books.callBackAfterwards(() -> {
            if (!waiter.outcome.complete(lease)) {
                books.section(() -> takeBack(entry, (LockedLease<T>) lease, miss));
            }
        });
    }

    /** The future was completed from outside just before: it never happened. */
    private void takeBack(Entry<T> entry, LockedLease<T> lease, boolean miss) {
        lease.ended = true;
        books.counts.acquired--;
        books.counts.misses -= miss ? 1 : 0;
        books.counts.cancelled++;
        entry.state = RETURNING;
        publish(entry);
    }

    private void dequeue(Waiter<T> waiter) {
        if (waiter.queued) {
            books.queue.remove(waiter);
            waiter.queued = false;
            books.timer.cancel(waiter.deadline);
            books.counts.waited++;
            books.counts.waits.add(books.ticker.nanoTime() - waiter.began);
        }
        if (waiter.attempt != null) {
            waiter.attempt.waiter = null; // goes on, for whoever comes
            waiter.attempt = null;
        }
    }

    // --- Refusing
    // -----------------------------------------------------------------------------------------------------

    private void reject(Waiter<T> waiter, String reason) {
        books.counts.rejected++;
        refuse(waiter, new PoolExhaustedException(books.name, reason));
    }

    void refuse(Waiter<T> waiter, PoolException failure) {
        dequeue(waiter);
        if (waiter.kind == Kind.FUTURE) {
            books.start("callback", () -> waiter.outcome.completeExceptionally(failure));
        } else {
            waiter.outcome.completeExceptionally(failure);
            LockSupport.unpark(waiter.thread);
        }
    }

    void expire(Waiter<T> waiter) {
        boolean takesItsTime = waiter.hasNoTime() && waiter.checking != null; // validationTimeout bounds it
        if (waiter.queued && !takesItsTime && waiter.until - books.ticker.nanoTime() <= 0) {
            timeOut(waiter);
            dispatch();
        }
    }

    private void timeOut(Waiter<T> waiter) {
        Phase phase =
                waiter.checking != null ? Phase.VALIDATING : waiter.attempt != null ? Phase.CREATING : Phase.WAITING;
        Throwable cause = waiter.lastFailure == null && books.down ? books.lastFailure : waiter.lastFailure;
        Duration waited = Duration.ofNanos(books.ticker.nanoTime() - waiter.began);
        books.counts.timeouts++;
        dequeue(waiter);
        PoolTimeoutException timeout = new PoolTimeoutException(phase, waiter.timeout, waited, books.explain(), cause);
        books.tell(to -> to.timedOut(books.name, timeout));
        refuse(waiter, timeout);
    }

    /** The acquire is not wanted any more; false if it has been served or refused by now. */
    boolean leave(Waiter<T> waiter) {
        if (!waiter.queued && waiter.own == null) {
            return false;
        }
        if (waiter.own != null) {
            books.attempts.remove(waiter.own);
            waiter.own = null;
        }
        books.counts.cancelled++;
        dequeue(waiter);
        dispatch();
        return true;
    }

    ObjectCreationException creationFailure() {
        Throwable cause = books.lastFailure;
        return new ObjectCreationException(books.name, cause == null ? new IllegalStateException("unknown") : cause);
    }

    // --- What the supply reports
    // --------------------------------------------------------------------------------------

    void created(Entry<T> entry, @Nullable Waiter<T> waiter, boolean forNobody) {
        control.creationSucceeded();
        boolean surplus =
                books.entries.size() > books.config.maxSize() && books.config.whenExhausted() != WhenExhausted.OVERFLOW;
        if (surplus) {
            supply.destroy(entry, DestroyCause.SURPLUS);
            notCreated(waiter);
            return;
        }
        Waiter<T> next = isWorking(waiter) ? waiter : books.suspended ? null : firstUnserved();
        if (next != null) {
            grant(entry, next, true);
        } else if (books.entries.size() > books.config.maxSize()
                || (forNobody && books.idle.size() >= books.config.maxIdle())) {
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
            if (books.closed) {
                refuse(waiter, new PoolClosedException(books.name));
            } else {
                backToTheHead(waiter);
            }
        }
        dispatch();
    }

    private void backToTheHead(Waiter<T> waiter) {
        books.queue.add(0, waiter);
        waiter.queued = true;
        expire(waiter);
    }

    void creationFailed(@Nullable Waiter<T> waiter, Throwable failure) {
        boolean hopeless = supply.failsWithItsAttempt();
        if (waiter != null) {
            waiter.lastFailure = failure;
            if (books.closed) {
                refuse(waiter, new PoolClosedException(books.name));
            } else if (hopeless) {
                refuse(waiter, creationFailure());
            } else if (isWorking(waiter)) {
                backToTheHead(waiter);
            }
        }
        for (Waiter<T> other : List.copyOf(books.queue)) {
            if (other.attempt == null && other.checking == null) {
                other.lastFailure = failure;
            }
        }
        control.creationFailed();
        dispatch();
    }

    void checkPassed(Entry<T> entry, Waiter<T> waiter) {
        if (books.closed || entry.epoch != books.epoch) {
            supply.destroy(entry, books.closed ? DestroyCause.CLOSED : DestroyCause.CLEARED);
            checkFailed(waiter);
        } else if (waiter.queued || waiter.kind == Kind.TRY) {
            boolean isInTurn = waiter.queued && books.config.fairness() == Fairness.STRICT;
            grant(entry, isInTurn ? books.queue.get(0) : waiter, false);
            dispatch();
        } else {
            entry.state = RETURNING;
            publish(entry);
        }
    }

    /** The waiter needs another object. */
    void checkFailed(Waiter<T> waiter) {
        boolean wants = waiter.queued || waiter.kind == Kind.TRY;
        if (books.closed && wants) {
            refuse(waiter, new PoolClosedException(books.name));
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
        return books.section(() -> lease.ended);
    }

    IllegalStateException misuse(String what) {
        return new IllegalStateException("pool \"" + books.name + "\": " + what + " on a lease that has ended. It is"
                + " usually kept and used after its close; keep it in one try-with-resources.");
    }

    private boolean end(LockedLease<T> lease) {
        if (lease.ended) {
            return false;
        }
        lease.ended = true;
        lease.entry.state = RETURNING;
        lease.entry.holder = null;
        books.counts.released++;
        books.counts.hold.add(books.ticker.nanoTime() - lease.entry.leasedSince);
        return true;
    }

    void giveBack(LockedLease<T> lease) {
        boolean first = books.section(() -> end(lease));
        if (first) {
            new LockedReturn<>(this, lease.entry).begin();
        }
    }

    boolean detach(LockedLease<T> lease) {
        return books.section(() -> {
            if (!end(lease)) {
                return false;
            }
            lease.entry.state = GONE;
            books.entries.remove(lease.entry.object);
            books.counts.detached++;
            dispatch();
            return true;
        });
    }

    void invalidate(LockedLease<T> lease) {
        books.section(() -> {
            if (end(lease)) {
                supply.destroy(lease.entry, DestroyCause.INVALIDATED);
            }
        });
    }

    void destroy(LockedLease<T> lease) throws Exception {
        boolean first = books.section(() -> end(lease));
        if (first) {
            supply.destroyHere(lease.entry, DestroyCause.INVALIDATED);
        }
    }

    /** An idle object is in hand, so that nobody has it while somebody is asked about it; false if it is not idle any more. */
    boolean takeForQuestion(Entry<T> entry) {
        boolean isTaken = books.idle.remove(entry);
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
        if (books.closed) {
            return DestroyCause.CLOSED;
        }
        if (entry.epoch != books.epoch) {
            return DestroyCause.CLEARED;
        }
        boolean enoughIdle = books.idle.size() >= books.config.maxIdle() && firstUnserved() == null;
        return books.alive() > books.config.maxSize() || enoughIdle ? DestroyCause.SURPLUS : null;
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
        entry.idleSince = books.ticker.nanoTime();
        books.idle.addLast(entry);
    }
}
