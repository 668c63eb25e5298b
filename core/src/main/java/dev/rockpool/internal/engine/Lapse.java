package dev.rockpool.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * The pool as it was when the time of some acquires ran out, as they left the queue; shared by those that left it
 * together, so that a storm of timeouts looks at the pool once for each thousand of them.
 */
final class Lapse {

    final long atNanos;

    /** Taken under the engine's lock, before it is given to others; null where there are too many slots for that. */
    StatsReader.@Nullable Numbers numbers;

    /** What else was found, when the first of them had to explain itself; guarded by the lock of {@link Explainer}. */
    Explainer.@Nullable Found found;

    Lapse(long atNanos) {
        this.atNanos = atNanos;
    }
}
