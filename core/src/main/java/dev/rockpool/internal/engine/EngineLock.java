package dev.rockpool.internal.engine;

import dev.rockpool.internal.process.Locks;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one pool, and the only class that takes it. Everything that happens under it is a section: a piece of code
 * that is passed here, that calls no user code and waits for nothing. What has to happen outside is put off with
 * {@link #later} or {@link #laterCallback}, and runs when the lock has been given up, on the same thread and in order:
 * first what is ours (unparks, attempts, destroys), then completions of futures, as who is called may take his time.
 *
 * <p>The lock is given up and what was put off runs also when the section throws; each of the things put off runs
 * whatever the others throw. A section never begins inside another one on the same thread.
 *
 * <p><b>The rule for sections</b>, so that an error at any instruction breaks nothing. A section makes moves: a waiter
 * leaves with an object, an attempt begins, an object goes. Each move first allocates all it needs, what it puts off
 * included, and then changes the state by steps that cannot fail. So an {@link OutOfMemoryError} comes before the first
 * change of a move, and a {@link StackOverflowError} before the section ({@link StackProbe}). What is left between two
 * moves is sound: what was not done is owed, and the next sweep does it (see {@link Repair}).
 *
 * <ul>
 *   <li>A section that throws has not made its move. Serving those who wait, after it, never throws.
 *   <li>What was put off and fails for want of memory, stack or threads is kept, and tried again by the next sweep.
 *   <li>If a section throws all the same where the state does not add up ({@link Audit}), the pool ends for good.
 * </ul>
 */
final class EngineLock {

    private static final Function<Runnable, @Nullable Void> RUN = section -> {
        section.run();
        return null;
    };

    private final ReentrantLock lock = new ReentrantLock();
    private final Core<?> core;
    private final Deferred actions = new Deferred(); // under the lock
    private final Deferred completions = new Deferred(); // under the lock
    private final AtomicReference<Deferred.@Nullable Action> failed = new AtomicReference<>(); // the last that failed

    /** For tests: runs before each allocation of what is put off; null outside of them. */
    @Nullable
    Runnable onPutOff;

    EngineLock(Core<?> core) {
        this.core = core;
    }

    /** Runs a section. */
    void run(Runnable section) {
        make(section, RUN, false);
    }

    /** Runs a section that has a result. */
    <R extends @Nullable Object> R get(Supplier<R> section) {
        return make(section, Supplier::get, false);
    }

    /** Runs a section, then serves whoever can be served now. */
    void settle(Runnable section) {
        make(section, RUN, true);
    }

    /** Runs a section that has a result, then serves whoever can be served now. */
    <R extends @Nullable Object> R settleAfter(Supplier<R> section) {
        return make(section, Supplier::get, true);
    }

    private <S, R extends @Nullable Object> R make(S section, Function<S, R> way, boolean serves) {
        enter();
        try {
            R result = way.apply(section);
            if (serves) {
                core.serve();
            }
            return result;
        } catch (Throwable cutShort) {
            core.cutShort(cutShort);
            throw cutShort;
        } finally {
            exit();
        }
    }

    /**
     * Runs a section that must be made, and serves whoever can be served then. It allocates nothing, and neither does
     * this; the caller has seen to it that there is stack.
     */
    <A> void settleSurely(A argument, Consumer<? super A> section) {
        Locks.takeSurely(lock);
        try {
            section.accept(argument);
            core.serve();
        } catch (Throwable cutShort) {
            core.cutShort(cutShort);
            throw cutShort;
        } finally {
            exit();
        }
    }

    /** Puts something off until the lock is given up. In a section. */
    void later(Runnable action) {
        putOff(actions, action);
    }

    /** Puts the completion of a future off, until all else that was put off is done. In a section. */
    void laterCallback(Runnable completion) {
        putOff(completions, completion);
    }

    private void putOff(Deferred list, Runnable task) {
        Runnable test = onPutOff;
        if (test != null) {
            test.run();
        }
        list.add(task);
    }

    private void enter() {
        StackProbe.ensureRoom();
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a section inside a section");
        }
        lock.lock();
    }

    private void exit() {
        Deferred.Action ours = actions.takeAll();
        Deferred.Action others = completions.takeAll();
        lock.unlock();
        runAll(ours);
        complete(others);
    }

    /** Several completions at once may be too many for this thread. */
    private void complete(Deferred.@Nullable Action first) {
        if (first == null || first.next() == null) {
            runAll(first);
            return;
        }
        Completions all = null;
        try {
            all = new Completions(first);
            core.completeAll(all);
        } catch (Throwable noMemory) {
            runAll(all == null ? first : all.next);
        }
    }

    /** Completions of futures, and how far they have got. */
    private final class Completions implements Runnable {
        private Deferred.@Nullable Action next;

        Completions(Deferred.Action first) {
            next = first;
        }

        @Override
        public void run() {
            while (next != null) {
                Deferred.Action action = next;
                next = action.next();
                EngineLock.this.run(action);
            }
        }
    }

    private void runAll(Deferred.@Nullable Action first) {
        Deferred.Action action = first;
        while (action != null) {
            Deferred.Action next = action.next(); // before it is run: one that fails goes to another list
            run(action);
            action = next;
        }
    }

    /** What fails here must not keep the next one from being done. */
    private void run(Deferred.Action action) {
        try {
            action.task().run();
        } catch (VirtualMachineError shortage) { // of memory, stack or threads
            keep(action);
        } catch (Throwable failure) {
            tell(failure);
        }
    }

    private void tell(Throwable failure) {
        try {
            core.calls.reports().failed("an internal step failed", failure);
        } catch (VirtualMachineError noMemory) {
            core.owe(); // and it cannot be told
        }
    }

    private void keep(Deferred.Action action) {
        Deferred.Action last;
        do {
            last = failed.get();
            action.isBefore(last);
        } while (!failed.compareAndSet(last, action));
        core.owe();
    }

    /** Tries once more what was put off and failed, the oldest first. Not in a section. */
    void retryFailed() {
        Deferred.Action oldest = null;
        Deferred.Action next = failed.getAndSet(null);
        while (next != null) {
            Deferred.Action older = next.next();
            next.isBefore(oldest);
            oldest = next;
            next = older;
        }
        runAll(oldest);
    }
}
