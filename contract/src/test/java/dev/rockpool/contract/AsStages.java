package dev.rockpool.contract;

import dev.rockpool.AsyncLifecycle;
import dev.rockpool.Lifecycle;
import dev.rockpool.testkit.ScriptedLifecycle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The steps of a blocking lifecycle as stages: begun on the thread that calls, completed by one that is not the pool's. */
final class AsStages {

    private static final Executor CLIENT = completion -> {
        Thread thread = new Thread(completion, "client");
        thread.setDaemon(true);
        thread.start();
    };

    private AsStages() {}

    /** Has a reset and a validation only if the lifecycle has, so that the pool can tell. */
    static <T> AsyncLifecycle<T> of(Lifecycle<T> lifecycle) {
        return lifecycle instanceof ScriptedLifecycle ? new Full<>(lifecycle) : new Plain<>(lifecycle);
    }

    private static <R> CompletionStage<R> stage(Callable<R> step) {
        CompletableFuture<R> stage = new CompletableFuture<>();
        try {
            R result = step.call();
            CLIENT.execute(() -> stage.complete(result));
        } catch (Throwable failure) {
            CLIENT.execute(() -> stage.completeExceptionally(failure));
        }
        return stage;
    }

    /** A step without a result. */
    private interface Action {
        void run() throws Exception;
    }

    private static CompletionStage<Void> action(Action step) {
        return stage(() -> {
            step.run();
            return null;
        });
    }

    private static class Plain<T> implements AsyncLifecycle<T> {
        final Lifecycle<T> lifecycle;

        Plain(Lifecycle<T> lifecycle) {
            this.lifecycle = lifecycle;
        }

        @Override
        public CompletionStage<T> create() {
            return stage(lifecycle::create);
        }

        @Override
        public CompletionStage<Void> destroy(T object) {
            return action(() -> lifecycle.destroy(object));
        }
    }

    private static final class Full<T> extends Plain<T> {
        Full(Lifecycle<T> lifecycle) {
            super(lifecycle);
        }

        @Override
        public CompletionStage<Void> reset(T object) {
            return action(() -> lifecycle.reset(object));
        }

        @Override
        public CompletionStage<Boolean> validate(T object) {
            return stage(() -> lifecycle.validate(object));
        }

        @Override
        public CompletionStage<Boolean> isHealthy(T object) {
            return stage(() -> lifecycle.isHealthy(object));
        }
    }
}
