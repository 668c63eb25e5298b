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
}
