package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.monitor.DestroyCause;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Monitor} has decided and somebody has to do, when the lock has been given up. Each is an object of its own
 * that is linked into a list: so it takes one allocation, which comes before the change of state that it belongs to.
 *
 * @param <T> the pooled objects' type
 */
abstract class Effect<T> {

    private @Nullable Effect<T> next; // in the list it is in; for whoever has the list

    /** Does it. Not under the lock. */
    abstract void perform(Performer<T> performer);

    /** Whether it completes a future, so that users' code may run: those come after all others of a section. */
    boolean isCompletion() {
        return false;
    }

    @Nullable
    Effect<T> next() {
        return next;
    }

    /** It comes before another one. For whoever has taken it. */
    void isBefore(@Nullable Effect<T> other) {
        next = other;
    }

    /** Who does what was decided. Called without the lock; in a test of the monitor by the test. */
    interface Performer<T> {
        /** A parked thread is to look at its state. */
        void unpark(Thread thread);

        /** An attempt to create begins on a creator; its end is told to the monitor. */
        void create(Attempt<T> attempt);

        /** An object is validated for a waiter; the verdict is told to the monitor. */
        void validate(Check<T> check);

        /** An object is activated for a future; the verdict is told to the monitor. */
        void activate(Check<T> check);

        /** An object was prepared for a lease that does not come: it is cleaned as one that came back. */
        void clean(Slot<T> slot);

        /** The health of an idle object is checked; the verdict is told to the monitor. */
        void checkHealth(Slot<T> slot);

        /** The object of a slot is destroyed; the end of that is told to the monitor. */
        void destroy(Slot<T> slot, DestroyCause cause);

        /** A future is completed with the slot in hand. */
        void deliver(FutureWaiter<T> waiter, Slot<T> slot);

        /** Those that wait for it in {@link Failures} are failed. */
        void tellFailures();

        /** A warm-up has ended: with so many objects, or with a failure. */
        void warmedUp(Stock.WarmUp warmUp, int alive, @Nullable Refusal refusal);

        /** Idle objects are counted; the count is told to the monitor. */
        void countIdle(Stock.IdleCount<T> count);

        /** Something has happened, and has been counted: whoever listens hears of it. */
        void tell(PoolEvent event);

        /** The monitor is to be asked again at a moment. Of these and the next, the highest number is the last word. */
        void wakeAt(long moment, long number);

        /** The monitor need not be asked at a moment any more. */
        void sleep(long number);
    }

    /** See {@link Performer#unpark}. */
    static final class Unpark<T> extends Effect<T> {
        private final Thread thread;

        Unpark(Thread thread) {
            this.thread = thread;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.unpark(thread);
        }
    }

    /** See {@link Performer#create}. */
    static final class Create<T> extends Effect<T> {
        private final Attempt<T> attempt;

        Create(Attempt<T> attempt) {
            this.attempt = attempt;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.create(attempt);
        }
    }

    /** See {@link Performer#validate}. */
    static final class Validate<T> extends Effect<T> {
        private final Check<T> check;

        Validate(Check<T> check) {
            this.check = check;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.validate(check);
        }
    }

    /** See {@link Performer#activate}. */
    static final class Activate<T> extends Effect<T> {
        private final Check<T> check;

        Activate(Check<T> check) {
            this.check = check;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.activate(check);
        }
    }

    /** See {@link Performer#clean}. */
    static final class Clean<T> extends Effect<T> {
        private final Slot<T> slot;

        Clean(Slot<T> slot) {
            this.slot = slot;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.clean(slot);
        }
    }

    /** See {@link Performer#checkHealth}. */
    static final class CheckHealth<T> extends Effect<T> {
        private final Slot<T> slot;

        CheckHealth(Slot<T> slot) {
            this.slot = slot;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.checkHealth(slot);
        }
    }

    /** See {@link Performer#destroy}. */
    static final class Destroy<T> extends Effect<T> {
        private final Slot<T> slot;
        private final DestroyCause cause;

        Destroy(Slot<T> slot, DestroyCause cause) {
            this.slot = slot;
            this.cause = cause;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.destroy(slot, cause);
        }
    }

    /** See {@link Performer#deliver}. */
    static final class Deliver<T> extends Effect<T> {
        private final FutureWaiter<T> waiter;
        private final Slot<T> slot;

        Deliver(FutureWaiter<T> waiter, Slot<T> slot) {
            this.waiter = waiter;
            this.slot = slot;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.deliver(waiter, slot);
        }

        @Override
        boolean isCompletion() {
            return true;
        }
    }

    /** See {@link Performer#tellFailures}. */
    static final class TellFailures<T> extends Effect<T> {
        @Override
        void perform(Performer<T> performer) {
            performer.tellFailures();
        }

        @Override
        boolean isCompletion() {
            return true;
        }
    }

    /** See {@link Performer#warmedUp}. */
    static final class WarmedUp<T> extends Effect<T> {
        private final Stock.WarmUp warmUp;
        private final int alive;
        private final @Nullable Refusal refusal;

        WarmedUp(Stock.WarmUp warmUp, int alive, @Nullable Refusal refusal) {
            this.warmUp = warmUp;
            this.alive = alive;
            this.refusal = refusal;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.warmedUp(warmUp, alive, refusal);
        }
    }

    /** See {@link Performer#countIdle}. */
    static final class CountIdle<T> extends Effect<T> {
        private final Stock.IdleCount<T> count;

        CountIdle(Stock.IdleCount<T> count) {
            this.count = count;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.countIdle(count);
        }
    }

    /** See {@link Performer#tell}. */
    static final class Tell<T> extends Effect<T> {
        private final PoolEvent event;

        Tell(PoolEvent event) {
            this.event = event;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.tell(event);
        }
    }

    /** See {@link Performer#wakeAt}. */
    static final class WakeAt<T> extends Effect<T> {
        private final long moment;
        private final long number;

        WakeAt(long moment, long number) {
            this.moment = moment;
            this.number = number;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.wakeAt(moment, number);
        }
    }

    /** See {@link Performer#sleep}. */
    static final class Sleep<T> extends Effect<T> {
        private final long number;

        Sleep(long number) {
            this.number = number;
        }

        @Override
        void perform(Performer<T> performer) {
            performer.sleep(number);
        }
    }

    /** Something that one of the engine's own parts has to do, apart from what the monitor decides. */
    static final class Run<T> extends Effect<T> {
        private final Runnable task;

        Run(Runnable task) {
            this.task = task;
        }

        @Override
        void perform(Performer<T> performer) {
            task.run();
        }
    }
}
