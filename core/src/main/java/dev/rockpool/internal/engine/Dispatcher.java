package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness.Origin;
import dev.rockpool.internal.slot.IdleIndex;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.waiting.Turn;
import dev.rockpool.monitor.DestroyCause;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells {@link Monitor} of slots in hand and of waiters to be woken, for threads that have not the lock. */
final class Dispatcher<T> {

    private final EngineLock<T> lock;
    private final Monitor<T> monitor;
    private final Owed owed;
    private final Turn<Waiter<T>> turn;
    private final IdleIndex<T> index;

    // Made here, as what links one of them late may do so at the end of memory, and then it stays broken.
    private final Supplier<Boolean> serveSignalled = this::serveSignalled;
    private final Consumer<Fate<T>> meet = this::meet;
    private final Consumer<Slot<T>> condemn;
    private final Consumer<Slot<T>> detached;

    /** What is to become of a slot in hand. */
    private static final class Fate<T> {
        private final Slot<T> slot;
        private final Enum<?> fate;
        private boolean isMet; // the section has begun: what is cut short from then on leaves its note under the lock

        Fate(Slot<T> slot, Enum<?> fate) {
            this.slot = slot;
            this.fate = fate;
        }
    }

    Dispatcher(EngineLock<T> lock, Turn<Waiter<T>> turn, IdleIndex<T> index) {
        this.lock = lock;
        this.monitor = lock.monitor();
        this.owed = lock.owed();
        this.turn = turn;
        this.index = index;
        this.condemn = monitor.retirement()::condemn;
        this.detached = monitor.retirement()::detached;
    }

    /**
     * An object was made idle while somebody waits. The thread that finds this yields once, so that on a busy machine the
     * woken one gets a processor while the object is still there. A thread that finds a wake-up in flight yields as well:
     * measured with 32 threads on 2 processors, the 99.9th percentile of waits is 63 to 80 ms when only the thread that
     * woke somebody yields, and 0.2 to 0.4 ms so; the longest wait falls from 130 to 50 ms. That second yield is left out
     * on a virtual thread, whose place is behind all others at once: there it costs a quarter of the throughput of threads that
     * yield while they hold. A virtual thread that woke somebody yields as any other.
     */
    @SuppressWarnings("ThreadPriorityCheck") // one yield, not a loop; see above
    void signal() {
        if (turn.signal == Turn.WAKE && turn.hasWoken()) { // that one passes it on
            if (!VirtualThreads.isCurrentOne()) {
                Thread.yield();
            }
            return;
        }
        if (lock.get(serveSignalled)) {
            Thread.yield();
        }
    }

    /** A slot was made idle: lets it be found, and serves those who wait; the next sweep does so if this is cut short. */
    void becameIdle(Slot<T> slot) {
        try {
            index.published(slot);
            if (turn.signal != Turn.NOBODY) {
                signal();
            }
        } catch (Throwable cutShort) {
            owed.isOwed = true;
            throw cutShort;
        }
    }

    private boolean serveSignalled() {
        try {
            return monitor.service().serveSignalled();
        } catch (Throwable cutShort) { // is owed to those who wait, not to the one who gave back
            owed.cutShort(cutShort);
            return false;
        }
    }

    /** Places or destroys a slot in hand, then serves those who wait. */
    void conclude(Slot<T> slot, Enum<?> fate) {
        Fate<T> made = null;
        try {
            made = new Fate<>(slot, fate);
            lock.settle(made, meet);
        } catch (Throwable cutShort) {
            if (made == null || !made.isMet) { // else the slot may be another's by now
                owed.strand(slot, fate);
            }
            throw cutShort;
        }
    }

    private void meet(Fate<T> fate) {
        fate.isMet = true;
        try {
            meet(fate.slot, fate.fate);
        } catch (Throwable cutShort) {
            owed.strand(fate.slot, fate.fate);
            throw cutShort;
        }
    }

    /** The same under the lock. */
    void meet(Slot<T> slot, Enum<?> fate) {
        if (fate instanceof Origin origin) {
            monitor.place(slot, origin);
        } else if (fate instanceof DestroyCause cause) {
            monitor.retirement().goOn(slot, cause);
        }
    }

    /** The object of a slot in hand is about to be destroyed on this thread, which concludes it then. */
    void condemn(Slot<T> slot, DestroyCause cause) {
        try {
            lock.settle(slot, condemn);
        } catch (Throwable cutShort) {
            owed.strand(slot, cause);
            throw cutShort;
        }
    }

    /** The object of a slot in hand is its holder's from now on. */
    T detach(Slot<T> slot) {
        T object = slot.object();
        try {
            lock.settle(slot, detached);
        } catch (Throwable cutShort) { // its holder has not got it
            owed.strand(slot, DestroyCause.INVALIDATED);
            throw cutShort;
        }
        return object;
    }
}
