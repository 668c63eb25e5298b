package dev.rockpool.internal.engine;

import dev.rockpool.Ticker;
import dev.rockpool.internal.process.Locks;
import dev.rockpool.internal.process.StackProbe;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one pool, and the only class that takes it. Everything that happens under it is a section: a piece of code
 * that is passed here, that calls no user code and waits for nothing: it tells {@link Monitor} what has happened. What comes
 * of that is done when the lock has been given up, on the same thread and in order: first what is ours (unparks, attempts,
 * destroys), then completions of futures, as who is called may take his time.
 *
 * <p>The lock is given up and the effects are performed also when the section throws; each of them whatever the others
 * throw. A section never begins inside another one on the same thread.
 *
 * <p><b>The rule for sections</b>, so that an error at any instruction breaks nothing. A section makes moves: a waiter
 * leaves with an object, an attempt begins, an object goes. Each move first allocates all it needs, its effects
 * included, and then changes the state by steps that cannot fail. So an {@link OutOfMemoryError} comes before the first
 * change of a move, and a {@link StackOverflowError} before the section ({@link StackProbe}). What is left between two
 * moves is sound: what was not done is owed, and the next sweep does it (see {@link Repair}).
 *
 * <ul>
 *   <li>A section that throws has not made its move. Serving those who wait, after it, never throws.
 *   <li>An effect that fails for want of memory, stack or threads is kept, and tried again by the next sweep; so does one that
 *       meets a class that a want of memory has broken.
 *   <li>If a section throws all the same where the state does not add up ({@link Audit}), the pool ends for good.
 * </ul>
 */
class EngineLock<T> {

    private static final Function<Supplier<?>, @Nullable Object> GETTING = Supplier::get;

    private final ReentrantLock lock = new ReentrantLock();
    private final Monitor<T> monitor;
    final Effects<T> effects;
    final Owed owed;
    private final Ticker ticker;
    private final Host<T> host;

    // Made here, as what links one of them late may do so at the end of memory, and then it stays broken.
    private final Function<Runnable, @Nullable Void> running = EngineLock::runOf;
    private final Runnable nothing = EngineLock::nothing;
    private final Runnable walkOn;
    private final AtomicReference<@Nullable Effect<T>> failed = new AtomicReference<>(); // the last that failed

    /** What the lock asks the rest of the pool. */
    interface Host<T> {
        /** Those who wait have been served: looks whether a shutdown is complete. Under the lock. */
        void served();

        /** Who performs effects. */
        Effect.Performer<T> performer();

        /** Runs several completions of futures: here or, if they are too many, on a thread of the pool. */
        void completeAll(Runnable completions);

        /** An effect failed, and not for want of memory, stack or threads. */
        void stepFailed(Throwable failure);
    }

    EngineLock(Monitor<T> monitor, Effects<T> effects, Owed owed, Ticker ticker, Host<T> host) {
        this.monitor = monitor;
        this.effects = effects;
        this.owed = owed;
        this.ticker = ticker;
        this.host = host;
        this.walkOn = monitor::goOn;
    }

    /** What it guards: for sections only. */
    Monitor<T> monitor() {
        return monitor;
    }

    /** Where notes go of what was cut short. */
    Owed owed() {
        return owed;
    }

    /** Runs a section. */
    void run(Runnable section) {
        make(section, running, false);
    }

    /** Runs a section that has a result. */
    <R extends @Nullable Object> R get(Supplier<R> section) {
        return make(section, getting(), false);
    }

    /** Runs a section about something that has a result. A way to pass what is not made anew each time. */
    <A, R extends @Nullable Object> R get(A argument, Function<? super A, R> section) {
        return make(argument, section, false);
    }

    /** Runs a section, then serves whoever can be served now. */
    void settle(Runnable section) {
        make(section, running, true);
    }

    /** Serves whoever can be served now. */
    void settle() {
        settle(nothing);
    }

    /** Runs a section that has a result, then serves whoever can be served now. */
    <R extends @Nullable Object> R settleAfter(Supplier<R> section) {
        return make(section, getting(), true);
    }

    /** The same about something. */
    <A, R extends @Nullable Object> R settleAfter(A argument, Function<? super A, R> section) {
        return make(argument, section, true);
    }

    /** Runs a section about something, then serves whoever can be served now. */
    <A> void settle(A argument, Consumer<? super A> section) {
        enter();
        make(argument, section);
    }

    /**
     * Serves whoever can be served now, and looks whether a shutdown is complete. In a section. Throws nothing: what
     * fails is owed to those who wait, and not to the one whose section this is.
     */
    void serve() {
        try {
            monitor.serve();
            host.served();
        } catch (Throwable cutShort) {
            owed.cutShort(cutShort);
        }
    }

    private static void nothing() {
        // only those who wait are served
    }

