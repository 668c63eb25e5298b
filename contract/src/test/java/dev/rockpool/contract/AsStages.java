package dev.rockpool.contract;

import dev.rockpool.AsyncLifecycle;
import dev.rockpool.Lifecycle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The steps of a blocking lifecycle as stages: begun on the thread that calls, completed by one that is not the pool's. */
record AsStages<T>(Lifecycle<T> lifecycle) implements AsyncLifecycle<T> {

    private static final Executor CLIENT = completion -> {
        Thread thread = new Thread(completion, "client");
        thread.setDaemon(true);
        thread.start();
    };

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

    @Override
    public CompletionStage<T> create() {
        return stage(lifecycle::create);
    }

    @Override
    public CompletionStage<Boolean> validate(T object) {
        return stage(() -> lifecycle.validate(object));
    }

    @Override
    public CompletionStage<Boolean> isHealthy(T object) {
        return stage(() -> lifecycle.isHealthy(object));
    }

    @Override
    public CompletionStage<Void> destroy(T object) {
        return stage(() -> {
            lifecycle.destroy(object);
            return null;
        });
    }
}
