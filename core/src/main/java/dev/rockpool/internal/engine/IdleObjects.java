package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness.Origin;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.slot.Snapshot;
import dev.rockpool.monitor.DestroyCause;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Destroys idle objects: all, or those that users' code says are to go. Without the lock. */
final class IdleObjects<T> {

    // Made with the class, as what links one of them late may do so at the end of memory, and then it stays broken.
    private static final Predicate<Object> ALL = IdleObjects::isAny;
    private static final Function<Slot<?>, Boolean> TAKE_AT_REST = Slot::takeAtRest;
    private static final Consumer<Stock<?>> LOOK_ANEW = Stock::lookAnew;

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

    private static boolean isAny(Object any) {
        return true;
    }

    /** Destroys those that match; says how many. Each is in hand while it is asked about, one at a time. */
    int invalidate(Predicate<? super T> isToGo) {
        return destroy(ALL, isToGo, DestroyCause.INVALIDATED);
    }

    /** Destroys all; says how many. */
    int clear() {
        return clear(ALL);
    }

    /** Destroys those in these slots; says how many. One that is idle for a moment meanwhile may be among them. */
    int clear(Predicate<? super Slot<T>> which) {
        return destroy(which, ALL, DestroyCause.CLEARED);
    }

    private int destroy(Predicate<? super Slot<T>> which, Predicate<? super T> isToGo, DestroyCause cause) {
        StackProbe.ensureRoom();
        long threadId = UserText.currentThreadId();
        Removal removal = new Removal(which, isToGo, cause, threadId);
        state.table.forEach(removal);
        lock.settle(lock.monitor().demand().stock(), LOOK_ANEW);
        return removal.gone;
    }

    /** A walk over the slots. */
    private final class Removal implements Consumer<Slot<T>> {
        private final Predicate<? super Slot<T>> which;
        private final Predicate<? super T> isToGo;
        private final DestroyCause cause;
        private final long threadId;
        private int gone;

        Removal(Predicate<? super Slot<T>> which, Predicate<? super T> isToGo, DestroyCause cause, long threadId) {
            this.which = which;
            this.isToGo = isToGo;
            this.cause = cause;
            this.threadId = threadId;
        }

        @Override
        public void accept(Slot<T> slot) {
            gone += which.test(slot) && isGone(slot, isToGo, cause, threadId) ? 1 : 0;
        }
    }

    private boolean isGone(Slot<T> slot, Predicate<? super T> isToGo, DestroyCause cause, long threadId) {
        long seen = slot.look();
        if (!Snapshot.isAtRest(seen)) {
            return false;
        }
        boolean isIdle = Snapshot.isIdle(seen);
        boolean isDue = isIdle && Snapshot.isMarked(seen);
        boolean isTaken = isIdle ? slot.tryTake(isDue) : lock.get(slot, TAKE_AT_REST);
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
