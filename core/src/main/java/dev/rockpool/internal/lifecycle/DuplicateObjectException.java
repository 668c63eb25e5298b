package dev.rockpool.internal.lifecycle;

/** The factory returned an object that is in the pool already. Trying again does not help. */
public final class DuplicateObjectException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Says nothing more than its name. */
    public DuplicateObjectException() {
        super(
                "the lifecycle's create() returned an object that is in the pool already; each call must make a new one, as"
                        + " Pool.builder(Parser::new) does");
    }
}
