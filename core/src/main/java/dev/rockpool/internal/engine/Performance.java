package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness.Origin;
import dev.rockpool.internal.process.CapturedFailure;
import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.monitor.DestroyCause;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what {@link Monitor} has decided, on the thread that had the lock or on one of the pool's. Without the lock. */
final class Performance<T> implements Effect.Performer<T> {

    private final Platform<T> platform;
    private final EngineLock<T> lock;
    private final Creators<T> creators;
    private final Dispatcher<T> dispatcher;
    private final Returns<T> returns;
    private final FutureAcquirer<T> futures;
    private final AcquireErrors<T> errors;
    private final Alarm alarm;
    private final Consumer<Check<T>> settleCheck;
    private final Consumer<Stock.IdleCount<T>> counted;

    Performance(
            Platform<T> platform,
            EngineLock<T> lock,
            Creators<T> creators,
            Returns<T> returns,
            FutureAcquirer<T> futures,
            AcquireErrors<T> errors) {
        this.platform = platform;
        this.lock = lock;
        this.creators = creators;
        this.dispatcher = returns.dispatcher();
        this.returns = returns;
        this.futures = futures;
        this.errors = errors;
        Monitor<T> monitor = lock.monitor();
        this.alarm = new Alarm(platform.threads.scheduler(), lock::settle);
        this.settleCheck = monitor::checked;
        this.counted = monitor.demand().stock()::counted;
    }

    /** A warm-up, and the future that its caller has. */
    static final class PromisedWarmUp extends Stock.WarmUp {
        private final CompletableFuture<Integer> future = new CompletableFuture<>();

        PromisedWarmUp(int count) {
            super(count);
        }

        CompletableFuture<Integer> future() {
            return future;
        }

        @Override
        boolean isAbandoned() {
            return future.isDone();
        }
    }

    @Override
    public void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    @Override
    public void create(Attempt<T> attempt) {
        creators.start(attempt);
    }

    @Override
    public void validate(Check<T> check) {
        platform.lifecycle.validate(check.slot.object(), new Verdict(check));
    }

    @Override
    public void activate(Check<T> check) {
        platform.lifecycle.activate(check.slot.object(), new ActivationEnd(check));
    }

    // What hears of the ends below are classes: a lambda that a want of memory keeps from being linked is broken for
    // good.

    /** Hears whether an object is valid for the one that waits for it. */
    private final class Verdict implements Consumer<Boolean> {
        private final Check<T> check;

        Verdict(Check<T> check) {
            this.check = check;
        }

        @Override
        public void accept(Boolean isValid) {
            check.isValid = isValid;
            lock.settleSurely(check, settleCheck);
        }
    }

    /** Hears why an object could not be activated for the future that waits for it, or null. */
    private final class ActivationEnd implements Consumer<@Nullable CapturedFailure> {
        private final Check<T> check;

        ActivationEnd(Check<T> check) {
            this.check = check;
        }

        @Override
        public void accept(@Nullable CapturedFailure failure) {
            check.activated(failure);
            lock.settleSurely(check, settleCheck);
        }
    }

    /** Hears whether an idle object is healthy. */
    private final class HealthVerdict implements Consumer<Boolean> {
        private final Slot<T> slot;

        HealthVerdict(Slot<T> slot) {
            this.slot = slot;
        }

        @Override
        public void accept(Boolean isHealthy) {
            dispatcher.conclude(slot, isHealthy ? Origin.RESTED : DestroyCause.UNHEALTHY);
        }
    }

    /** Hears that an object is gone. */
    private final class DestroyEnd implements Runnable {
        private final Slot<T> slot;
        private final DestroyCause cause;

        DestroyEnd(Slot<T> slot, DestroyCause cause) {
            this.slot = slot;
            this.cause = cause;
        }

        @Override
        public void run() {
            dispatcher.conclude(slot, cause);
        }
    }

    @Override
    public void clean(Slot<T> slot) {
        returns.cleanInBackground(slot);
    }

    @Override
    public void checkHealth(Slot<T> slot) {
        platform.lifecycle.isHealthy(slot.object(), new HealthVerdict(slot));
    }

    @Override
    public void destroy(Slot<T> slot, DestroyCause cause) {
        platform.lifecycle.destroy(slot.object(), new DestroyEnd(slot, cause));
    }

    @Override
    public void deliver(FutureWaiter<T> waiter, Slot<T> slot) {
        futures.deliver(waiter, slot);
    }

    @Override
    public void tellFailures() {
        futures.tellFailures();
    }

    @Override
    public void warmedUp(Stock.WarmUp warmUp, int alive, @Nullable Refusal refusal) {
        if (warmUp instanceof PromisedWarmUp promised) {
            futures.ending(new WarmUpEnd(promised, alive, refusal)).perform(this);
        }
    }

    /** Completes the future of a warm-up. */
    private final class WarmUpEnd implements Runnable {
        private final PromisedWarmUp promised;
        private final int alive;
        private final @Nullable Refusal refusal;

        WarmUpEnd(PromisedWarmUp promised, int alive, @Nullable Refusal refusal) {
            this.promised = promised;
            this.alive = alive;
            this.refusal = refusal;
        }

        @Override
        public void run() {
            if (refusal == null) {
                promised.future.complete(alive);
            } else {
                promised.future.completeExceptionally(errors.of(refusal));
            }
        }
    }

    @Override
    public void countIdle(Stock.IdleCount<T> count) {
        count.run();
        lock.settleSurely(count, counted);
    }

    @Override
    public void tell(PoolEvent event) {
        platform.events.tell(event);
    }

    @Override
    public void wakeAt(long moment, long number) {
        alarm.ringAt(moment, number);
    }

    @Override
    public void sleep(long number) {
        alarm.silence(number);
    }
}
