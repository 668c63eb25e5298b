package dev.rockpool.internal.engine;

import dev.rockpool.Lease;
import dev.rockpool.internal.process.StackProbe;
import dev.rockpool.internal.process.UserText;
import dev.rockpool.internal.waiting.OutsideFuture;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of {@code useAsync} holds: the result of work with an object that is acquired for it and goes back when
 * the stage of the work has ended, whatever has become of the result by then.
 *
 * <pre>{@code
 *   acquiring ──> working ──> ended       the lease ends with the stage of the work, then the result has its outcome
 *       │            └─ result completed from outside: the lease ends with the stage all the same
 *       ├─ acquire failed: so does the result
 *       └─ result completed from outside: the acquire is cancelled; a lease that comes all the same goes back unused
 * }</pre>
 *
 * <p><b>Who holds the lease.</b> While the work goes on, the callback on its stage and nothing else: not this result, nor the
 * future of the acquire or the function, which may refer to the stage: both are forgotten when the lease is there. So a stage that nobody can complete any more, as it
 * is unreachable, takes the lease along, and the leak watch finds it; and a lease whose stage somebody can complete is
 * never taken for a lost one.
 *
 * <p><b>No memory.</b> A result that there is no memory to complete is completed after the next sweep ({@link Endings}).
 */
final class AsyncUse<T, R> extends OutsideFuture<R> {

    private @Nullable Function<? super T, ? extends CompletionStage<R>> work; // until it begins; by who has the lease
    private volatile @Nullable CompletableFuture<Lease<T>> acquire; // null before it began and when it has ended
    private volatile boolean isGivenUp; // somebody outside completes the result, or has
    private final Endings.Debt ending;
    private volatile @Nullable CompletableFuture<Lease<T>> forsaken; // there was no memory to hear of its end
    private volatile @Nullable Throwable
            unsaid; // what the result was to end with when there was no memory to complete it

    private AsyncUse(Function<? super T, ? extends CompletionStage<R>> work, Endings endings) {
        this.work = work;
        this.ending = endings.ending(new LastEnd());
    }

    static <T, R> CompletableFuture<R> of(
            Function<? super T, ? extends CompletionStage<R>> work,
            Supplier<CompletableFuture<Lease<T>>> acquiring,
            Endings endings) {
        if (work == null) {
            return failedFuture(new NullPointerException("work"));
        }
        StackProbe.ensureRoom(); // for the way from the lease to the callback that ends it
        AsyncUse<T, R> use = new AsyncUse<>(work, endings);
        use.acquire(acquiring.get());
        return use;
    }

    private void acquire(CompletableFuture<Lease<T>> future) {
        acquire = future;
        try {
            var unused = future.whenComplete(new Acquired());
        } catch (Throwable noMemory) { // or no stack: nobody would hear of the lease
            isGivenUp = true;
            forsaken = future;
            unsaid = noMemory;
            ending.isOwed();
        }
    }

    // Classes, each made where nothing has changed yet: a lambda that a want of memory keeps from being linked is
    // broken for good.

    private final class Acquired implements BiConsumer<@Nullable Lease<T>, @Nullable Throwable> {
        @Override
        public void accept(@Nullable Lease<T> lease, @Nullable Throwable failure) {
            acquired(lease, failure);
        }
    }

    private final class WorkEnd implements BiConsumer<R, @Nullable Throwable> {
        private final SlotLease<T> lease;

        WorkEnd(SlotLease<T> lease) {
            this.lease = lease;
        }

        @Override
        public void accept(R result, @Nullable Throwable failure) {
            endSoon(lease, result, failure);
        }
    }

    private final class Ended implements Runnable {
        private final SlotLease<T> lease;
        private final R result;
        private final @Nullable Throwable failure;

        Ended(SlotLease<T> lease, R result, @Nullable Throwable failure) {
            this.lease = lease;
            this.result = result;
            this.failure = failure;
        }

        @Override
        public void run() {
            ended(lease, result, failure);
        }
    }

    private final class LastEnd implements Runnable {
        @Override
        public void run() {
            endAtLast();
        }
    }

    private void acquired(@Nullable Lease<T> lease, @Nullable Throwable failure) {
        Function<? super T, ? extends CompletionStage<R>> begun = work;
        acquire = null;
        work = null;
        try {
            if (lease == null || begun == null) {
                if (!isGivenUp && failure != null) {
                    failWith(failure);
                }
            } else if (isGivenUp || isDone()) {
                ((SlotLease<T>) lease).closeSurely();
            } else {
                work((SlotLease<T>) lease, begun);
            }
        } catch (Throwable noMemory) { // or no stack, before the work was on its way
            if (lease != null) {
                ((SlotLease<T>) lease).closeSurely();
            }
            failSurely(noMemory);
        }
    }

    private void work(SlotLease<T> lease, Function<? super T, ? extends CompletionStage<R>> begun) {
        CompletionStage<R> stage;
        try {
            stage = Objects.requireNonNull(
                    begun.apply(lease.get()), "the work of useAsync returned null, and no stage");
        } catch (Throwable failure) {
            end(lease, failure);
            failWith(failure);
            return;
        }
        try {
            var unused = stage.whenComplete(new WorkEnd(lease));
        } catch (Throwable failure) { // nobody can say when the work ends, so nobody else may have the object
            try {
                lease.invalidate();
            } finally {
                failSurely(failure);
            }
        }
    }

    private void endSoon(SlotLease<T> lease, R result, @Nullable Throwable failure) {
        try {
            lease.callBack(new Ended(lease, result, failure));
        } catch (Throwable noMemory) { // to put it off
            ended(lease, result, failure);
        }
    }

    /** The lease ends before the result is complete: who waits for the result finds the object in the pool. */
    private void ended(SlotLease<T> lease, R result, @Nullable Throwable failure) {
        try {
            end(lease, failure);
        } finally {
            if (failure != null) {
                failWith(failure);
            } else {
                try {
                    deliver(result);
                } catch (Throwable noMemory) { // it is complete, and not all stages behind it
                    failSurely(noMemory);
                }
            }
        }
    }

    private static void end(SlotLease<?> lease, @Nullable Throwable failure) {
        if (failure == null) {
            lease.closeSurely();
        } else {
            lease.closeAfter(failure);
        }
    }

    /** A completion that wraps what failed is for stages in between; the result fails with what the work failed with. */
    private void failWith(Throwable failure) {
        failSurely(failure instanceof CompletionException ? UserText.causeOf(failure) : failure);
    }

    private void failSurely(Throwable failure) {
        try {
            fail(failure);
        } catch (Throwable noMemory) { // to complete it, or for a stage behind it
            if (unsaid == null) {
                unsaid = failure;
                ending.isOwed();
            }
        }
    }

    /** Where it is complete, goes on with the stages behind it. */
    private void endAtLast() {
        CompletableFuture<Lease<T>> future = forsaken;
        if (future != null) {
            var unused = future.whenComplete(new Acquired()); // a lease goes back unused
            forsaken = null;
            future.cancel(false);
        }
        Throwable failure = unsaid;
        if (failure != null) {
            fail(failure);
        }
    }

    // ---- the outside

    /** Cancels the acquire, if it has not ended. */
    @Override
    protected boolean takes() {
        isGivenUp = true;
        CompletableFuture<Lease<T>> pending = acquire;
        try {
            if (pending != null) {
                pending.cancel(false);
            }
        } catch (Throwable noMemory) {
            // or no stack: the lease goes back unused when it comes
        }
        return true;
    }
}
