package dev.rockpool.internal.engine;

import dev.rockpool.Explanation;
import dev.rockpool.Explanation.Cause;
import dev.rockpool.Explanation.Verdict;
import java.util.List;

/** Gathers what a pool knows about itself, when it is asked. Called without the lock. */
final class Explainer<T> {

    private final Core<T> core;

    Explainer(Core<T> core) {
        this.core = core;
    }

    Explanation explain() {
        Verdict verdict = new Verdict(Cause.NONE, "nothing is the matter", "");
        return new Explanation(
                verdict, core.healthWatch.health(), List.of(), List.of(), List.of(), List.of(), core.config);
    }
}
