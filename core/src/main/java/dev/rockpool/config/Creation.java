package dev.rockpool.config;

/** Who runs {@link dev.rockpool.Lifecycle#create()} for an acquire that finds nothing idle. */
public enum Creation {
    /**
     * The pool's creator threads, up to {@code parallelCreations} at once, each attempt bounded by
     * {@code createTimeout}. An acquire waits for whatever comes first, a return or a creation. The default.
     */
    BACKGROUND,
    /**
     * The acquiring thread itself: no hop, for cheap objects. A creation then takes as long as it takes: neither the
     * acquire's deadline nor {@code createTimeout} can bound it. Futures, {@code warmUp} and {@code minIdle} still use
     * the creator threads.
     */
    CALLER
}
