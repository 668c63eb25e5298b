package dev.rockpool.internal.engine;

import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolClosedException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;

/**
 * Objects that nobody waits for: {@code minIdle}, warm-ups, and the one that a {@code tryAcquire} in vain asks for. Made
 * by creators, after those that somebody waits for; after an outage first one at a time, then two, then four, so that a
 * server that has just come back is not stormed.
 *
 * <p>All under the engine's lock.
 */
final class Refill<T> {

    private final Core<T> core;
    private final Creations<T> creations;
    private final ArrayDeque<WarmUp> warmUps = new ArrayDeque<>();
    private int slowStart = Integer.MAX_VALUE; // how many attempts at once
    private boolean isOneAsked;

    private record WarmUp(int target, CompletableFuture<Integer> future) {}

    Refill(Core<T> core, Creations<T> creations) {
        this.core = core;
        this.creations = creations;
    }

    /** Starts attempts until there will be enough. */
    void start(long now) {
        finishWarmUps();
        int inFlight = core.books.creating();
        while (inFlight < slowStart
                && core.books.room() > 0
                && (isOneAsked || wantsMore())
                && creations.mayStart(now)) {
            isOneAsked = false;
            creations.start(null, false);
            inFlight++;
        }
        isOneAsked = false;
    }

    /** There is no room; {@link #start} would start nothing. */
    void nothingCanStart() {
        finishWarmUps();
        isOneAsked = false;
    }

    /** One more object would be used, if not now then later; if one is on its way that nobody waits for, that will do. */
    void askForOne() {
        isOneAsked = unclaimed() == 0;
    }

    private int unclaimed() {
        int claimed = 0;
        for (Waiter<T> waiter = core.queue.first(); waiter != null; waiter = waiter.next) {
            if (waiter.attempt != null) {
                claimed++;
            } else if (!waiter.isBeingChecked) {
                break; // attempts go to the first waiters first
            }
        }
        return core.books.creating() - claimed;
    }

    /** Whether minIdle or a warm-up is short of an object. */
    boolean isWanted() {
        return !warmUps.isEmpty() || wantsMore();
    }

    private boolean wantsMore() {
        int coming = core.books.creating();
        for (WarmUp warmUp : warmUps) {
            if (core.books.living() + coming < warmUp.target) {
                return true;
            }
        }
        int missing = core.config.minIdle() - unclaimed();
        return missing > 0 && (core.books.living() < missing || !hasIdleOrComing(missing));
    }

    private boolean hasIdleOrComing(int number) {
        int[] idle = {0};
        return core.table.first(slot -> isIdleOrHeld(slot) && ++idle[0] >= number) != null;
    }

    private boolean isIdleOrHeld(Slot<T> slot) {
        int state = slot.state();
        return state == Slot.IDLE || state == Slot.HELD || state == Slot.CHECKING || state == Slot.RESETTING;
    }

    /** Whether more objects are wanted than anybody uses yet. */
    boolean isWarmingUp() {
        return !warmUps.isEmpty();
    }

    /** A creation succeeded. */
    void succeeded() {
        if (slowStart < core.config.parallelCreations()) {
            slowStart *= 2;
        } else {
            slowStart = Integer.MAX_VALUE;
        }
    }

    /** A creation failed. */
    void failed(Throwable failure) {
        slowStart = 1;
        ObjectCreationException exception = creations.creationException(failure);
        failWarmUps(exception);
    }

    /** Adds a warm-up; {@link #start} begins it. */
    void warmUp(int count, CompletableFuture<Integer> future) {
        if (core.isClosed) {
            core.later(() -> future.completeExceptionally(core.closedException()));
        } else {
            warmUps.add(new WarmUp(count, future));
            if (creations.isHopeless()) {
                failWarmUps(creations.creationException(creations.lastFailure()));
            }
        }
    }

    private void finishWarmUps() {
        if (warmUps.isEmpty()) {
            return;
        }
        for (Iterator<WarmUp> each = warmUps.iterator(); each.hasNext(); ) {
            WarmUp warmUp = each.next();
            int living = core.books.living();
            if (warmUp.future.isDone() || living >= Math.min(warmUp.target, core.books.maxSize())) {
                complete(() -> warmUp.future.complete(living));
                each.remove();
            }
        }
    }

    /** The pool is closed. */
    void close() {
        PoolClosedException exception = core.closedException();
        failWarmUps(exception);
    }

    private void failWarmUps(RuntimeException failure) {
        for (WarmUp warmUp = warmUps.peek(); warmUp != null; warmUp = warmUps.peek()) {
            CompletableFuture<Integer> future = warmUp.future;
            complete(() -> future.completeExceptionally(failure));
            warmUps.remove();
        }
    }

    private void complete(Runnable completion) {
        core.later(() -> core.calls.callBack(completion));
    }
}
