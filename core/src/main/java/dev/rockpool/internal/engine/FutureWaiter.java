package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.internal.time.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pending future. */
final class FutureWaiter<T> extends Waiter<T> {

    final LeaseFuture<T> future;
    final long holder = Slot.asFutureHolder(Thread.currentThread().getId());
    private volatile Scheduler.@Nullable Timer timer;

    FutureWaiter(FutureAcquirer<T> acquirer, long startNanos, long timeoutNanos) {
        super(startNanos, timeoutNanos);
        this.future = new LeaseFuture<>(acquirer, this);
    }

    @Override
    boolean needsHandOver() {
        return true;
    }

    /** Its deadline is watched; forgotten at once if it has been served meanwhile. */
    void watchedBy(Scheduler.Timer deadline) {
        timer = deadline;
        if (state != State.WAITING) {
            stopWatching();
        }
    }

    void stopWatching() {
        Scheduler.Timer watch = timer;
        timer = null;
        if (watch != null) {
            watch.cancel();
        }
    }

    /**
     * What the caller of {@code acquireAsync} holds. Each way to complete it from outside is a cancellation of the
     * acquire; the pool itself uses {@link #deliver} and {@link #deliverFailure}. The one that comes first wins, and
     * {@code complete}'s result says which that was: what loses must not lose the object.
     */
    static final class LeaseFuture<T> extends CompletableFuture<Lease<T>> {
        private final FutureAcquirer<T> acquirer;
        private final FutureWaiter<T> waiter;

        private LeaseFuture(FutureAcquirer<T> acquirer, FutureWaiter<T> waiter) {
            this.acquirer = acquirer;
            this.waiter = waiter;
        }

        boolean deliver(Lease<T> lease) {
            return super.complete(lease);
        }

        void deliverFailure(Throwable failure) {
            super.completeExceptionally(failure);
        }

        private boolean cancelledIf(boolean isFirst) {
            if (isFirst) {
                acquirer.cancelled(waiter);
            }
            return isFirst;
        }

        @Override
        public boolean complete(Lease<T> value) {
            return cancelledIf(super.complete(value));
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            return cancelledIf(super.completeExceptionally(failure));
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return cancelledIf(super.cancel(mayInterruptIfRunning)) || isCancelled();
        }

        @Override
        public CompletableFuture<Lease<T>> completeAsync(Supplier<? extends Lease<T>> supplier, Executor executor) {
            executor.execute(() -> {
                try {
                    complete(supplier.get());
                } catch (Throwable failure) {
                    completeExceptionally(failure);
                }
            });
            return this;
        }

        @Override
        public CompletableFuture<Lease<T>> completeAsync(Supplier<? extends Lease<T>> supplier) {
            return completeAsync(supplier, defaultExecutor());
        }

        @Override
        public void obtrudeValue(Lease<T> value) {
            cancelledIf(!isDone());
            super.obtrudeValue(value);
        }

        @Override
        public void obtrudeException(Throwable failure) {
            cancelledIf(!isDone());
            super.obtrudeException(failure);
        }
    }
}
