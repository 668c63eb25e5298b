package dev.rockpool.internal.engine;

import dev.rockpool.PoolException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Futures that fail, until they are told: on threads of the pool, as who finds the failure may be anybody, and with the
 * executor for callbacks if there is one.
 *
 * <p><b>None is lost.</b> The pool has claimed each of them, so it must complete them. They are linked to one another, so
 * that putting one here takes no memory. A thread that takes one first makes sure that another thread comes for the next,
 * so a callback that hangs holds up nobody else; in a storm the same few threads take all of them. If the executor has not
 * begun within {@link #GRACE_NANOS}, a thread of the pool does it: {@link Deadlines} remembers that.
 */
final class Failures<T> {

    /** The time that the executor for callbacks has to begin: 1 s. */
    static final long GRACE_NANOS = 1_000_000_000L;

    private final Core<T> core;
    private final ReentrantLock lock = new ReentrantLock(); // guards the list; taken inside the engine's lock, or alone
    private final AtomicBoolean isComing = new AtomicBoolean(); // a thread was asked for and has not begun
    private @Nullable FutureWaiter<T> first;
    private @Nullable FutureWaiter<T> last;

    Failures(Core<T> core) {
        this.core = core;
    }

    /** A future fails with what its waiter knows, soon after the lock is given up. Under the lock; throws nothing. */
    void add(FutureWaiter<T> waiter, boolean isOverdue) {
        if (put(waiter, isOverdue)) {
            try {
                core.laterCallback(this::start);
            } catch (VirtualMachineError noMemory) { // the next sweep starts it
                core.isOwed = true;
            }
        }
    }

    /** Whether it is the only one here, so that nobody comes for it yet. */
    private boolean put(FutureWaiter<T> waiter, boolean isOverdue) {
        EngineLock.takeSurely(lock);
        try {
            waiter.isOverdue |= isOverdue;
            if (waiter.isFailing) {
                return false;
            }
            waiter.isFailing = true;
            FutureWaiter<T> before = last;
            if (before == null) {
                first = waiter;
            } else {
                before.nextFailing = waiter;
            }
            last = waiter;
            return before == null;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    private FutureWaiter<T> take() {
        EngineLock.takeSurely(lock);
        try {
            FutureWaiter<T> taken = first;
            if (taken != null) {
                first = taken.nextFailing;
                last = first == null ? null : last;
                taken.nextFailing = null;
                taken.isFailing = false;
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        EngineLock.takeSurely(lock);
        try {
            return first == null;
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a thread that tells those who are here, unless one is about to come. */
    void start() {
        if (!isEmpty() && isComing.compareAndSet(false, true)) {
            try {
                core.callbacks.elsewhere(this::tellAll);
            } catch (Throwable noMemory) { // the next sweep tries again
                isComing.set(false);
                core.isOwed = true;
                throw noMemory;
            }
        }
    }

    private void tellAll() {
        isComing.set(false);
        for (FutureWaiter<T> waiter = take(); waiter != null; waiter = take()) {
            try {
                start();
                tell(waiter);
            } catch (Throwable noMemory) { // the next sweep tries again
                put(waiter, waiter.isOverdue);
                core.isOwed = true;
                throw noMemory;
            }
        }
    }

    private void tell(FutureWaiter<T> waiter) {
        Throwable failure;
        try {
            failure = failureOf(waiter);
        } catch (Throwable noMemory) { // or no stack; the future ends all the same
            failure = noMemory;
        }
        Throwable told = failure;
        core.callbacks.run(() -> finish(waiter, told), waiter.isOverdue);
    }

    private Throwable failureOf(FutureWaiter<T> waiter) {
        if (waiter.cutShort != null) {
            return waiter.cutShort;
        }
        Lapse lapse = waiter.lapse;
        PoolException known = waiter.failure;
        return lapse != null ? core.door.timedOut(lapse, waiter) : known != null ? known : core.closedException();
    }

    /** Fails a future that the pool has claimed; if there is no memory or stack for that, the next sweep does it. */
    void finish(FutureWaiter<T> waiter, Throwable failure) {
        try {
            waiter.future.fail(failure);
            waiter.stopWatching();
        } catch (VirtualMachineError noMemory) {
            put(waiter, true);
            core.isOwed = true;
            throw noMemory;
        }
    }
}
