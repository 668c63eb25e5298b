import org.jspecify.annotations.NullMarked;

/** Settings of Rockpool's pools from text. */
@NullMarked
module dev.rockpool.text {
    requires transitive dev.rockpool;
    requires static org.jspecify;

    exports dev.rockpool.text;
}
