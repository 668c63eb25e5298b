package dev.rockpool;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Steps that block, as stages that have completed. */
final class Stages {

    private Stages() {}

    /** A step without a result. */
    interface Step {
        void run() throws Exception;
    }

    static <R> CompletionStage<R> of(Callable<R> step) {
        try {
            return CompletableFuture.completedFuture(step.call());
        } catch (Exception failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    static CompletionStage<Void> ofAction(Step step) {
        return of(() -> {
            step.run();
            return null;
        });
    }
}
