package dev.rockpool.internal.engine;

import dev.rockpool.internal.ageing.Fitness.Origin;
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
        platform.lifecycle.validate(check.slot.object(), isValid -> {
            check.isValid = isValid;
            lock.settleSurely(check, settleCheck);
        });
    }

    @Override
    public void activate(Check<T> check) {
        platform.lifecycle.activate(check.slot.object(), failure -> {
            check.activated(failure);
            lock.settleSurely(check, settleCheck);
        });
    }

    @Override
    public void clean(Slot<T> slot) {
        returns.cleanInBackground(slot);
    }

    @Override
    public void checkHealth(Slot<T> slot) {
        platform.lifecycle.isHealthy(
                slot.object(),
                isHealthy -> dispatcher.conclude(slot, isHealthy ? Origin.RESTED : DestroyCause.UNHEALTHY));
    }

    @Override
    public void destroy(Slot<T> slot, DestroyCause cause) {
        platform.lifecycle.destroy(slot.object(), () -> dispatcher.conclude(slot, cause));
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
            Runnable completion = () -> {
                if (refusal == null) {
                    promised.future.complete(alive);
                } else {
                    promised.future.completeExceptionally(errors.of(refusal));
                }
            };
            futures.ending(completion).perform(this);
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
