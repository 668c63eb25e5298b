package dev.rockpool;

import dev.rockpool.internal.process.UserText;
import java.util.Objects;

/** No object could be created for the acquire. The cause is what {@link Lifecycle#create()} threw, unwrapped. */
public final class ObjectCreationException extends PoolException {

    private static final long serialVersionUID = 2L;

    /** What the creation threw, in words. */
    private final String causeText;

    /**
     * Makes the exception.
     *
     * @param poolName the name of the pool
     * @param cause what the creation threw
     */
    public ObjectCreationException(String poolName, Throwable cause) {
        this(poolName, cause, UserText.of(Objects.requireNonNull(cause, "cause")));
    }

    /**
     * Makes the exception for a cause that has been put into words already.
     *
     * @param poolName the name of the pool
     * @param cause what the creation threw
     * @param causeText the cause in words
     */
    public ObjectCreationException(String poolName, Throwable cause, String causeText) {
        super(
                poolName,
                "no object could be created: " + UserText.escaped(causeText),
                Objects.requireNonNull(cause, "cause"));
        this.causeText = UserText.escaped(causeText);
    }

    /**
     * What the creation threw, in words, as it was when the creation failed: the cause itself is the user's, and what its
     * text says, throws or waits for is its own affair. One line of at most 1,000 characters, with control characters
     * escaped.
     *
     * @return the text
     */
    public String causeText() {
        return causeText;
    }
}
