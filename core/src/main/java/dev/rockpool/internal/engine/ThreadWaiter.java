package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A parked thread. */
final class ThreadWaiter<T> extends Waiter<T> implements BooleanSupplier {

    final Thread thread;
    final long threadId;

    /** What this thread is to activate, or null; written under the lock, and by the thread when it begins. */
    volatile @Nullable Check<T> toActivate;

    /** What this thread has found and taken in hand when it was woken, or null; by the thread only. */
    @Nullable
    Slot<T> found;

    ThreadWaiter(Thread thread, long startNanos, long timeoutNanos) {
        super(startNanos, timeoutNanos);
        this.thread = thread;
        this.threadId = UserText.idOf(thread);
    }

    /** Whether it waits still. By any thread. */
    @Override
    public boolean getAsBoolean() {
        return state == State.WAITING;
    }

    @Override
    public boolean needsHandOver() {
        return isStarving();
    }

    @Override
    boolean canCreate() {
        return true;
    }

    @Override
    Effect<T> wakeUp() {
        return new Effect.Unpark<>(thread);
    }

    @Override
    Effect<T> activation(Check<T> check) {
        return wakeUp();
    }

    @Override
    void activates(Check<T> check) {
        toActivate = check;
    }

    @Override
    Effect<T> delivery(Slot<T> granted) {
        return wakeUp();
    }

    @Override
    boolean take(Slot<T> granted, boolean isMiss, boolean isForeign) {
        slot = granted;
        granted.takeInHand(granted.resident().isOverflow());
        granted.leaseTo(threadId);
        return true;
    }

    @Override
    void checkedInVain() {
        // there may be another object
    }

    @Override
    void failed() {
        // it looks at its state when it is woken
    }
}
