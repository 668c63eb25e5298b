import org.jspecify.annotations.NullMarked;

/** Ready-made pools of memory, on Rockpool. */
@NullMarked
module dev.rockpool.memory {
    requires transitive dev.rockpool;
    requires static org.jspecify;

    exports dev.rockpool.memory;
}
