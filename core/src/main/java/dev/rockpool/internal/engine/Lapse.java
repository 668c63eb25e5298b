package dev.rockpool.internal.engine;

import dev.rockpool.PoolTimeoutException.Phase;
import dev.rockpool.monitor.Explanation;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pool as it was when the time of some acquires ran out, as they left the queue; shared by those that left it
 * together, so that a storm of timeouts looks at the pool once for each thousand of them.
 */
final class Lapse {

    final long atNanos;

    /** Taken under the engine's lock, before it is given to others; null where there are too many slots for that. */
    StatsReader.@Nullable Numbers numbers;

    /** What else was found, when the first of them had to explain itself; written under the lock of {@link Explainer}. */
    volatile Explainer.@Nullable Found found;

    /** What it says to those that were waiting for the same; replaced by anyone, as one is as good as another. */
    volatile @Nullable Words words;

    /** An explanation that is made when somebody reads it, for all who share it; made twice at the worst. */
    static final class Words implements Supplier<Explanation> {
        final Phase phase;
        private final Supplier<Explanation> maker;
        private volatile @Nullable Explanation made;

        Words(Phase phase, Supplier<Explanation> maker) {
            this.phase = phase;
            this.maker = maker;
        }

        @Override
        public Explanation get() {
            Explanation present = made;
            if (present == null) {
                present = maker.get();
                made = present;
            }
            return present;
        }
    }

    Lapse(long atNanos) {
        this.atNanos = atNanos;
    }
}
