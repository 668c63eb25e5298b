package dev.rockpool.internal.waiting;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A future that hears of it before somebody outside completes it, in whichever way. Those of {@link CompletableFuture} that
 * come by a detour ({@code orTimeout}, {@code completeOnTimeout}) call the ones that are here. Stages derived from it are
 * plain futures.
 *
 * @param <V> what it brings
 */
public abstract class OutsideFuture<V> extends CompletableFuture<V> {

    /** Nobody has completed it. */
    protected OutsideFuture() {}

    /** Somebody outside wants to complete it; says whether he may. Waits for nobody; throws nothing but for want of stack. */
    protected abstract boolean takes();

    @Override
    public boolean complete(V value) {
        return takes() && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "failure"); // before anything is cancelled
        return takes() && super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return takes() ? super.cancel(mayInterruptIfRunning) : isCancelled();
    }

    @Override
    public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier, Executor executor) {
        Objects.requireNonNull(supplier, "supplier");
        executor.execute(new Completion(supplier));
        return this;
    }

    private final class Completion implements Runnable {
        private final Supplier<? extends V> supplier;

        Completion(Supplier<? extends V> supplier) {
            this.supplier = supplier;
        }

        @Override
        public void run() {
            if (!isDone()) {
                completeWith(supplier);
            }
        }
    }

    private void completeWith(Supplier<? extends V> supplier) {
        try {
            complete(supplier.get());
        } catch (Throwable failure) { // as the superclass wraps it
            completeExceptionally(failure instanceof CompletionException ? failure : new CompletionException(failure));
        }
    }

    @Override
    public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public void obtrudeValue(V value) {
        takes();
        super.obtrudeValue(value);
    }

    @Override
    public void obtrudeException(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        takes();
        super.obtrudeException(failure);
    }

    /** Completes it from inside; false if it is complete. */
    public final boolean deliver(V value) {
        return super.complete(value);
    }

    /** Completes it from inside, if it is not complete. */
    public final void fail(Throwable failure) {
        super.completeExceptionally(failure);
    }
}
