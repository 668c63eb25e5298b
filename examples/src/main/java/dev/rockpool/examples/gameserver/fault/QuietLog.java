package dev.rockpool.examples.gameserver.fault;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps what the pools log out of sight for a while, below a level: it is about what the demo prints itself. */
public final class QuietLog implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("dev.rockpool");

    /**
     * From now on, until closed.
     *
     * @param least what is still logged
     */
    public QuietLog(Level least) {
        LOGGER.setLevel(least);
    }

    /** The log is as always: its level is its parent's. */
    @Override
    public void close() {
        LOGGER.setLevel(null);
    }
}
