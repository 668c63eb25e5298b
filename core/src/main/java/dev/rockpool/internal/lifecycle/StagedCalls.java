package dev.rockpool.internal.lifecycle;

import dev.rockpool.AsyncLifecycle;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Steps that end when their stage has completed, on whichever thread that is. */
record StagedCalls<T>(DirectCalls<T> direct, AsyncLifecycle<T> lifecycle) implements StepCalls<T> {

    @Override
    public boolean block() {
        return false;
    }

    @Override
    public Work<Made<T>> create() {
        return completion -> {
            long start = direct.ticker.nanoTime();
            CompletionStage<T> stage;
            try {
                stage = lifecycle.create();
            } catch (Throwable thrown) {
                completion.done(direct.failed(thrown, start), null);
                return;
            }
            listen(
                    "create",
                    stage,
                    (object, thrown) -> completion.done(
                            thrown == null ? direct.keep(object, start) : direct.failed(thrown, start), null));
        };
    }

    @Override
    public Work<Boolean> reset(T object) {
        return completion -> {
            long start = direct.ticker.nanoTime();
            listen("reset", lifecycle.reset(object), (nothing, thrown) -> {
                direct.took(Timed.RESET, start);
                completion.done(thrown == null, thrown);
            });
        };
    }

    @Override
    public Work<Boolean> validate(T object) {
        return completion -> {
            long start = direct.ticker.nanoTime();
            listen("validate", lifecycle.validate(object), (isValid, thrown) -> {
                direct.took(Timed.VALIDATE, start);
                completion.done(isValid, thrown);
            });
        };
    }

    @Override
    public Work<Boolean> isHealthy(T object) {
        return completion -> listen("isHealthy", lifecycle.isHealthy(object), completion::done);
    }

    @Override
    public Work<Boolean> destroy(T object) {
        return completion -> listen(
                "destroy", lifecycle.destroy(object), (nothing, thrown) -> completion.done(thrown == null, thrown));
    }

    /** Hears the end of a stage, perhaps at once. */
    private static <R> void listen(
            String step, @Nullable CompletionStage<R> stage, BiConsumer<@Nullable R, @Nullable Throwable> end) {
        if (stage == null) {
            end.accept(null, new IllegalStateException("the lifecycle's " + step + "() returned null, not a stage"));
            return;
        }
        stage.whenComplete((result, thrown) -> end.accept(result, thrown == null ? null : causeOf(thrown)));
    }

    private static Throwable causeOf(Throwable thrown) {
        Throwable cause = LifecycleSteps.unwrapped(thrown);
        return cause == null ? thrown : cause;
    }
}
