import org.jspecify.annotations.NullMarked;

/** Rockpool: the object pool for the JVM. */
@NullMarked
@SuppressWarnings("module") // the compiler does not see the modules below, which are built later
module dev.rockpool {
    requires static org.jspecify;

    exports dev.rockpool;
    exports dev.rockpool.config;
    exports dev.rockpool.monitor;
    exports dev.rockpool.internal.config to
            dev.rockpool.text;
    exports dev.rockpool.internal.lifecycle to
            dev.rockpool.memory;
    exports dev.rockpool.internal.process to
            dev.rockpool.jdbc,
            dev.rockpool.memory;
}
