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

    /**
     * What one pool logs is not shown from now on, whenever it comes.
     *
     * @param pool its name
     */
    public static void silence(String pool) {
        LOGGER.setFilter(line -> !String.valueOf(line.getMessage()).startsWith("pool \"" + pool + "\""));
    }

    /** The log is as always: its level is its parent's. */
    @Override
    public void close() {
        LOGGER.setLevel(null);
    }
}
