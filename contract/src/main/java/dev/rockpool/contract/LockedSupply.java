package dev.rockpool.contract;

import static dev.rockpool.contract.LockedParts.State.CHECKING;
import static dev.rockpool.contract.LockedParts.State.DESTROYING;
import static dev.rockpool.contract.LockedParts.State.GONE;

import dev.rockpool.config.WhenExhausted;
import dev.rockpool.contract.LockedParts.Attempt;
import dev.rockpool.contract.LockedParts.Entry;
import dev.rockpool.contract.LockedParts.Waiter;
import dev.rockpool.monitor.DestroyCause;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The calls of user code of a {@link LockedPool}: create, validate on acquire, destroy, each with its deadline. */
final class LockedSupply<T> {

    private final LockedBooks<T> books;
    private final LockedEngine<T> engine;
    private int failuresInARow;
    private long failingSince;
    private boolean repeats; // the last attempt returned an object that is in the pool already
    private LockedTimer.@Nullable Timed probe;
    private LockedTimer.@Nullable Timed rideOutEnd;

    LockedSupply(LockedBooks<T> books, LockedEngine<T> engine) {
        this.books = books;
        this.engine = engine;
    }

    // --- Create
    // -------------------------------------------------------------------------------------------------------

    /** Is a creator free? */
    boolean hasCreator() {
        int parallel = books.config.parallelCreations();
        return !books.closed && !books.suspended && books.attempts.size() < parallel && books.hanging < 4L * parallel;
    }

    /** May an attempt be started now, if there is room: for somebody who asks, or by the pool itself? */
    boolean mayAttempt(boolean isAsked) {
        return hasCreator() && (!books.down || (isAsked && failuresInARow == 1) || mayProbe());
    }

    private boolean mayProbe() {
        long now = books.ticker.nanoTime();
        long longest = books.config.creationBackOffLongest().toNanos();
        boolean isAlone = books.attempts.stream()
                .filter(attempt -> attempt.probe)
                .allMatch(attempt -> now - attempt.began >= longest);
        return isAlone && books.nextAttempt - now <= 0;
    }

    /** While creation fails and nobody asks, the pool finds out by itself when it works again. */
    void probeForNobody() {
        if (books.down && !isHopeful() && mayAttempt(false) && engine.mayGrow()) {
            start(null, false).forNobody = true;
        }
    }

    /** Is an attempt in flight that was started when creation seemed to work? */
    private boolean isHopeful() {
        return books.attempts.stream().anyMatch(attempt -> !attempt.probe);
    }

    /** Is the time not up for which acquires wait for a creation that has begun to fail? */
    boolean isRiddenOut() {
        return books.down
                && !repeats
                && books.ticker.nanoTime() - failingSince
                        < books.config.rideOut().toNanos();
    }

    /** Has an acquire whose attempt failed nothing else to wait for? */
    boolean failsWithItsAttempt() {
        boolean waitsForCreations = books.config.whenExhausted() == WhenExhausted.FAIL || repeats;
        return !isRiddenOut() && (!books.anyAlive() || waitsForCreations);
    }

    /** Is an acquire that needs a creation without hope? */
    boolean isHopeless() {
        boolean waitsForCreations = books.config.whenExhausted() == WhenExhausted.FAIL || repeats;
        return books.down
                && !isRiddenOut()
                && !isHopeful()
                && (!books.anyAlive() || (waitsForCreations && books.hasRoom()));
    }

    /** Starts an attempt, for a waiter or for nobody; on a thread of the pool, or on the waiter's own. */
    Attempt<T> start(@Nullable Waiter<T> waiter, boolean onOwnThread) {
        Attempt<T> attempt = new Attempt<>(books.epoch, books.ticker.nanoTime(), waiter);
        attempt.probe = failuresInARow >= 2;
        books.attempts.add(attempt);
        if (waiter != null) {
            waiter.attempt = attempt;
        }
        if (!onOwnThread) {
            attempt.deadline = books.timer.at(books.in(books.config.createTimeout()), () -> abandon(attempt));
            books.start("creator", () -> run(attempt));
        }
        if (books.down) { // one that takes too long does not hold back the next
            books.timer.cancel(probe);
            probe = books.timer.at(books.in(books.config.creationBackOffLongest()), engine::dispatch);
        }
        return attempt;
    }

