package dev.rockpool.contract;

import dev.rockpool.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Work of {@code useAsync} in a {@link LockedPool}. */
final class LockedUse<T, R> {

    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final Function<? super T, ? extends CompletionStage<R>> work;

    private LockedUse(Function<? super T, ? extends CompletionStage<R>> work) {
        this.work = work;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody needs the derived stages
    static <T, R> CompletableFuture<R> begin(
            CompletableFuture<Lease<T>> acquire, Function<? super T, ? extends CompletionStage<R>> work) {
        LockedUse<T, R> use = new LockedUse<>(work);
        use.result.whenComplete((value, failure) -> acquire.cancel(false));
        acquire.whenComplete(use::acquired);
        return use.result;
    }

    private void acquired(@Nullable Lease<T> lease, @Nullable Throwable failure) {
        if (lease == null) {
            fail(failure == null ? new IllegalStateException("neither a lease nor a failure") : failure);
        } else if (result.isDone()) {
            lease.close();
        } else {
            work(lease);
        }
    }

    private void work(Lease<T> lease) {
        CompletionStage<R> stage;
        try {
            stage = work.apply(lease.get());
            if (stage == null) {
                throw new NullPointerException("no stage");
            }
        } catch (Throwable failure) { // whatever it is, it is the work's
            lease.close();
            fail(failure);
            return;
        }
        try {
            var unused = stage.whenComplete((value, failure) -> {
                lease.close();
                if (failure == null) {
                    result.complete(value);
                } else {
                    fail(failure);
                }
            });
        } catch (Throwable failure) { // who knows whether the work still goes on
            lease.invalidate();
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        Throwable cause = failure.getCause();
        result.completeExceptionally(failure instanceof CompletionException && cause != null ? cause : failure);
    }
}
