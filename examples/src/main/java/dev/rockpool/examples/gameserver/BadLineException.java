package dev.rockpool.examples.gameserver;

/** A line that is not of the protocol. */
final class BadLineException extends Exception {

    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
        super(message);
    }
}
