package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.Locks;
import dev.rockpool.internal.waiting.Callbacks;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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

    private final Effects<T> effects;
    private final Owed owed;
    private final Callbacks callbacks;
    private final AcquireErrors<T> errors;
    private final ReentrantLock lock = new ReentrantLock(); // guards the list; taken inside the engine's lock, or alone
    private final Runnable tellAll =
            this::tellAll; // made here: what a want of memory keeps from being linked is broken for good
    private final AtomicBoolean isComing = new AtomicBoolean(); // a thread was asked for and has not begun
    private volatile @Nullable FutureWaiter<T> first; // written under the lock
    private @Nullable FutureWaiter<T> last;
    private volatile Run<T> current = new Run<>(null); // written under the lock

    Failures(Effects<T> effects, Owed owed, Callbacks callbacks, AcquireErrors<T> errors) {
        this.effects = effects;
        this.owed = owed;
        this.callbacks = callbacks;
        this.errors = errors;
    }

    /** A future fails with what its waiter knows, soon after the lock is given up. Under the lock; throws nothing. */
    void add(FutureWaiter<T> waiter, boolean isOverdue) {
        if (put(waiter, isOverdue)) {
            try {
                effects.add(new Effect.TellFailures<>());
            } catch (VirtualMachineError | LinkageError noMemory) { // the next sweep starts it
                owed.owe();
            }
        }
    }

    /** Whether it is the only one here, so that nobody comes for it yet. */
    private boolean put(FutureWaiter<T> waiter, boolean isOverdue) {
        Locks.takeSurely(lock);
        try {
            waiter.isOverdue = isOverdue || waiter.isOverdue;
            if (waiter.isFailing) {
                return false;
            }
            waiter.isFailing = true;
            waiter.nextFailing = null;
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

    /** Those that were in the list when the last ones had been taken. They are taken without a lock, one by one. */
    private static final class Run<T> {
        private final AtomicReference<@Nullable FutureWaiter<T>> head;

        Run(@Nullable FutureWaiter<T> head) {
            this.head = new AtomicReference<>(head);
        }

        /** No waiter is in one run twice, so a head that is the same is the same. */
        @Nullable
        FutureWaiter<T> take() {
            for (FutureWaiter<T> taken = head.get(); taken != null; taken = head.get()) {
                if (head.compareAndSet(taken, taken.nextFailing)) {
                    taken.nextFailing = null; // who keeps this future keeps no other
                    taken.isFailing = false;
                    return taken;
                }
            }
            return null;
        }

        boolean isEmpty() {
            return head.get() == null;
        }
    }

    @Nullable
    private FutureWaiter<T> take() {
        for (Run<T> run = current; ; run = nextRun(run)) {
            FutureWaiter<T> taken = run.take();
            if (taken != null || isEmpty()) {
                return taken;
            }
        }
    }

    private Run<T> nextRun(Run<T> exhausted) {
        Locks.takeSurely(lock);
        try {
            if (current == exhausted && first != null) {
                current = new Run<>(first);
                first = null;
                last = null;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        return first == null && current.isEmpty();
    }

    /** Asks for a thread that tells those who are here, unless one is about to come. */
    void start() {
        if (!isEmpty() && !isComing.get() && isComing.compareAndSet(false, true)) {
            try {
                callbacks.elsewhere(tellAll);
            } catch (Throwable noMemory) { // the next sweep tries again
                isComing.set(false);
                owed.owe();
                throw noMemory;
            }
        }
    }

    private void tellAll() {
        isComing.set(false);
        FutureWaiter<T> taken = null;
        try {
            taken = take();
            while (taken != null) {
                start();
                tell(taken);
                taken = null; // it has been told
                taken = take();
            }
        } catch (Throwable noMemory) { // the next sweep tries again
            if (taken != null) {
                put(taken, taken.isOverdue);
            }
            owed.owe();
            throw noMemory;
        }
    }

    private void tell(FutureWaiter<T> waiter) {
        Throwable failure;
        try {
            failure = failureOf(waiter);
        } catch (Throwable noMemory) { // or no stack; the future ends all the same
            failure = noMemory;
        }
        callbacks.run(new Telling(waiter, failure), waiter.isOverdue);
    }

    /** A class, and no lambda, for the same reason as above. */
    private final class Telling implements Runnable {
        private final FutureWaiter<T> waiter;
        private final Throwable failure;

        Telling(FutureWaiter<T> waiter, Throwable failure) {
            this.waiter = waiter;
            this.failure = failure;
        }

        @Override
        public void run() {
            finish(waiter, failure);
        }
    }

    private Throwable failureOf(FutureWaiter<T> waiter) {
        if (waiter.cutShort != null) {
            return waiter.cutShort;
        }
        Lapse lapse = waiter.lapse;
        Refusal refusal = waiter.refusal;
        return lapse != null ? errors.timedOut(lapse, waiter) : errors.of(refusal == null ? Refusal.CLOSED : refusal);
    }

    /** Fails a future that the pool has claimed; if there is no memory or stack for that, the next sweep does it. */
    void finish(FutureWaiter<T> waiter, Throwable failure) {
        try {
            waiter.stopWatching(); // first: who sees the future complete may look for timers that are left
            waiter.future.fail(failure);
        } catch (VirtualMachineError | LinkageError noMemory) {
            put(waiter, true);
            owed.owe();
            throw noMemory;
        }
    }
}
