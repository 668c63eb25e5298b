package dev.rockpool.internal.engine;

import dev.rockpool.PoolException;
import dev.rockpool.internal.lifecycle.LifecyclePort;
import dev.rockpool.internal.lifecycle.Made;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.monitor.DestroyCause;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Performs attempts to create, on creators and on threads that acquire, and tells the monitor how they end. Without the lock. */
final class Creators<T> {

    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final Monitor<T> monitor;
    private final Owed owed;
    private final AcquireErrors<T> errors;
    private final Activation<T> activation;
    private final Consumer<Attempt<T>> enterEnd = this::enterEnd;
    private final Consumer<Monitor<T>> enterEnds = this::enterEnds;

    Creators(Platform<T> platform, EngineLock<T> lock, AcquireErrors<T> errors, Activation<T> activation) {
        this.platform = platform;
        this.lock = lock;
        this.monitor = lock.monitor();
        this.owed = lock.owed();
        this.errors = errors;
        this.activation = activation;
    }

    /** Begins an attempt on a creator; does no harm where it has ended, as its end may have been cut short. */
    void start(Attempt<T> attempt) {
        if (attempt.made() != null) {
            return;
        }
        attempt.starts(platform.ticker.nanoTime());
        platform.lifecycle.create(new OnCreator(attempt));
    }

    /** What becomes of an attempt on a creator. */
    private final class OnCreator implements LifecyclePort.CreateOutcome<T> {
        private final Attempt<T> attempt;

        OnCreator(Attempt<T> attempt) {
            this.attempt = attempt;
        }

        @Override
        public void ended(Made<T> made) {
            attempt.ends(made, platform.ticker.nanoTime());
            lock.settleSurely(attempt, enterEnd);
        }

        @Override
        public void overran(CapturedFailure failure) {
            try {
                ended(new Made<>(null, failure, 0));
            } catch (VirtualMachineError | LinkageError cutShort) { // the next sweep enters it
                attempt.isForsaken = attempt.made() == null;
                owed.isOwed = true;
            }
        }

        @Override
        public void endedLate(Made<T> made) {
            T object = made.object();
            if (object == null) {
                lock.settle();
            } else if (!isAdopted(made)) {
                platform.lifecycle.discard(object, DestroyCause.LATE);
            }
        }

        /** Takes a late object in, if there is room, and memory to do it. */
        private boolean isAdopted(Made<T> made) {
            try {
                return lock.settleAfter(new Adoption(attempt.epoch, made, platform.ticker.nanoTime()));
            } catch (VirtualMachineError | LinkageError cutShort) {
                return false;
            }
        }
    }

    /** Takes in what an attempt has made after its time; says whether it did. */
    private final class Adoption implements Supplier<Boolean> {
        private final long epoch;
        private final Made<T> made;
        private final long now;

        Adoption(long epoch, Made<T> made, long now) {
            this.epoch = epoch;
            this.made = made;
            this.now = now;
        }

        @Override
        public Boolean get() {
            Attempt<T> adoption = monitor.adopt(made, epoch);
            if (adoption != null) {
                adoption.ends(made, now); // it is in the pool: if this cannot be gone on with, the next sweep does it
                enterEndOrOwe(adoption);
            }
            return adoption != null;
        }
    }

    private void enterEndOrOwe(Attempt<T> attempt) {
        try {
            enterEnd(attempt);
        } catch (Throwable cutShort) {
            owed.cutShort(cutShort);
        }
    }

    /** Enters what became of an attempt; once, whoever does it first. Under the lock. */
    private void enterEnd(Attempt<T> attempt) {
        Made<T> made = attempt.made();
        if (made != null && attempt.isInFlight) {
            monitor.ended(attempt, made, attempt.endNanos());
        }
    }

    /** Enters the ends that could not be entered when they came. */
    void endOwed() {
        lock.settleSurely(monitor, enterEnds);
    }

    private void enterEnds(Monitor<T> engine) {
        Attempt<T> attempt = engine.demand().oldestInFlight();
        while (attempt != null) {
            Attempt<T> next = attempt.next;
            if (attempt.isForsaken) {
                engine.giveUp(attempt);
            } else {
                enterEndOrOwe(attempt);
            }
            attempt = next;
        }
    }

    /**
     * Creates on the calling thread, with a permit.
     *
     * @return null when the slot of the permit is leased to this thread; else the failure to create or activate, which somebody's return may
     *     still make good
     * @throws PoolException if nothing can make it good
     */
    @Nullable
    CapturedFailure createHere(Attempt<T> permit) {
        long threadId = UserText.currentThreadId();
        permit.slot.heldBy(threadId);
        permit.starts(platform.ticker.nanoTime());
        Made<T> made = makeHere(permit);
        long now = platform.ticker.nanoTime();
        Refusal refusal;
        try {
            refusal = lock.settleAfter(new EndHere(permit, made, threadId, now));
        } catch (Throwable cutShort) { // the next sweep enters it, for whoever comes
            permit.ends(made, now);
            owed.isOwed = true;
            throw cutShort;
        }
        if (refusal != null) {
            throw errors.of(refusal);
        }
        if (made.failure() != null) {
            return made.failure();
        }
        if (permit.slot.activates()) {
            return activation.lease(permit.slot, threadId, true);
        }
        return null;
    }

    private final class EndHere implements Supplier<@Nullable Refusal> {
        private final Attempt<T> permit;
        private final Made<T> made;
        private final long threadId;
        private final long now;

        EndHere(Attempt<T> permit, Made<T> made, long threadId, long now) {
            this.permit = permit;
            this.made = made;
            this.threadId = threadId;
            this.now = now;
        }

        @Override
        public @Nullable Refusal get() {
            return monitor.endedHere(permit, made, threadId, now);
        }
    }

    private Made<T> makeHere(Attempt<T> permit) {
        try {
            return platform.direct.create();
        } catch (Throwable cutShort) {
            permit.isForsaken = true;
            owed.isOwed = true;
            throw cutShort;
        }
    }
}
