package dev.rockpool.internal.lifecycle;

import dev.rockpool.Action;
import dev.rockpool.Work;
import org.jspecify.annotations.Nullable;

/** The steps that were set on a builder, in the place of those of a lifecycle; null where none was set. */
public record StepsInCode<T>(
        @Nullable Action<? super T, ?> onAcquire,
        @Nullable Action<? super T, ?> onReset,
        @Nullable Work<? super T, Boolean, ?> validateWith,
        @Nullable Work<? super T, Boolean, ?> healthWith,
        @Nullable Action<? super T, ?> onDestroy) {

    /** None. */
    public static <T> StepsInCode<T> none() {
        return new StepsInCode<>(null, null, null, null, null);
    }

    /** The same, with a step before each lease. */
    public StepsInCode<T> activatingBy(Action<? super T, ?> activate) {
        return new StepsInCode<>(activate, onReset, validateWith, healthWith, onDestroy);
    }

    /** The same, with a step that cleans. */
    public StepsInCode<T> resettingBy(Action<? super T, ?> reset) {
        return new StepsInCode<>(onAcquire, reset, validateWith, healthWith, onDestroy);
    }

    /** The same, with a check whether an object is usable. */
    public StepsInCode<T> validatingBy(Work<? super T, Boolean, ?> validate) {
        return new StepsInCode<>(onAcquire, onReset, validate, healthWith, onDestroy);
    }

    /** The same, with a check of idle objects. */
    public StepsInCode<T> checkingBy(Work<? super T, Boolean, ?> healthy) {
        return new StepsInCode<>(onAcquire, onReset, validateWith, healthy, onDestroy);
    }

    /** The same, with a step that lets go of an object. */
    public StepsInCode<T> destroyingBy(Action<? super T, ?> destroy) {
        return new StepsInCode<>(onAcquire, onReset, validateWith, healthWith, destroy);
    }
}
