package dev.rockpool.internal.engine;

import dev.rockpool.ObjectCreationException;
import dev.rockpool.PoolClosedException;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Objects that nobody waits for: {@code minIdle}, warm-ups, and the one that a {@code tryAcquire} in vain asks for. Made
 * by creators, after those that somebody waits for; after an outage first one at a time, then two, then four, so that a
 * server that has just come back is not stormed.
 *
 * <p>All under the engine's lock.
 */
final class Refill<T> {

    private static final int LOOKS_FOR_A_QUESTION = 64;

    private final Core<T> core;
    private final Creations<T> creations;
    private final List<WarmUp> warmUps = new ArrayList<>(); // one that stays whole when it cannot grow
    private int slowStart = Integer.MAX_VALUE; // how many attempts at once
    private boolean isOneAsked;
    private int trusted; // how often it may be taken for granted that there is enough, since the last look

    private static final class WarmUp {
        private final int target;
        private final CompletableFuture<Integer> future;
        private boolean hasTried;

        private WarmUp(int target, CompletableFuture<Integer> future) {
            this.target = target;
            this.future = future;
        }
    }

    Refill(Core<T> core, Creations<T> creations) {
        this.core = core;
        this.creations = creations;
    }

    /** Starts attempts until there will be enough. */
    void start(long now) {
        finishWarmUps();
        while (core.books.room() > 0 && creations.hasFreeCreator() && startOne(now)) {
            isOneAsked = false;
        }
        isOneAsked = false;
    }

    private boolean startOne(long now) {
        WarmUp warmUp = unfinishedWarmUp();
        if (warmUp != null && !warmUp.hasTried) {
            creations.start(false, true); // whatever is known about creation: somebody wants to know it now
            warmUp.hasTried = true;
            return true;
        } else if (core.books.creating() >= slowStart) {
            return false;
        } else if ((warmUp == null && !isOneAsked) || !core.outage.allowsAttempt(now)) {
            boolean isStock = leavesRoom() && core.outage.allowsProbe(now) && wantsIdle();
            if (isStock) {
                creations.start(false, false);
            }
            return isStock;
        }
        creations.start(false, true);
        return true;
    }

    /** Where callers create, the last object is left to them: an acquire comes before stock. */
    private boolean leavesRoom() {
        return !core.callersCreate || core.books.room() > 1 || core.config.minIdle() >= core.books.maxSize();
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

    /** A warm-up that is short of an object; one that has not tried yet comes first. */
    private @Nullable WarmUp unfinishedWarmUp() {
        int coming = core.books.living() + core.books.creating();
        WarmUp tried = null;
        for (WarmUp warmUp : warmUps) {
            if (coming < warmUp.target && !warmUp.hasTried) {
                return warmUp;
            }
            tried = coming < warmUp.target ? warmUp : tried;
        }
        return tried;
    }

    /** Whether minIdle is short of an object. */
    private boolean wantsIdle() {
        int missing = core.config.minIdle() - unclaimed();
        return missing > 0 && (core.books.living() < missing || !hasIdleOrComing(missing));
    }

    /**
     * What a look finds holds for a while, if it is enough: for one more question for each 64 slots that it looked at, or
     * until the next sweep. Idle objects are leased without a look at {@code minIdle}, so nothing more exact is lost.
     */
    private boolean hasIdleOrComing(int number) {
        if (trusted > 0) {
            trusted--;
            return true;
        }
        int[] idle = {0};
        int[] looks = {0};
        boolean isEnough = core.table.first(slot -> {
                    looks[0]++;
                    return isIdleOrHeld(slot) && ++idle[0] >= number;
                })
                != null;
        trusted = isEnough ? looks[0] / LOOKS_FOR_A_QUESTION : 0;
        return isEnough;
    }

    /** The settings have changed, or some time has passed. */
    void lookAnew() {
        trusted = 0;
    }

    private boolean isIdleOrHeld(Slot<T> slot) {
        long seen = slot.look();
        return Snapshot.isAtRest(seen) || Snapshot.isInHand(seen);
    }

    /** Whether more objects are wanted than anybody uses yet. */
    boolean isWarmingUp() {
        return !warmUps.isEmpty();
    }

    /** A creation succeeded. */
    void succeeded() {
        boolean isSlow = slowStart < core.config.parallelCreations() && slowStart <= Integer.MAX_VALUE / 2;
        slowStart = isSlow ? slowStart * 2 : Integer.MAX_VALUE;
    }

    /** A creation failed. */
    void failed(CapturedFailure failure) {
        slowStart = 1;
        if (!warmUps.isEmpty()) {
            ObjectCreationException exception = creations.creationException(failure);
            failWarmUps(exception, false);
        }
    }

    /** Adds a warm-up; {@link #start} begins it. */
    void warmUp(int count, CompletableFuture<Integer> future) {
        if (core.isClosed) {
            core.later(() -> future.completeExceptionally(core.closedException()));
        } else {
            warmUps.add(new WarmUp(count, future));
            if (creations.hasTooManyAbandoned()) {
                failWarmUps(creations.creationException(creations.lastFailure()), true);
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
        failWarmUps(exception, true);
    }

    private void failWarmUps(RuntimeException failure, boolean alsoUntried) {
        for (Iterator<WarmUp> each = warmUps.iterator(); each.hasNext(); ) {
            WarmUp warmUp = each.next();
            if (alsoUntried || warmUp.hasTried) {
                complete(() -> warmUp.future.completeExceptionally(failure));
                each.remove();
            }
        }
    }

    private void complete(Runnable completion) {
        core.later(() -> core.calls.callBack(completion));
    }
}
