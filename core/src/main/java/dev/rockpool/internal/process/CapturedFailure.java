package dev.rockpool.internal.process;

/**
 * What a step of a user's code threw, with its text as it was when it was caught: so it can be told under any lock and on
 * any thread. The exception itself is passed on, and never asked again.
 */
public final class CapturedFailure {

    /** A failure that could not even be kept, as there was no memory for it. */
    public static final CapturedFailure NO_MEMORY =
            new CapturedFailure(new NoMemory(), "a failure that there was no memory to keep");

    /** Without a stack: that would hold the classes, and so the class loader, of whoever happened to be first. */
    private static final class NoMemory extends OutOfMemoryError {
        private static final long serialVersionUID = 1L;

        NoMemory() {
            super("no memory to keep a failure");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private final Throwable failure;
    private final String text;

    private CapturedFailure(Throwable failure, String text) {
        this.failure = failure;
        this.text = text;
    }

    /** Reads the text. On the thread that caught it, within the step's time limit, and under no lock. Throws nothing. */
    public static CapturedFailure of(Throwable failure) {
        try {
            return new CapturedFailure(failure, textOf(failure));
        } catch (VirtualMachineError | LinkageError noRoom) {
            return NO_MEMORY;
        }
    }

    private static String textOf(Throwable failure) {
        try {
            return UserText.of(failure);
        } catch (Throwable noRoom) { // the end of the stack, or of memory
            return "an exception whose text cannot be read";
        }
    }

    /** The exception, as a cause or for a listener. */
    public Throwable failure() {
        return failure;
    }

    /** The exception in words, on one line. */
    @Override
    public String toString() {
        return text;
    }
}
