package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pending future. */
final class FutureWaiter<T> extends Waiter<T> {

    final LeaseFuture<T> future;
    final long askerId = Thread.currentThread().getId();

    @Nullable
    AcquireTrace askedAt; // where it was asked for, if that is kept; set before it joins the queue

    boolean isMiss; // when granted: whether the object was created for it; under the engine's lock, written before the
    // state

    Deadlines.@Nullable Deadline<T> deadline; // null if it has none; set before it joins the queue

    FutureWaiter(FutureAcquirer<T> acquirer, long startNanos, long timeoutNanos) {
        super(startNanos, timeoutNanos);
        this.future = new LeaseFuture<>(acquirer, this);
    }

    @Override
    boolean needsHandOver() {
        return true;
    }

    /** The future is complete, or about to be. */
    void stopWatching() {
        if (deadline != null) {
            deadline.letGo();
        }
    }

    /**
     * What the caller of {@code acquireAsync} holds. Each way to complete it from outside is a cancellation of the
     * acquire. Who claims it first completes it: the pool, just before it hands over a lease, or somebody outside, who
     * thereby takes the waiter out of the queue. So no lease is made for a future that does not take it. Whoever comes
     * second waits for the few instructions until the future is complete, and so sees the lease that it has not prevented.
     */
    static final class LeaseFuture<T> extends CompletableFuture<Lease<T>> {

        private static final int NOBODY = 0;
        private static final int POOL = 1;
        private static final int OUTSIDE = 2;

        private static final VarHandle CLAIM;

        static {
            try {
                CLAIM = MethodHandles.lookup()
                        .findVarHandle(LeaseFuture.class, "claim", int.class)
                        .withInvokeExactBehavior();
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        private volatile int claim; // who completes it; by CLAIM, once
        private final FutureAcquirer<T> acquirer;
        private final FutureWaiter<T> waiter;

        /** Does nothing but load this class. */
        static void load() {}

        private LeaseFuture(FutureAcquirer<T> acquirer, FutureWaiter<T> waiter) {
            this.acquirer = acquirer;
            this.waiter = waiter;
        }

        /** The pool will complete it; false if somebody else has or will. */
        boolean claim() {
            return CLAIM.compareAndSet(this, NOBODY, POOL);
        }

        /** After {@link #claim}. */
        void deliver(Lease<T> lease) {
            super.complete(lease);
        }

        /** After {@link #claim}. */
        void fail(Throwable failure) {
            super.completeExceptionally(failure);
        }

        void failUnlessClaimed(Throwable failure) {
            if (claim()) {
                fail(failure);
            }
        }

        private void cancelAcquire() {
            if (CLAIM.compareAndSet(this, NOBODY, OUTSIDE)) {
                acquirer.cancelled(waiter);
            } else if (claim == POOL && !isDone()) {
                handle((lease, failure) -> true).join();
            }
        }

        @Override
        public boolean complete(Lease<T> value) {
            cancelAcquire();
            return super.complete(value);
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            cancelAcquire();
            return super.completeExceptionally(failure);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            cancelAcquire();
            return super.cancel(mayInterruptIfRunning);
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
            cancelAcquire();
            super.obtrudeValue(value);
        }

        @Override
        public void obtrudeException(Throwable failure) {
            cancelAcquire();
            super.obtrudeException(failure);
        }
    }
}