    private void abandon(Attempt<T> attempt) {
        books.attempts.remove(attempt);
        attempt.abandoned = true;
        books.hanging++;
        books.hangingCreations++;
        failed(attempt, new TimeoutException("create took longer than " + books.config.createTimeout()));
    }

    /** The attempt itself. */
    void run(Attempt<T> attempt) {
        Object[] made = new Object[1];
        Throwable failure = books.failureOf(() -> made[0] = books.lifecycle.create());
        @SuppressWarnings("unchecked")
        T object = (T) made[0];
        books.section(() -> {
            books.timer.cancel(attempt.deadline);
            books.attempts.remove(attempt);
            if (attempt.abandoned) {
                books.hanging--;
                books.hangingCreations--;
            }
            Throwable wrong = failure;
            repeats = false;
            if (wrong == null && object == null) {
                wrong = new IllegalStateException("create returned null");
            } else if (wrong == null && books.entries.containsKey(object)) {
                repeats = true;
                wrong = new IllegalStateException("create returned an object that is in the pool already");
            }
            if (wrong == null) {
                succeeded(attempt, object);
            } else if (!attempt.abandoned) { // else it has been counted
                failed(attempt, wrong);
            } else {
                engine.dispatch();
            }
        });
    }

    private void succeeded(Attempt<T> attempt, T object) {
        long took = books.ticker.nanoTime() - attempt.began;
        boolean fits = books.hasRoom();
        Entry<T> entry = new Entry<>(object, attempt.epoch);
        books.entries.put(object, entry);
        books.counts.created++;
        books.counts.create.add(took);
        books.tell(to -> to.created(books.name, Duration.ofNanos(took)));
        books.down = false;
        failuresInARow = 0;
        noProbe();
        Waiter<T> waiter = attempt.waiter;
        if (waiter != null) {
            waiter.attempt = null;
        }
        if (books.closed) {
            destroy(entry, DestroyCause.CLOSED);
        } else if (attempt.epoch != books.epoch) {
            destroy(entry, DestroyCause.CLEARED);
        } else if (attempt.abandoned && !fits) {
            destroy(entry, DestroyCause.LATE);
        } else {
            engine.created(entry, waiter, attempt.forNobody);
            return;
        }
        engine.notCreated(waiter);
    }

    private void failed(Attempt<T> attempt, Throwable failure) {
        books.counts.createFailures++;
        books.tell(to -> to.createFailed(books.name, failure));
        if (failuresInARow++ == 0) {
            failingSince = books.ticker.nanoTime();
            rideOutEnd = books.timer.at(books.in(books.config.rideOut()), engine::dispatch);
        }
        long first = books.config.creationBackOffFirst().toNanos();
        long longest = books.config.creationBackOffLongest().toNanos();
        long ceiling = first;
        for (int doubled = 0; doubled < Math.max(1, failuresInARow - 1); doubled++) {
            ceiling = Math.min(longest, 2 * ceiling);
        }
        books.down = true;
        books.lastFailure = failure;
        books.nextAttempt = books.ticker.nanoTime()
                + ThreadLocalRandom.current().nextLong(Math.max(first, ceiling / 2), ceiling + 1);
        books.timer.cancel(probe);
        probe = books.timer.at(books.nextAttempt, engine::dispatch);
        Waiter<T> waiter = attempt.waiter;
        attempt.waiter = null;
        if (waiter != null) {
            waiter.attempt = null;
        }
        engine.creationFailed(waiter, failure);
    }

