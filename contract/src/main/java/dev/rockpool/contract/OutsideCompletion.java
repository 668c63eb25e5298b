package dev.rockpool.contract;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The ways in which somebody else than the pool completes a future of it. Some take effect a little later. */
enum OutsideCompletion {
    CANCEL {
        @Override
        void complete(CompletableFuture<?> future) {
            future.cancel(true);
        }
    },
    COMPLETE {
        @Override
        void complete(CompletableFuture<?> future) {
            future.complete(nothing());
        }
    },
    COMPLETE_EXCEPTIONALLY {
        @Override
        void complete(CompletableFuture<?> future) {
            future.completeExceptionally(new IOException("from outside"));
        }
    },
    COMPLETE_ASYNC {
        @Override
        void complete(CompletableFuture<?> future) {
            future.completeAsync(OutsideCompletion::nothing);
        }
    },
    OR_TIMEOUT {
        @Override
        void complete(CompletableFuture<?> future) {
            future.orTimeout(1, TimeUnit.NANOSECONDS);
        }
    },
    COMPLETE_ON_TIMEOUT {
        @Override
        void complete(CompletableFuture<?> future) {
            future.completeOnTimeout(nothing(), 1, TimeUnit.NANOSECONDS);
        }
    },
    OBTRUDE_VALUE {
        @Override
        void complete(CompletableFuture<?> future) {
            future.obtrudeValue(nothing());
        }
    },
    OBTRUDE_EXCEPTION {
        @Override
        void complete(CompletableFuture<?> future) {
            future.obtrudeException(new IOException("from outside"));
        }
    };

    /** Completes it, with null or a failure. */
    abstract void complete(CompletableFuture<?> future);

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // who completes from outside may do so with null
    private static <R> R nothing() {
        return null;
    }
}
