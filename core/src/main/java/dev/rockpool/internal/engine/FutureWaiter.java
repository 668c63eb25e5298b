package dev.rockpool.internal.engine;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.AcquireTrace;
import dev.rockpool.internal.slot.Slot;
import org.jspecify.annotations.Nullable;

/** A pending future. */
final class FutureWaiter<T> extends Waiter<T> {

    private final FutureExits<T> exits;
    final LeaseFuture<T> future;
    final long askerId = UserText.currentThreadId();

    @Nullable
    AcquireTrace askedAt; // where it was asked for, if that is kept; set before it joins the queue

    Deadlines.@Nullable Deadline<T> deadline; // the next; null if it has none; written under the engine's lock

    // When granted; under the engine's lock, written before the state.
    boolean isForeign; // whether it was granted by a thread that has nothing to do with the pool's objects

    boolean hasWaited; // whether its wait was counted; by who delivers what was granted

    boolean isUndelivered; // what was granted was taken back, as the delivery had not begun; under the engine's lock

    // When its time ran out; under the engine's lock, written before it is given to Failures.
    @Nullable
    Lapse lapse;

    @Nullable
    Throwable cutShort; // why it got no lease though it was granted an object; by who completes it

    Phase phase = Phase.WAITING;

    // Written under the lock of Failures, or by whoever takes it from there.
    volatile boolean isFailing; // in its list, or about to be told
    volatile boolean isOverdue; // the executor for callbacks has had its chance

    @Nullable
    FutureWaiter<T> nextFailing;

    FutureWaiter(FutureExits<T> exits, long startNanos, long timeoutNanos) {
        super(startNanos, timeoutNanos);
        this.exits = exits;
        this.future = new LeaseFuture<>(exits, this);
    }

    @Override
    public boolean needsHandOver() {
        return true;
    }

    @Override
    boolean canCreate() {
        return false;
    }

    @Override
    @Nullable
    Effect<T> wakeUp() {
        return null;
    }

    @Override
    Effect<T> activation(Check<T> check) {
        return new Effect.Activate<>(check);
    }

    @Override
    void activates(Check<T> check) {
        // a worker does it
    }

    @Override
    Effect<T> delivery(Slot<T> granted) {
        return new Effect.Deliver<>(this, granted);
    }

    @Override
    boolean take(Slot<T> granted, boolean miss, boolean foreign) {
        slot = granted;
        granted.promise(this); // first: a survey in between must not take the slot for one that is being cleaned
        granted.heldByNobody(); // whoever gave it back is done with it
        granted.keepInHand(granted.resident().isOverflow());
        isMiss = miss;
        isForeign = foreign;
        return false; // it begins when the future is completed
    }

    @Override
    void checkedInVain() {
        if (timeoutNanos == 0) { // it was given the time of the check, and no more
            exits.timeUp(this);
        }
    }

    @Override
    void failed() {
        exits.failed(this);
    }

    /** The future is complete, or about to be. */
    void stopWatching() {
        Deadlines.Deadline<T> watched = deadline;
        if (watched != null) {
            watched.letGo();
        }
    }
}
