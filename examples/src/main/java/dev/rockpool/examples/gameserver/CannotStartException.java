package dev.rockpool.examples.gameserver;

/** Something is not as it must be: an option, the port, the folder. The message is for the user. */
final class CannotStartException extends Exception {

    private static final long serialVersionUID = 1L;

    CannotStartException(String message) {
        super(message);
    }

    CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
