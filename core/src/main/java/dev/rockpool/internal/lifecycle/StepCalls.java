package dev.rockpool.internal.lifecycle;

import dev.rockpool.AsyncLifecycle;

/** How the steps of a lifecycle are called on threads of the pool: as blocking code, or as stages. */
interface StepCalls<T> {

    /** As the lifecycle has them. */
    static <T> StepCalls<T> of(DirectCalls<T> direct) {
        AsyncLifecycle<T> staged = direct.steps.staged();
        return staged == null ? new BlockingCalls<>(direct) : new StagedCalls<>(direct, staged);
    }

    /** Whether a step has ended when it returns. */
    boolean block();

    /** Creates; it always gives a result. */
    Work<Made<T>> create();

    /** Resets. */
    Work<Boolean> reset(T object);

    /** Validates. */
    Work<Boolean> validate(T object);

    /** Checks the health. */
    Work<Boolean> isHealthy(T object);

    /** Destroys. */
    Work<Boolean> destroy(T object);
}
