package dev.rockpool;

import dev.rockpool.internal.config.Problems;
import dev.rockpool.internal.config.Rules;
import java.util.Objects;

/**
 * Who runs the lifecycle.
 *
 * @param creation creators of the pool, or the acquiring thread; default {@link Creation#BACKGROUND}
 * @param parallelCreations how many attempts the creators make at once; 1 to the {@code maxSize} that the pool is
 *     built with, default min(4, {@code maxSize})
 * @param resetInBackground whether reset and validation on return run on a worker of the pool instead of the thread
 *     that gives the object back; default false
 */
public record Supply(Creation creation, int parallelCreations, boolean resetInBackground) {

    /**
     * Checks the settings.
     *
     * @param creation see the component
     * @param parallelCreations see the component
     * @param resetInBackground see the component
     * @throws IllegalArgumentException if {@code parallelCreations} is less than 1
     */
    public Supply {
        Objects.requireNonNull(creation, "creation");
        Problems problems = new Problems();
        Rules.parallelCreations(problems, parallelCreations);
        problems.throwIfAny();
    }
}
