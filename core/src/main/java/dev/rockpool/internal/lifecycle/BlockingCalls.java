package dev.rockpool.internal.lifecycle;

import dev.rockpool.internal.lifecycle.TimedCall.Work;
import dev.rockpool.internal.stats.LatencyRecorder.Timed;
import java.util.concurrent.Callable;

/** Steps that have ended when they return. */
record BlockingCalls<T>(DirectCalls<T> direct) implements StepCalls<T> {

    @Override
    public boolean block() {
        return true;
    }

    @Override
    public Work<Made<T>> create() {
        return Work.blocking(direct::make);
    }

    @Override
    public Work<Boolean> reset(T object) {
        return Work.blocking(() -> {
            long start = direct.ticker.nanoTime();
            direct.steps.reset(object);
            direct.took(Timed.RESET, start);
            return true;
        });
    }

    @Override
    public Work<Boolean> validate(T object) {
        return timed(Timed.VALIDATE, () -> direct.steps.validate(object));
    }

    private Work<Boolean> timed(Timed what, Callable<Boolean> question) {
        return Work.blocking(() -> {
            long start = direct.ticker.nanoTime();
            try {
                return question.call();
            } finally {
                direct.took(what, start);
            }
        });
    }

    @Override
    public Work<Boolean> destroy(T object) {
        return Work.blocking(() -> {
            direct.steps.destroy(object);
            return true;
        });
    }
}
