package dev.rockpool.internal.engine;

import dev.rockpool.internal.slot.Slot;
import dev.rockpool.internal.stats.PoolEvent;
import dev.rockpool.monitor.DestroyCause;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what {@link Monitor} has decided, on the thread that had the lock or on one of the pool's. Without the lock. */
final class Performance<T> implements Effect.Performer<T> {

    private final Core<T> core;
    private final Alarm alarm;
    private final Consumer<Check<T>> settleCheck;

    Performance(Core<T> core) {
        this.core = core;
        this.alarm = new Alarm(core.scheduler, core::settle);
        this.settleCheck = core.monitor::checked;
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
        core.creators.start(attempt);
    }

    @Override
    public void validate(Check<T> check) {
        core.lifecycle.validate(check.slot.object(), isValid -> {
            check.isValid = isValid;
            core.lock.settleSurely(check, settleCheck);
        });
    }

    @Override
    public void destroy(Slot<T> slot, DestroyCause cause) {
        core.lifecycle.destroy(slot.object(), () -> core.dispatcher.conclude(slot, cause));
    }

    @Override
    public void deliver(FutureWaiter<T> waiter, Slot<T> slot) {
        core.futures.deliver(waiter, slot);
    }

    @Override
    public void tellFailures() {
        core.futures.tellFailures();
    }

    @Override
    public void warmedUp(Stock.WarmUp warmUp, int alive, @Nullable Refusal refusal) {
        if (warmUp instanceof PromisedWarmUp promised) {
            core.runtime.callBack(() -> {
                if (refusal == null) {
                    promised.future.complete(alive);
                } else {
                    promised.future.completeExceptionally(core.errors.of(refusal));
                }
            });
        }
    }

    @Override
    public void tell(PoolEvent event) {
        core.events.tell(event);
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