    void noProbe() {
        books.timer.cancel(probe);
        books.timer.cancel(rideOutEnd);
    }

    // --- Validate before handing out
    // ----------------------------------------------------------------------------------

    boolean isCheckDue(Entry<T> entry) {
        var when = books.config.validateOnAcquire();
        return when.enabled()
                && books.ticker.nanoTime() - entry.idleSince >= when.idleFor().toNanos();
    }

    /** Validates it for the waiter: on a thread of the pool with a deadline, or here. */
    void check(Entry<T> entry, Waiter<T> waiter) {
        entry.state = CHECKING;
        waiter.checking = entry;
        Duration timeout = books.config.validationTimeout();
        if (timeout.isZero()) {
            books.afterwards(() -> runCheck(entry, waiter));
            return;
        }
        books.start("worker", () -> {
            books.section(() -> {
                entry.deadline = books.timer.at(books.in(timeout), () -> {
                    books.hanging++;
                    checked(entry, waiter, false, new TimeoutException("validate took longer than " + timeout));
                });
            });
            runCheck(entry, waiter);
        });
    }

    private void runCheck(Entry<T> entry, Waiter<T> waiter) {
        long began = books.ticker.nanoTime();
        boolean[] valid = new boolean[1];
        Throwable failure = books.failureOf(() -> valid[0] = books.lifecycle.validate(entry.object));
        books.section(() -> {
            if (entry.state == CHECKING) {
                books.counts.validate.add(books.ticker.nanoTime() - began);
                checked(entry, waiter, valid[0], failure);
            } else {
                books.hanging--;
                engine.dispatch();
            }
        });
    }

    private void checked(Entry<T> entry, Waiter<T> waiter, boolean valid, @Nullable Throwable failure) {
        books.timer.cancel(entry.deadline);
        waiter.checking = null;
        if (!valid) {
            invalid(failure);
            destroy(entry, DestroyCause.INVALID);
            engine.checkFailed(waiter);
        } else {
            engine.checkPassed(entry, waiter);
        }
    }

    void invalid(@Nullable Throwable failure) {
        books.counts.validationFailures++;
        books.tell(to -> to.validationFailed(books.name, failure));
    }

    // --- Destroy
    // ------------------------------------------------------------------------------------------------------

    /** Destroys it on a thread of the pool; its capacity is free when that is done. */
    void destroy(Entry<T> entry, DestroyCause cause) {
        entry.state = DESTROYING;
        Duration timeout = books.config.createTimeout();
        entry.deadline = books.timer.at(books.in(timeout), () -> {
            books.hanging++;
            destroyed(entry, cause, new TimeoutException("destroy took longer than " + timeout));
        });
        books.start("worker", () -> {
            Throwable failure = books.failureOf(() -> books.lifecycle.destroy(entry.object));
            books.section(() -> {
                if (entry.state == GONE) {
                    books.hanging--;
                    engine.dispatch();
                } else {
                    destroyed(entry, cause, failure);
                }
            });
        });
    }

    /** Destroys it on this thread; throws what the lifecycle throws. */
    void destroyHere(Entry<T> entry, DestroyCause cause) throws Exception {
        books.section(() -> {
            entry.state = DESTROYING;
        });
        Throwable failure = books.failureOf(() -> books.lifecycle.destroy(entry.object));
        books.section(() -> destroyed(entry, cause, failure));
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
    }

    private void destroyed(Entry<T> entry, DestroyCause cause, @Nullable Throwable failure) {
        books.timer.cancel(entry.deadline);
        entry.state = GONE;
        books.entries.remove(entry.object);
        books.counts.destroyed(cause);
        if (failure != null) {
            books.tell(to -> to.destroyFailed(books.name, Objects.requireNonNull(failure)));
        }
        books.tell(to -> to.destroyed(books.name, cause));
        engine.dispatch();
    }
}
