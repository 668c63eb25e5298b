import org.jspecify.annotations.NullMarked;

/** Rockpool: the object pool for the JVM. */
@NullMarked
module dev.rockpool {
    requires static org.jspecify;

    exports dev.rockpool;
    exports dev.rockpool.config;
    exports dev.rockpool.monitor;
}
