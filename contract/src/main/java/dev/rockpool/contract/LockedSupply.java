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

    private final LockedState<T> state;
    private final LockedEngine<T> engine;
    private int failuresInARow;
    private long failingSince;
    private boolean repeats; // the last attempt returned an object that is in the pool already
    private LockedTimer.@Nullable Timed probe;
    private LockedTimer.@Nullable Timed rideOutEnd;

    LockedSupply(LockedState<T> state, LockedEngine<T> engine) {
        this.state = state;
        this.engine = engine;
    }

    // --- Create
    // -------------------------------------------------------------------------------------------------------

    /** Is a creator free? */
    boolean hasCreator() {
        int parallel = state.config.parallelCreations();
        return !state.closed && !state.suspended && state.attempts.size() < parallel && state.hanging < 4L * parallel;
    }

    /** May an attempt be started now, if there is room: for somebody who asks, or by the pool itself? */
    boolean mayAttempt(boolean isAsked) {
        return hasCreator() && (!state.down || (isAsked && failuresInARow == 1) || mayProbe());
    }

    private boolean mayProbe() {
        long now = state.ticker.nanoTime();
        long longest = state.config.creationBackOffLongest().toNanos();
        boolean isAlone = state.attempts.stream()
                .filter(attempt -> attempt.probe)
                .allMatch(attempt -> now - attempt.began >= longest);
        return isAlone && state.nextAttempt - now <= 0;
    }

    /** While creation fails and nobody asks, the pool finds out by itself when it works again. */
    void probeForNobody() {
        if (state.down && !isHopeful() && mayAttempt(false) && engine.mayGrow()) {
            start(null, false).forNobody = true;
        }
    }

    /** Is an attempt in flight that was started when creation seemed to work? */
    private boolean isHopeful() {
        return state.attempts.stream().anyMatch(attempt -> !attempt.probe);
    }

    /** Is the time not up for which acquires wait for a creation that has begun to fail? */
    boolean isRiddenOut() {
        return state.down
                && !repeats
                && state.ticker.nanoTime() - failingSince
                        < state.config.rideOut().toNanos();
    }

    /** Has an acquire whose attempt failed nothing else to wait for? */
    boolean failsWithItsAttempt() {
        boolean waitsForCreations = state.config.whenExhausted() == WhenExhausted.FAIL || repeats;
        return !isRiddenOut() && (!state.anyAlive() || waitsForCreations);
    }

    /** Is an acquire that needs a creation without hope? */
    boolean isHopeless() {
        boolean waitsForCreations = state.config.whenExhausted() == WhenExhausted.FAIL || repeats;
        return state.down
                && !isRiddenOut()
                && !isHopeful()
                && (!state.anyAlive() || (waitsForCreations && state.hasRoom()));
    }

    /** Starts an attempt, for a waiter or for nobody; on a thread of the pool, or on the waiter's own. */
    Attempt<T> start(@Nullable Waiter<T> waiter, boolean onOwnThread) {
        Attempt<T> attempt = new Attempt<>(state.epoch, state.ticker.nanoTime(), waiter);
        attempt.probe = failuresInARow >= 2;
        state.attempts.add(attempt);
        if (waiter != null) {
            waiter.attempt = attempt;
        }
        if (!onOwnThread) {
            attempt.deadline = state.timer.at(state.in(state.config.createTimeout()), () -> abandon(attempt));
            state.start("creator", () -> run(attempt));
        }
        if (state.down) { // one that takes too long does not hold back the next
            state.timer.cancel(probe);
            probe = state.timer.at(state.in(state.config.creationBackOffLongest()), engine::dispatch);
        }
        return attempt;
    }

    private void abandon(Attempt<T> attempt) {
        state.attempts.remove(attempt);
        attempt.abandoned = true;
        state.hanging++;
        state.hangingCreations++;
        failed(attempt, new TimeoutException("create took longer than " + state.config.createTimeout()));
    }

    /** The attempt itself. */
    void run(Attempt<T> attempt) {
        Object[] made = new Object[1];
        Throwable failure = state.failureOf(() -> made[0] = state.lifecycle.create());
        @SuppressWarnings("unchecked")
        T object = (T) made[0];
        state.section(() -> {
            state.timer.cancel(attempt.deadline);
            state.attempts.remove(attempt);
            if (attempt.abandoned) {
                state.hanging--;
                state.hangingCreations--;
            }
            Throwable wrong = failure;
            repeats = false;
            if (wrong == null && object == null) {
                wrong = new IllegalStateException("create returned null");
            } else if (wrong == null && state.entries.containsKey(object)) {
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
        long took = state.ticker.nanoTime() - attempt.began;
        boolean fits = state.hasRoom();
        Entry<T> entry = new Entry<>(object, attempt.epoch);
        state.entries.put(object, entry);
        state.counts.created++;
        state.counts.create.add(took);
        state.tell(to -> to.created(state.name, Duration.ofNanos(took)));
        state.down = false;
        failuresInARow = 0;
        noProbe();
        Waiter<T> waiter = attempt.waiter;
        if (waiter != null) {
            waiter.attempt = null;
        }
        if (state.closed) {
            destroy(entry, DestroyCause.CLOSED);
        } else if (attempt.epoch != state.epoch) {
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
        state.counts.createFailures++;
        state.tell(to -> to.createFailed(state.name, failure));
        if (failuresInARow++ == 0) {
            failingSince = state.ticker.nanoTime();
            rideOutEnd = state.timer.at(state.in(state.config.rideOut()), engine::dispatch);
        }
        long first = state.config.creationBackOffFirst().toNanos();
        long longest = state.config.creationBackOffLongest().toNanos();
        long ceiling = first;
        for (int doubled = 0; doubled < Math.max(1, failuresInARow - 1); doubled++) {
            ceiling = Math.min(longest, 2 * ceiling);
        }
        state.down = true;
        state.lastFailure = failure;
        state.nextAttempt = state.ticker.nanoTime()
                + ThreadLocalRandom.current().nextLong(Math.max(first, ceiling / 2), ceiling + 1);
        state.timer.cancel(probe);
        probe = state.timer.at(state.nextAttempt, engine::dispatch);
        Waiter<T> waiter = attempt.waiter;
        attempt.waiter = null;
        if (waiter != null) {
            waiter.attempt = null;
        }
        engine.creationFailed(waiter, failure);
    }

    void noProbe() {
        state.timer.cancel(probe);
        state.timer.cancel(rideOutEnd);
    }

    // --- Validate before handing out
    // ----------------------------------------------------------------------------------

    boolean isCheckDue(Entry<T> entry) {
        var when = state.config.validateOnAcquire();
        return when.enabled()
                && state.ticker.nanoTime() - entry.idleSince >= when.idleFor().toNanos();
    }

    /** Validates it for the waiter: on a thread of the pool with a deadline, or here. */
    void check(Entry<T> entry, Waiter<T> waiter) {
        entry.state = CHECKING;
        waiter.checking = entry;
        Duration timeout = state.config.validationTimeout();
        if (timeout.isZero()) {
            state.afterwards(() -> runCheck(entry, waiter));
            return;
        }
        state.start("worker", () -> {
            state.section(() -> {
                entry.deadline = state.timer.at(state.in(timeout), () -> {
                    state.hanging++;
                    checked(entry, waiter, false, new TimeoutException("validate took longer than " + timeout));
                });
            });
            runCheck(entry, waiter);
        });
    }

    private void runCheck(Entry<T> entry, Waiter<T> waiter) {
        long began = state.ticker.nanoTime();
        boolean[] valid = new boolean[1];
        Throwable failure = state.failureOf(() -> valid[0] = state.lifecycle.validate(entry.object));
        state.section(() -> {
            if (entry.state == CHECKING) {
                state.counts.validate.add(state.ticker.nanoTime() - began);
                checked(entry, waiter, valid[0], failure);
            } else {
                state.hanging--;
                engine.dispatch();
            }
        });
    }

    private void checked(Entry<T> entry, Waiter<T> waiter, boolean valid, @Nullable Throwable failure) {
        state.timer.cancel(entry.deadline);
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
        state.counts.validationFailures++;
        state.tell(to -> to.validationFailed(state.name, failure));
    }

    // --- Destroy
    // ------------------------------------------------------------------------------------------------------

    /** Destroys it on a thread of the pool; its capacity is free when that is done. */
    void destroy(Entry<T> entry, DestroyCause cause) {
        entry.state = DESTROYING;
        Duration timeout = state.config.createTimeout();
        entry.deadline = state.timer.at(state.in(timeout), () -> {
            state.hanging++;
            destroyed(entry, cause, new TimeoutException("destroy took longer than " + timeout));
        });
        state.start("worker", () -> {
            Throwable failure = state.failureOf(() -> state.lifecycle.destroy(entry.object));
            state.section(() -> {
                if (entry.state == GONE) {
                    state.hanging--;
                    engine.dispatch();
                } else {
                    destroyed(entry, cause, failure);
                }
            });
        });
    }

    /** Destroys it on this thread; throws what the lifecycle throws. */
    void destroyHere(Entry<T> entry, DestroyCause cause) throws Exception {
        state.section(() -> {
            entry.state = DESTROYING;
        });
        Throwable failure = state.failureOf(() -> state.lifecycle.destroy(entry.object));
        state.section(() -> destroyed(entry, cause, failure));
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
    }

    private void destroyed(Entry<T> entry, DestroyCause cause, @Nullable Throwable failure) {
        state.timer.cancel(entry.deadline);
        entry.state = GONE;
        state.entries.remove(entry.object);
        state.counts.destroyed(cause);
        if (failure != null) {
            state.tell(to -> to.destroyFailed(state.name, Objects.requireNonNull(failure)));
        }
        state.tell(to -> to.destroyed(state.name, cause));
        engine.dispatch();
    }
}
