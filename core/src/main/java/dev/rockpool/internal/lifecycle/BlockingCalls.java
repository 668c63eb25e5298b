package dev.rockpool.internal.lifecycle;

import dev.rockpool.internal.stats.LatencyRecorder.Timed;

/** Steps that have ended when they return. */
record BlockingCalls<T>(DirectCalls<T> direct) implements StepCalls<T> {

    @Override
    public boolean block() {
        return true;
    }

    @Override
    public Work<Made<T>> create() {
        return new Work.Blocking<>() {
            @Override
            Made<T> call() {
                return direct.make();
            }
        };
    }

    @Override
    public Work<Boolean> reset(T object) {
        return new Work.Blocking<>() {
            @Override
            Boolean call() throws Exception {
                long start = direct.ticker.nanoTime();
                direct.steps.reset(object);
                direct.took(Timed.RESET, start);
                return true;
            }
        };
    }

    @Override
    public Work<Boolean> validate(T object) {
        return new Work.Blocking<>() {
            @Override
            Boolean call() throws Exception {
                long start = direct.ticker.nanoTime();
                try {
                    return direct.steps.validate(object);
                } finally {
                    direct.took(Timed.VALIDATE, start);
                }
            }
        };
    }

    @Override
    public Work<Boolean> isHealthy(T object) {
        return new Work.Blocking<>() {
            @Override
            Boolean call() throws Exception {
                return direct.steps.isHealthy(object);
            }
        };
    }

    @Override
    public Work<Boolean> destroy(T object) {
        return new Work.Blocking<>() {
            @Override
            Boolean call() throws Exception {
                direct.steps.destroy(object);
                return true;
            }
        };
    }
}