    private static @Nullable Void runOf(Runnable section) {
        section.run();
        return null;
    }

    @SuppressWarnings("unchecked") // one for all results
    private <R extends @Nullable Object> Function<Supplier<R>, R> getting() {
        return (Function<Supplier<R>, R>) (Function<?, ?>) GETTING;
    }

    private <A, R extends @Nullable Object> R make(A argument, Function<? super A, R> section, boolean serves) {
        enter();
        try {
            R result = section.apply(argument);
            if (serves) {
                serve();
            }
            return result;
        } catch (Throwable cutShort) {
            owed.cutShort(cutShort);
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
        make(argument, section);
    }

    private <A> void make(A argument, Consumer<? super A> section) {
        try {
            section.accept(argument);
            serve();
        } catch (Throwable cutShort) {
            owed.cutShort(cutShort);
            throw cutShort;
        } finally {
            exit();
        }
    }

    /**
     * Goes on until all slots have been placed for the changes so far, and who waits was refused if the pool is closed; a section for each part, and between two of them
     * those get their turn who wait for the lock. Not in a section.
     */
    @SuppressWarnings("ThreadPriorityCheck") // the lock is not fair: without it, this thread has it again at once
    void walk() {
        long goal = monitor.walk().goal();
        while (monitor.hasMore(goal)) {
            if (lock.hasQueuedThreads()) {
                Thread.yield();
            }
            settle(walkOn);
        }
    }

    /** Runs a section that has changed the pool for all slots, and goes on until they have been placed. */
    void change(Runnable section) {
        settle(section);
        walk();
    }

    /** The same about something. A way to pass what is not made anew each time. */
    <A> void change(A argument, Consumer<? super A> section) {
        settle(argument, section);
        walk();
    }

    /** Whether this thread is in a section. */
    boolean isInSection() {
        return lock.isHeldByCurrentThread();
    }

    private void enter() {
        StackProbe.ensureRoom();
        if (isInSection()) {
            throw new IllegalStateException("a section inside a section");
        }
        boolean mindsTime = monitor.mindsTime();
        long now = mindsTime ? ticker.nanoTime() : 0; // before the lock, as the ticker may be a user's
        lock.lock();
        if (mindsTime) {
            monitor.at(now);
        }
    }

    /** Ends a section: gives the lock up, and performs what comes of it. */
    void exit() {
        Effect<T> ours = effects.takeActions();
        Effect<T> others = effects.takeCompletions();
        lock.unlock();
        runAll(ours);
        complete(others);
    }

    /** For another way to end a section. */
    final void unlock() {
        lock.unlock();
    }

    /** Several completions at once may be too many for this thread. */
    final void complete(@Nullable Effect<T> first) {
        if (first == null || first.next() == null) {
            runAll(first);
            return;
        }
        Completions all = null;
        try {
            all = new Completions(first);
            host.completeAll(all);
        } catch (Throwable noMemory) {
            runAll(all == null ? first : all.next);
        }
    }

    /** Completions of futures, and how far they have got. */
    private final class Completions implements Runnable {
        private @Nullable Effect<T> next;

        Completions(Effect<T> first) {
            next = first;
        }

        @Override
        public void run() {
            while (next != null) {
                Effect<T> action = next;
                next = action.next();
                EngineLock.this.perform(action);
            }
        }
    }

    final void runAll(@Nullable Effect<T> first) {
        Effect<T> action = first;
        while (action != null) {
            Effect<T> next = action.next(); // before it is run: one that fails goes to another list
            perform(action);
            action = next;
        }
    }

    /** What fails here must not keep the next one from being done. */
    private void perform(Effect<T> action) {
        try {
            action.perform(host.performer());
        } catch (VirtualMachineError shortage) { // of memory, stack or threads
            keep(action);
        } catch (LinkageError brokenByShortage) { // a class, or a lambda, whose first use met the end of memory
            keep(action);
            tell(brokenByShortage);
        } catch (Throwable failure) {
            tell(failure);
        }
    }

    private void tell(Throwable failure) {
        try {
            host.stepFailed(failure);
        } catch (Throwable noMemory) {
            owed.owe(); // and it cannot be told
        }
    }

    /** An effect is performed by the next sweep. Needs no memory. Not in a section. */
    void keep(Effect<T> action) {
        Effect<T> last;
        do {
            last = failed.get();
            action.isBefore(last);
        } while (!failed.compareAndSet(last, action));
        owed.owe();
    }

    /** Tries once more what was put off and failed, the oldest first. Not in a section. */
    void retryFailed() {
        Effect<T> oldest = null;
        Effect<T> next = failed.getAndSet(null);
        while (next != null) {
            Effect<T> older = next.next();
            next.isBefore(oldest);
            oldest = next;
            next = older;
        }
        runAll(oldest);
    }
}
