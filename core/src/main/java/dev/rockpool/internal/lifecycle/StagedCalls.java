package dev.rockpool.internal.lifecycle;

import dev.rockpool.AsyncLifecycle;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
        return new Staged<Made<T>, T>("create", direct) {
            @Override
            @Nullable
            CompletionStage<T> call() {
                try {
                    return lifecycle.create();
                } catch (Throwable thrown) {
                    return CompletableFuture.failedStage(thrown);
                }
            }

            @Override
            void ended(@Nullable T object, @Nullable Throwable thrown) {
                done(thrown == null ? direct.keep(object, start) : direct.failed(thrown, start), null);
            }
        };
    }

    @Override
    public Work<Boolean> reset(T object) {
        return new Staged<Boolean, Void>("reset", direct) {
            @Override
            @Nullable
            CompletionStage<Void> call() {
                return lifecycle.reset(object);
            }

            @Override
            void ended(@Nullable Void nothing, @Nullable Throwable thrown) {
                direct.took(Timed.RESET, start);
                done(thrown == null, thrown);
            }
        };
    }

    @Override
    public Work<Boolean> validate(T object) {
        return new Staged<Boolean, Boolean>("validate", direct) {
            @Override
            @Nullable
            CompletionStage<Boolean> call() {
                return lifecycle.validate(object);
            }

            @Override
            void ended(@Nullable Boolean isValid, @Nullable Throwable thrown) {
                direct.took(Timed.VALIDATE, start);
                done(isValid, thrown);
            }
        };
    }

    @Override
    public Work<Boolean> isHealthy(T object) {
        return new Staged<Boolean, Boolean>("isHealthy", direct) {
            @Override
            @Nullable
            CompletionStage<Boolean> call() {
                return lifecycle.isHealthy(object);
            }

            @Override
            void ended(@Nullable Boolean isHealthy, @Nullable Throwable thrown) {
                done(isHealthy, thrown);
            }
        };
    }

    @Override
    public Work<Boolean> destroy(T object) {
        return new Staged<Boolean, Void>("destroy", direct) {
            @Override
            @Nullable
            CompletionStage<Void> call() {
                return lifecycle.destroy(object);
            }

            @Override
            void ended(@Nullable Void nothing, @Nullable Throwable thrown) {
                done(thrown == null, thrown);
            }
        };
    }

    /**
     * A step, which begins once; and what hears the end of its stage, perhaps at once.
     *
     * @param <R> the step's result
     * @param <S> the stage's
     */
    private abstract static class Staged<R, S> implements Work<R>, BiConsumer<@Nullable S, @Nullable Throwable> {
        private final String step;
        private final DirectCalls<?> direct;
        long start; // this and the next are written before the stage begins
        private @Nullable Completion<R> completion;

        Staged(String step, DirectCalls<?> direct) {
            this.step = step;
            this.direct = direct;
        }

        abstract @Nullable CompletionStage<S> call();

        abstract void ended(@Nullable S result, @Nullable Throwable thrown);

        final void done(@Nullable R result, @Nullable Throwable thrown) {
            Objects.requireNonNull(completion, "it has begun").done(result, thrown);
        }

        @Override
        public final void begin(Completion<R> end) {
            completion = end;
            start = direct.ticker.nanoTime();
            CompletionStage<S> stage = call();
            if (stage == null) {
                ended(null, new IllegalStateException("the lifecycle's " + step + "() returned null, not a stage"));
            } else {
                stage.whenComplete(this);
            }
        }

        @Override
        public final void accept(@Nullable S result, @Nullable Throwable thrown) {
            ended(result, thrown == null ? null : causeOf(thrown));
        }

        private static Throwable causeOf(Throwable thrown) {
            Throwable cause = LifecycleSteps.unwrapped(thrown);
            return cause == null ? thrown : cause;
        }
    }
}
