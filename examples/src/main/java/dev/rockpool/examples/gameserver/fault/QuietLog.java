package dev.rockpool.examples.gameserver.fault;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the warnings of the pools out of the log for a while: they are about the same events as the timeline. Errors
 * still go there.
 */
public final class QuietLog implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("dev.rockpool");

    /** From now on, until closed. */
    public QuietLog() {
        LOGGER.setLevel(Level.SEVERE);
    }

    /** The log is as always: its level is its parent's. */
    @Override
    public void close() {
        LOGGER.setLevel(null);
    }
}
