package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness.Origin;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.DestroyCause;
import java.util.function.Predicate;

/** Destroys idle objects: all, or those that users' code says are to go. Without the lock. */
final class IdleObjects<T> {

    private final PoolState<T> state;
    private final EngineLock<T> lock;
    private final Owed owed;
    private final Dispatcher<T> dispatcher;

    IdleObjects(PoolState<T> state, EngineLock<T> lock, Dispatcher<T> dispatcher) {
        this.state = state;
        this.lock = lock;
        this.owed = lock.owed();
        this.dispatcher = dispatcher;
    }

    /** Destroys those that match; says how many. Each is in hand while it is asked about, one at a time. */
    int invalidate(Predicate<? super T> isToGo) {
        return destroy(slot -> true, isToGo, DestroyCause.INVALIDATED);
    }

    /** Destroys those in these slots; says how many. One that is idle for a moment meanwhile may be among them. */
    int clear(Predicate<? super Slot<T>> which) {
        return destroy(which, object -> true, DestroyCause.CLEARED);
    }

    private int destroy(Predicate<? super Slot<T>> which, Predicate<? super T> isToGo, DestroyCause cause) {
        StackProbe.ensureRoom();
        long threadId = UserText.currentThreadId();
        int[] gone = {0};
        state.table.forEach(slot -> gone[0] += which.test(slot) && isGone(slot, isToGo, cause, threadId) ? 1 : 0);
        lock.settle(lock.monitor().demand().stock()::lookAnew);
        return gone[0];
    }

    private boolean isGone(Slot<T> slot, Predicate<? super T> isToGo, DestroyCause cause, long threadId) {
        long seen = slot.look();
        if (!Snapshot.isAtRest(seen)) {
            return false;
        }
        boolean isIdle = Snapshot.isIdle(seen);
        boolean isDue = isIdle && Snapshot.isMarked(seen);
        boolean isTaken = isIdle ? slot.tryTake(isDue) : lock.get(slot::takeAtRest);
        if (!isTaken) {
            return false; // somebody was faster
        }
        boolean isAnswered = false;
        try {
            slot.heldBy(threadId); // a close() by the predicate must not wait for this
            boolean isMatch = matches(isToGo, slot.object());
            slot.heldByNobody();
            isAnswered = true; // from here on, whoever is cut short leaves a note
            if (isMatch) {
                dispatcher.conclude(slot, cause);
            } else {
                putBack(slot, isIdle, isDue);
            }
            return isMatch;
        } catch (Throwable cutShort) {
            if (!isAnswered) {
                owed.strand(slot, Origin.RESTED);
            }
            throw cutShort;
        }
    }

    /** Whoever cannot say is taken at his word that something is wrong with the object. */
    private boolean matches(Predicate<? super T> isToGo, T object) {
        try {
            return isToGo.test(object);
        } catch (Throwable unknown) {
            return true;
        }
    }

    /** It is as it was, unless something has happened to the pool meanwhile. */
    private void putBack(Slot<T> slot, boolean isIdle, boolean isDue) {
        if (isIdle && !state.facts.trimsIdle && slot.tryPutBack(isDue)) {
            dispatcher.becameIdle(slot);
        } else {
            dispatcher.conclude(slot, Origin.RESTED);
        }
    }
}
